/** The commands of the lab as processes that can be killed at any moment, in folders of their own. */
import { spawn } from 'node:child_process';
import { type FSWatcher, mkdirSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Rng } from '../../datasets/rng';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Milliseconds after which a command is taken to hang. */
const HANGS = 10 * 60_000;

/** When a command is killed: so long after its start, or when its folder changes for so many times. */
export type Moment = { ms: number } | { change: number };

/** What became of a command. */
export interface Ended {
  /** Null where it was killed. */
  status: number | null;
  stdout: string;
  stderr: string;
  ms: number;
}

export interface Command {
  /** Of `scripts/`. */
  script: string;
  args: string[];
  /** Folder in which it runs; changes in it are those of `Moment`. */
  cwd: string;
  /** A shell's words that come before it, such as a limit. */
  before?: string;
}

/** Runs a command to its end, or until it is killed. @throws Error if it hangs */
export function run({ script, args, cwd, before = '' }: Command, killed?: Moment): Promise<Ended> {
  const words = [
    execPath,
    '--import',
    join(ROOT, 'node_modules/tsx/dist/loader.mjs'),
    join(ROOT, `scripts/${script}.ts`),
  ];
  // `exec`, so that what is killed is the command and not a shell around it.
  const shell = spawn('sh', ['-c', `${before} exec "$@"`, 'sh', ...words, ...args], { cwd });
  const began = performance.now();
  const kill = () => void shell.kill('SIGKILL');
  const text = { stdout: '', stderr: '' };
  shell.stdout.on('data', (data: Buffer) => (text.stdout += String(data)));
  shell.stderr.on('data', (data: Buffer) => (text.stderr += String(data)));
  let hangs = false;
  const patience = setTimeout(() => {
    hangs = true;
    kill();
  }, HANGS);
  const timer = killed && 'ms' in killed ? setTimeout(kill, killed.ms) : undefined;
  const watcher = killed && 'change' in killed ? atChange(cwd, killed.change, kill) : undefined;
  return new Promise((resolve, reject) => {
    shell.on('error', reject);
    shell.on('close', (status) => {
      [patience, timer].forEach(clearTimeout);
      watcher?.close();
      if (hangs) reject(new Error(`${script} did not end within ${HANGS / 60_000} minutes`));
      else resolve({ status, ...text, ms: performance.now() - began });
    });
  });
}

/** Calls once a folder, or what is in it, has changed so many times. */
function atChange(folder: string, change: number, then: () => void): FSWatcher {
  let left = change;
  return watch(folder, { recursive: true }, () => {
    if (--left === 0) then();
  });
}

/**
 * A moment in something that takes so long. Half of them are when it writes: that is when it can break.
 *
 * @param changes how often its folder changes from beginning to end
 */
export const randomMoment = (rng: Rng, ms: number, changes: number): Moment =>
  rng.chance(0.5) ? { ms: rng.uniform() * ms } : { change: 1 + rng.below(changes) };

/** Works in a folder that is there only meanwhile. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'midtrain-lab-faults-'));
  try {
    mkdirSync(folder, { recursive: true });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
