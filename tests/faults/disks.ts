/**
 * Full disks: commands that write to a disk which has room for a part of it. Nothing that was stored before is lost or
 * changed, nothing is left half written, and one sentence says which file could not be written.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shippedSpecs } from '../../scripts/command-line';
import { makeRecord } from '../../records/make';
import { finishedRun } from '../records/runs';
import { type Command, type Ended, inFolder, run } from './commands';
import { complaintAboutSentence, hasStack } from './judge';
import { Count, type Kind, type Outcome, type Trial } from './kind';

const PAGE = 4096;

/** A command that writes a file to a folder. */
interface Writer {
  command: (folder: string, disk: string) => Command;
  /** The last file that it writes. */
  file: string;
  /** What is there before, by the file's name. */
  before: Record<string, string>;
  /** Bytes on the disk with which all of it fits. */
  enough: number;
}

export const diskKinds: Kind[] = [
  {
    name: 'disks:merge',
    what: 'full disks under `merge`',
    count: 16,
    minutes: 10,
    run: async (trial) => fill(trial, await mergeWriter()),
  },
  {
    name: 'disks:replicate',
    what: 'full disks under `replicate`',
    count: 6,
    minutes: 20,
    run: async (trial) => fill(trial, await replicateWriter()),
  },
  {
    name: 'disks:pretrain',
    what: 'full disks under `pretrain`',
    count: 6,
    minutes: 20,
    run: (trial) => fill(trial, pretrainWriter),
  },
];

/** A record of the tiny preset as `replicate` makes it, with made-up numbers. */
async function recordText(seeds: number[]): Promise<string> {
  const made = finishedRun(['aft', 'msm+aft'], seeds);
  const request = { ...made.plan.request, specs: shippedSpecs() };
  return `${JSON.stringify(await makeRecord({ ...made, plan: { ...made.plan, request } }))}\n`;
}

async function mergeWriter(): Promise<Writer> {
  const [first, second] = [await recordText([0, 1]), await recordText([2, 3, 4, 5])];
  return {
    command: (folder, disk) => {
      ['first.json', 'second.json'].forEach((name, i) => writeFileSync(join(folder, name), [first, second][i]!));
      return {
        script: 'merge',
        args: ['first.json', 'second.json', '--force', '--out', join(disk, 'all.json')],
        cwd: folder,
      };
    },
    ...{ file: 'all.json', before: { 'all.json': first }, enough: 3 * (first.length + second.length) },
  };
}

async function replicateWriter(): Promise<Writer> {
  const earlier = await recordText([0]);
  const flags = ['--preset', 'tiny', '--base', 'scratch', '--arms', 'aft,msm+aft', '--seeds', '2', '--resume'];
  return {
    command: (cwd, disk) => ({ script: 'replicate', args: [...flags, '--out', join(disk, 'run.json')], cwd }),
    ...{ file: 'run.json', before: { 'run.json': earlier }, enough: 6 * earlier.length },
  };
}

const pretrainWriter: Writer = {
  command: (cwd, disk) => ({
    script: 'pretrain',
    args: ['--preset', 'tiny', '--seeds', '0,1', '--steps', '12', '--no-milestones', '--out', disk],
    cwd,
  }),
  ...{ file: 'tiny/index.json', before: {}, enough: 160 * 1024 },
};

/** Runs a command on disks of all sizes, from what is on them already to enough for all. */
async function fill({ count, from, say }: Trial, writer: Writer): Promise<Outcome> {
  const disks = new Count();
  const canMount = mountable();
  for (let i = from; i < from + count; i++) {
    await inFolder(async (folder) => {
      const taken = Object.values(writer.before).reduce((sum, text) => sum + Math.ceil(text.length / PAGE) * PAGE, 0);
      const pages = Math.ceil((writer.enough - taken) / PAGE);
      const size = taken + PAGE * (1 + Math.floor((i * pages) / count));
      const limit = canMount ? mounted(folder, size) : limited(folder, Math.max(PAGE, size - taken));
      try {
        for (const [name, text] of Object.entries(writer.before)) writeFileSync(join(limit.disk, name), text);
        const command = writer.command(folder, limit.disk);
        const ended = await run({ ...command, before: limit.before });
        disks.add(`${command.script} with ${size} bytes`, complaints(ended, writer, limit.disk));
      } finally {
        limit.end();
      }
      say(`${disks.tried} disks, ${disks.losses.length} lost`);
    });
  }
  return disks.outcome(canMount ? 'a file system in memory' : 'no right to mount: a limit on file sizes instead');
}

function complaints({ status, stderr }: Ended, { before, file }: Writer, disk: string): string[] {
  const now = (name: string) => (existsSync(join(disk, name)) ? readFileSync(join(disk, name), 'utf8') : undefined);
  if (status === 0) return now(file) === before[file] ? ['it ended well, and wrote nothing'] : [];
  const lost = Object.keys(before).filter((name) => now(name) !== before[name]);
  const said = stderr.trim().split('\n').at(-1)!;
  const wrong = complaintAboutSentence(said);
  return [
    ...lost.map((name) => `${name} was there and is lost`),
    ...(wrong === undefined ? [] : [`it says ${wrong}: “${said.slice(0, 200)}”`]),
    ...(said.includes(dirname(join(disk, file))) ? [] : [`it does not name the file: “${said.slice(0, 200)}”`]),
    ...(hasStack(stderr) ? ['it prints a stack'] : []),
  ];
}

/** A folder in which there is only so much room. */
interface Limit {
  disk: string;
  /** The shell's words before the command. */
  before: string;
  end(): void;
}

function mounted(folder: string, size: number): Limit {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk);
  return { disk, before: '', end: () => void spawnSync('umount', [disk]) };
}

/** Where nothing can be mounted, files may be no longer than this: writing fails in the same way, with another reason. */
function limited(folder: string, size: number): Limit {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  return { disk, before: `trap '' XFSZ; ulimit -f ${Math.floor(size / 512)};`, end: () => undefined };
}

function mountable(): boolean {
  const folder = join('/tmp', `midtrain-lab-mount-${process.pid}`);
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4096', 'tmpfs', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  spawnSync('rmdir', [folder]);
  return status === 0 && !existsSync(folder);
}

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}
