/**
 * Locks: files that say which process writes something, so that a second one does not write over what the first adds.
 *
 * They hold on disks that machines share. On the machine that took a lock, the lock of a process that has ended counts
 * for nothing. Elsewhere nobody can look for the process: a holder shows that it lives by writing its lock anew every few
 * seconds, and one that has not for two minutes counts as ended. Ages are taken by the clock of the disk.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import process, { kill, pid } from 'node:process';
import { z } from 'zod';
import { excerpt } from '../datasets/quote';
import { UsageError } from './command-line';
import { fileTrouble, shownPath } from './file-trouble';

/** Milliseconds between two signs of life. */
const BEAT_EVERY = 10_000;

/** Milliseconds without a sign of life after which the process of another machine counts as ended. */
const SILENT_FOR = 120_000;

/** Signals that end a process, which then has no further use for its locks. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** What tells machines apart that have the same name: two containers, or one before and after a restart. */
  machine: z.string(),
  /** When the process began, in ticks since the machine's start: numbers of processes come back. Null if unknown. */
  began: z.string().nullable(),
  since: z.string(),
  /** Of this lock alone. */
  token: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

export class Lock {
  private readonly text: string;
  private readonly handle: number;
  private readonly beat: NodeJS.Timeout;
  private readonly onExit = () => this.release();
  private readonly onSignal = (signal: NodeJS.Signals) => {
    this.release();
    kill(pid, signal); // as if nobody had listened
  };

  /**
   * Takes the lock, or that of a process that has ended.
   *
   * @param path of the lock
   * @param subject what is written under it, as the sentence names it
   * @throws UsageError that names the process that holds it; FileTrouble if there cannot be a lock
   */
  constructor(
    private readonly path: string,
    subject: string,
  ) {
    this.text = `${JSON.stringify(ownHolder())}\n`;
    this.handle = take(path, this.text, subject);
    this.beat = setInterval(() => this.showLife(), BEAT_EVERY).unref();
    process.on('exit', this.onExit);
    for (const signal of ENDING) process.on(signal, this.onSignal);
  }

  /** Whether the lock is still this process' own: one that slept for minutes may have lost it to another machine. */
  get isHeld(): boolean {
    return contentOf(this.path) === this.text;
  }

  release(): void {
    clearInterval(this.beat);
    process.off('exit', this.onExit);
    for (const signal of ENDING) process.off(signal, this.onSignal);
    if (this.isHeld) rmSync(this.path, { force: true });
    try {
      closeSync(this.handle);
    } catch {
      // It was released before.
    }
  }

  private showLife(): void {
    try {
      writeSync(this.handle, this.text, 0);
    } catch {
      // A full disk or a network that is away for a moment; the next one may be written.
    }
  }
}

/** Takes a lock that others hold for moments only. @throws UsageError if one has held it for a minute */
export async function waitForLock(path: string, subject: string): Promise<Lock> {
  for (let tries = 0; ; tries++) {
    try {
      return new Lock(path, subject);
    } catch (error) {
      if (!(error instanceof UsageError) || tries >= 240) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Makes the lock. @returns the open file */
function take(path: string, text: string, subject: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    for (;;) {
      try {
        const handle = openSync(path, 'wx');
        writeSync(handle, text);
        return handle;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = contentOf(path);
      if (found === undefined) continue; // it was released just now
      requireEnded(path, found, subject);
      clear(path, found);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : fileTrouble(path, 'written', error);
  }
}

/** Removes the lock of a process that has ended; puts back the one that another process has taken in its place. */
function clear(path: string, ended: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // somebody else was faster
    throw error;
  }
  try {
    if (contentOf(aside) !== ended) linkSync(aside, path);
  } catch {
    // There is a third one by now. The second finds out before it writes.
  }
  rmSync(aside, { force: true });
}

/** @throws UsageError unless the process that has written this lock has ended */
function requireEnded(path: string, text: string, subject: string): void {
  const holder = holderOf(text);
  const own = ownHolder();
  const silent = silence(path);
  if (holder?.machine === own.machine && holder.host === own.host) {
    if (!isRunning(holder)) return;
  } else if (silent > SILENT_FOR) return;
  const who = holder ? `process ${holder.pid} on ${excerpt(holder.host)}` : 'another process';
  throw new UsageError(
    `${shownPath(subject)} is being written by ${who}: wait until it ends, or name another place with --out.`,
  );
}

/** Milliseconds since the lock was written, by the clock of its disk. */
function silence(path: string): number {
  const probe = `${path}.${randomUUID()}`;
  writeFileSync(probe, '');
  const now = statSync(probe).mtimeMs;
  rmSync(probe, { force: true });
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
}

function ownHolder(): Holder {
  const [host, machine, began] = [hostname(), machineId(), statOf(pid)?.began ?? null];
  return { pid, host, machine, began, since: new Date().toISOString(), token: randomUUID() };
}

/** Undefined for what no lab has written. */
function holderOf(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isRunning(holder: Holder): boolean {
  try {
    kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false; // EPERM: it is another user's
  }
  const now = statOf(holder.pid);
  if (now === undefined || holder.began === null) return true;
  return now.began === holder.began && !now.isDead;
}

/** This start of this machine, and in it this group of processes that see each other; empty where Linux does not tell. */
function machineId(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** What Linux tells of a process; undefined where it does not. */
function statOf(process: number): { began: string; isDead: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
    // The second field, the command's name in parentheses, may hold anything; the 3rd and the 22nd are asked for.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { began: fields[19]!, isDead: 'ZX'.includes(fields[0]!) }; // Z: killed, and its parent has not looked yet
  } catch {
    return undefined;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
