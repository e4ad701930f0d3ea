/**
 * The command line, killed: runs and pretraining that are ended at random moments, some of them while they write, and
 * gone on with until they are done. They must end with the same bits as what was left alone, and lose nothing that was
 * saved on the way.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rng } from '../../datasets/rng';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { type Command, inFolder, randomMoment, run } from './commands';
import { Count, type Kind, type Outcome, type Trial } from './kind';

/** Kills of one run before it is left alone. */
const MOST_KILLS = 4;

/** Something that can be killed and gone on with. */
interface Work {
  /** The command that begins it, and goes on with it. */
  command: (folder: string) => Command;
  /** How often its folder changes. */
  changes: number;
  /** What it has saved so far, part by part. @throws Error if that is broken */
  saved: (folder: string) => Promise<Map<string, string>>;
}

export const killCommandKinds: Kind[] = [
  {
    name: 'kills:replicate',
    what: 'kills of `replicate`',
    count: 20,
    minutes: 40,
    run: (trial) => killAll(trial, { command: replicate, changes: 16, saved: savedByReplicate }),
  },
  {
    name: 'kills:pretrain',
    what: 'kills of `pretrain`',
    count: 12,
    minutes: 40,
    run: (trial) => killAll(trial, { command: pretrain, changes: 60, saved: savedByPretrain }),
  },
];

const replicate = (cwd: string): Command => ({
  script: 'replicate',
  args: [
    ...['--preset', 'tiny', '--base', 'scratch', '--arms', 'aft,msm+aft', '--seeds', '3', '--together', '2'],
    ...['--out', 'record.json', '--resume'],
  ],
  cwd,
});

const pretrain = (cwd: string): Command => ({
  script: 'pretrain',
  args: ['--preset', 'tiny', '--seeds', '0,1', '--steps', '30', '--out', 'base'],
  cwd,
});

/** Works once without being disturbed, then again and again with kills. */
async function killAll({ count, seed, from, say }: Trial, work: Work): Promise<Outcome> {
  const kills = new Count();
  const { whole, ms } = await inFolder(async (folder) => {
    const ended = await run(work.command(folder));
    if (ended.status !== 0) throw new Error(`undisturbed, it ended with ${ended.status}: ${ended.stderr.slice(-500)}`);
    return { whole: await work.saved(folder), ms: ended.ms };
  });
  for (let chain = from; kills.tried < count; chain++) {
    await inFolder(async (folder) => {
      const random = rng(seed, 'kills', chain);
      const most = Math.min(1 + random.below(MOST_KILLS), count - kills.tried);
      let saved = new Map<string, string>();
      for (let k = 0; k < most; k++) {
        const moment = randomMoment(random, ms, work.changes);
        const { status, stderr } = await run(work.command(folder), moment);
        if (status !== null) {
          if (status !== 0) kills.add(`chain ${chain}, kill ${k}`, [`it ended with ${status}: ${stderr.slice(-300)}`]);
          break; // it was done before
        }
        const now = await savedOrBroken(work, folder);
        kills.add(`chain ${chain}, kill ${k} at ${JSON.stringify(moment)}`, complaints(saved, now, whole));
        saved = typeof now === 'string' ? saved : now;
      }
      const last = await run(work.command(folder));
      const end =
        last.status === 0 ? await savedOrBroken(work, folder) : `it ended with ${last.status}: ${last.stderr}`;
      const wrong = [...complaints(saved, end, whole), ...(typeof end === 'string' ? [] : missing(end, whole))];
      if (wrong.length > 0) kills.losses.push(`chain ${chain}, at its end: ${wrong.join('; ')}`);
      say(`${kills.tried} kills, ${kills.losses.length} lost`);
    });
  }
  return kills.outcome(`undisturbed it takes ${(ms / 1000).toFixed(0)} s`);
}

async function savedOrBroken(work: Work, folder: string): Promise<Map<string, string> | string> {
  try {
    return await work.saved(folder);
  } catch (error) {
    return `what was saved is broken: ${(error as Error).message}`;
  }
}

/** What was saved before is there still, and nothing is but what is right. */
function complaints(
  before: Map<string, string>,
  now: Map<string, string> | string,
  whole: Map<string, string>,
): string[] {
  if (typeof now === 'string') return [now];
  const gone = [...before.keys()].filter((part) => !now.has(part));
  const other = [...now].filter(([part, bits]) => whole.get(part) !== bits).map(([part]) => part);
  return [...gone.map((part) => `${part} is lost`), ...other.map((part) => `${part} has other bits`)];
}

const missing = (now: Map<string, string>, whole: Map<string, string>): string[] =>
  [...whole.keys()].filter((part) => !now.has(part)).map((part) => `${part} is missing`);

/** Results model by model; once all are there, also everything else that does not depend on when it was made. */
async function savedByReplicate(folder: string): Promise<Map<string, string>> {
  const file = join(folder, 'record.json');
  if (!existsSync(file)) return new Map();
  const record = await parseRunRecord(readFileSync(file, 'utf8'));
  const parts = new Map(record.results.map((result) => [`${result.arm}, seed ${result.seed}`, JSON.stringify(result)]));
  if (record.seeds.length === 3) parts.set('the record', JSON.stringify(timeless(record)));
  return parts;
}

/** A record without what depends on when and in how many sessions it was made. */
export function timeless(record: RunRecord): Partial<RunRecord> {
  const { started: _, seconds: __, sessions: ___, ...rest } = record;
  return rest;
}

/** The files that are shipped by their hashes; of those in JSON, without the time that training took and its day. */
function savedByPretrain(folder: string): Promise<Map<string, string>> {
  const base = join(folder, 'base', 'tiny');
  if (!existsSync(join(base, 'index.json'))) return Promise.resolve(new Map());
  const untimed = (key: string, value: unknown) => (key === 'seconds' || key === 'date' ? undefined : value);
  const contents = (name: string) => {
    const bytes = readFileSync(join(base, name));
    return name.endsWith('.json') ? JSON.stringify(JSON.parse(String(bytes), untimed)) : bytes;
  };
  const hash = (name: string) => createHash('sha256').update(contents(name)).digest('hex');
  return Promise.resolve(new Map(readdirSync(base).map((name) => [name, hash(name)])));
}
