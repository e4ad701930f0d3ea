/**
 * Runs an experiment without a browser and writes its record.
 *
 *     npm run replicate -- --experiment agentic --seeds 8 --arms aft,msm+aft
 *
 * `--set midtrain.steps=600` changes a number of the preset, as often as you like (workers/experiments/settings.ts has them all).
 *
 * `--seeds 4` are the first four of the preset, `--seeds 0,3,5` are these. `--shard 2/3` takes the second of three shares
 * of them, for three machines; `npm run merge` joins their records. Progress goes to stderr, the table to stdout (or the
 * record, with `--json`), the record to `--out`, or else to a file in runs/ that is named after experiment, settings, arms
 * and seeds, anew after every group of seeds: what was stopped goes on with `--resume`. A group is 32 models, or
 * `--together`, or what fits into `--memory` gigabytes of the GPU; the numbers are the same in any groups.
 */
import { existsSync } from 'node:fs';
import { stderr } from 'node:process';
import { didYouMean } from '../datasets/nearest';
import { listed, quoted } from '../datasets/sentences';
import { MEMORY_BUDGET } from '../models/memory';
import { recordFile } from '../records/file-name';
import { hashConfig } from '../records/hash';
import { requireRoom } from '../records/length';
import { MAX_RECORD_LENGTH } from '../records/limits';
import { runConfig } from '../records/make';
import { parseRunRecord } from '../records/parse';
import type { RunRecord } from '../records/schema';
import { specsReadBy } from '../workers/experiments/experiment';
import { experiments, HEADLINE } from '../workers/experiments';
import { DEFAULT_PRESET, type Preset, presets } from '../workers/experiments/presets';
import type { RunRequest } from '../workers/protocol';
import { resolveRequest } from '../workers/run/request';
import { type Changes, changesPretraining, expectedOf, fits, SETTINGS_BY_PATH } from '../workers/experiments/settings';
import { command, oneOf, plainNumber, seedList, shardOf, shippedSpecs, UsageError, wholeNumber } from './command-line';
import { shownPath } from './file-trouble';
import { type Flag, readFlags, type Usage } from './flags';
import { seedsLeft } from './groups';
import { openMachine, type Room, runGroups } from './headless';
import { HeldFile } from './held-file';
import { MAX_SPEC_BYTES, readText } from './read-file';
import { recordLines } from './read-records';
import { renderTable } from './table';

interface Options extends Room {
  request: RunRequest;
  out: HeldFile;
  /** What an earlier session has made, to go on from. */
  earlier: RunRecord | undefined;
  json: boolean;
}

const USAGE = {
  call: 'npm run replicate --',
  about: 'Runs an experiment without a browser and writes its record.',
  flags: {
    experiment: { type: 'string', default: HEADLINE.name, value: 'NAME', about: 'which one' },
    seeds: { type: 'string', value: 'SEEDS', about: "how many of the preset's, such as 4, or which, such as 0,3,5" },
    arms: { type: 'string', value: 'ARMS', about: 'some of its arms, such as aft,msm+aft; all of them if not given' },
    preset: { type: 'string', default: DEFAULT_PRESET, value: 'NAME', about: 'sizes and steps' },
    base: { type: 'string', value: 'WHICH', about: 'pretrained weights: shipped, or scratch to train them' },
    spec: {
      type: 'string',
      multiple: true,
      default: [] as string[],
      value: 'NAME=FILE',
      about: 'a text in place of a specification',
    },
    set: {
      type: 'string',
      multiple: true,
      default: [] as string[],
      value: 'PATH=NUMBER',
      about: "a number in place of the preset's, such as midtrain.steps=600",
    },
    together: { type: 'string', value: 'NUMBER', about: 'models that train side by side, at most' },
    memory: {
      type: 'string',
      default: String(MEMORY_BUDGET / 2 ** 30),
      value: 'GB',
      about: 'GPU memory that they may take, in gigabytes',
    },
    out: { type: 'string', value: 'FILE', about: 'where the record goes; a file in runs/ if not given' },
    shard: { type: 'string', value: 'SHARE', about: 'a share of the seeds, such as 2/3, for one of several machines' },
    force: { type: 'boolean', default: false, about: 'overwrite the file' },
    resume: { type: 'boolean', default: false, about: 'go on with the file' },
    json: { type: 'boolean', default: false, about: 'print the record, not the table' },
  },
} satisfies Usage<Record<string, Flag>>;

/** @throws UsageError, RequestError or FileTrouble with one sentence */
async function readOptions(): Promise<Options> {
  const { values } = readFlags(USAGE);
  const request = requestOf(values);
  const together = values.together === undefined ? undefined : wholeNumber('together', values.together, 1);
  const memory = wholeNumber('memory', values.memory, 1) * 2 ** 30;
  const resolved = resolveRequest(request);
  const hash = hashConfig(request.experiment, await runConfig(request, resolved.preset));
  const out = new HeldFile('out', values.out ?? recordFile({ ...request, configHash: hash }));
  const exists = existsSync(out.path);
  if (exists && !values.force && !values.resume)
    throw new UsageError(
      `${shownPath(out.path)} exists already: add --resume to go on with it, --force to overwrite it, or name another file with --out.`,
    );
  const earlier = values.resume && exists ? await readEarlier(out.path, hash) : undefined;
  const left = seedsLeft(request, earlier).length * request.arms.length;
  if (left > 0) requireRoom(resolved, left + (earlier?.replicas.length ?? 0));
  return { request, out, earlier, json: values.json, together, memory };
}

/** What the flags ask for. @throws UsageError or FileTrouble with one sentence */
function requestOf(values: ReturnType<typeof readFlags<typeof USAGE.flags>>['values']): RunRequest {
  const experiment = oneOf('experiment', values.experiment, Object.keys(experiments));
  const { arms } = experiments[experiment]!;
  const preset = presets[oneOf('preset', values.preset, Object.keys(presets))]!;
  const changes = Object.fromEntries(once('set', values.set.map(readSetting)));
  const specs = once(
    'spec',
    values.spec.map((flag) => readSpec(flag, specsReadBy(arms))),
  );
  return {
    experiment,
    preset: preset.name,
    seeds: shardOf(seedList(values.seeds, preset.seeds), values.shard),
    arms: values.arms?.split(',') ?? arms.map(({ id }) => id),
    base: values.base === undefined ? usualBase(preset, changes) : oneOf('base', values.base, ['shipped', 'scratch']),
    specs: { ...shippedSpecs(), ...Object.fromEntries(specs) },
    ...(values.set.length > 0 && { changes }),
  };
}

/** @throws UsageError if a name is given twice */
function once<T>(flag: string, entries: [name: string, value: T][]): [name: string, value: T][] {
  const twice = entries.find(([name], i) => entries.findIndex(([other]) => other === name) < i);
  if (twice !== undefined) throw new UsageError(`--${flag} is given twice for ${twice[0]}.`);
  return entries;
}

/** The record that an earlier session left. @throws UsageError if it is none, or has other settings */
async function readEarlier(path: string, hash: string): Promise<RunRecord> {
  const text = readText(path, MAX_RECORD_LENGTH);
  let record;
  try {
    record = await parseRunRecord(text);
  } catch (error) {
    throw new UsageError(`${shownPath(path)} cannot be gone on with: ${(error as Error).message}.`, { cause: error });
  }
  if (record.configHash === hash) return record;
  throw new UsageError(
    `${shownPath(path)} was made with other settings (${record.configHash}, not ${hash}): name another file.`,
  );
}

/**
 * `philosophy=my.md`: a text in place of a specification.
 * @param known those that the experiment reads
 */
function readSpec(flag: string, known: readonly string[]): [name: string, text: string] {
  const [, name, path] = /^([^=]+)=(.+)$/s.exec(flag) ?? [];
  if (name === undefined || path === undefined)
    throw new UsageError(`--spec takes a name and a file, such as philosophy=my.md, not ${quoted(flag)}.`);
  if (!known.includes(name))
    throw new UsageError(
      `${quoted(name)} is no specification of the experiment; it reads ${listed(known)}.${didYouMean(name, known)}`,
    );
  return [name, readText(path, MAX_SPEC_BYTES)];
}

/** Shipped weights, unless pretraining is another. */
const usualBase = (preset: Preset, changes: Changes) => (changesPretraining(preset, changes) ? 'scratch' : 'shipped');

/** `midtrain.steps=600`: a setting in place of the preset's. */
function readSetting(flag: string): [path: string, value: number] {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(flag) ?? [];
  if (path === undefined || value === undefined)
    throw new UsageError(`--set takes a setting and a number, such as midtrain.steps=600, not ${quoted(flag)}.`);
  const known = Object.keys(SETTINGS_BY_PATH);
  if (!known.includes(path))
    throw new UsageError(`${quoted(path)} is no setting; there are ${listed(known)}.${didYouMean(path, known)}`);
  const number = plainNumber(value);
  if (number === undefined || !fits(SETTINGS_BY_PATH[path]!, number))
    throw new UsageError(`--set ${path} takes ${expectedOf(SETTINGS_BY_PATH[path]!)}, not ${quoted(value)}.`);
  return [path, number];
}

async function replicate({ request, out, earlier, json, ...room }: Options): Promise<void> {
  const seeds = seedsLeft(request, earlier);
  const left = { ...request, seeds };
  if (earlier)
    stderr.write(`${out.path}: ${seeds.length === 0 ? 'nothing' : `seeds ${seeds.join(', ')}`} left to run\n`);
  let record = earlier!;
  if (seeds.length > 0) {
    const gpu = await openMachine();
    record = await runGroups(gpu, left, room, earlier, (made) => out.write(recordLines([made])));
    gpu.close();
  }
  out.release();
  stderr.write(`${out.path}\n`);
  process.stdout.write(json ? `${JSON.stringify(record)}\n` : renderTable(record, { seeds: true }));
}

await command(async () => replicate(await readOptions()));
