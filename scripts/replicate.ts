/**
 * Runs an experiment without a browser and writes its record.
 *
 *     npm run replicate -- --experiment agentic --seeds 8 --arms aft,msm+aft
 *
 * `--set midtrain.steps=600` changes a number of the preset, as often as you like (workers/settings.ts has them all).
 *
 * `--seeds 4` are the first four of the preset, `--seeds 0,3,5` are these. `--shard 2/3` takes the second of three shares
 * of them, for three machines; `npm run merge` joins their records. Progress goes to stderr, the table to stdout (or the
 * record, with `--json`), the record to `--out`, or else to a file in runs/ that is named after experiment, settings, arms
 * and seeds, anew after every group of seeds: what was stopped goes on with `--resume`. A group is 32 models, or
 * `--together`, or what fits into `--memory` gigabytes of the GPU; the numbers are the same in any groups.
 */
import { existsSync, readFileSync } from 'node:fs';
import { stderr } from 'node:process';
import { parseArgs } from 'node:util';
import { MEMORY_BUDGET } from '../models/memory';
import { recordFile } from '../src/records/file-name';
import { hashConfig } from '../src/records/hash';
import { runConfig } from '../src/records/make';
import { parseRunRecord } from '../src/records/parse';
import type { RunRecord } from '../src/records/schema';
import { experiments } from '../workers/experiments';
import { DEFAULT_PRESET, type Preset, presets } from '../workers/presets';
import type { RunRequest } from '../workers/protocol';
import { resolveRequest } from '../workers/request';
import { type Changes, changesPretraining, expectedOf, fits, SETTINGS_BY_PATH } from '../workers/settings';
import { command, oneOf, seedList, shardOf, shippedSpecs, UsageError, wholeNumber } from './command-line';
import { seedsLeft } from './groups';
import { openMachine, type Room, runGroups, saveRecords } from './headless';
import { renderTable } from './table';

interface Options extends Room {
  request: RunRequest;
  out: string;
  /** What an earlier sitting has made, to go on from. */
  earlier: RunRecord | undefined;
  json: boolean;
}

/** @throws UsageError or RequestError with one sentence */
async function readOptions(): Promise<Options> {
  const { values } = parseArgs({
    options: {
      experiment: { type: 'string', default: 'agentic' },
      seeds: { type: 'string' },
      arms: { type: 'string' },
      preset: { type: 'string', default: DEFAULT_PRESET },
      base: { type: 'string' },
      spec: { type: 'string', multiple: true, default: [] },
      set: { type: 'string', multiple: true, default: [] },
      together: { type: 'string' },
      memory: { type: 'string', default: String(MEMORY_BUDGET / 2 ** 30) },
      out: { type: 'string' },
      shard: { type: 'string' },
      force: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const experiment = oneOf('experiment', values.experiment, Object.keys(experiments));
  const changes = Object.fromEntries(values.set.map(readSetting));
  const preset = presets[values.preset];
  const request: RunRequest = {
    ...{
      experiment,
      preset: values.preset,
      seeds: shardOf(seedList(values.seeds, preset?.seeds), values.shard),
    },
    arms: values.arms?.split(',') ?? experiments[experiment]!.arms.map(({ id }) => id),
    base: values.base === undefined ? usualBase(preset, changes) : oneOf('base', values.base, ['shipped', 'scratch']),
    specs: { ...shippedSpecs(), ...Object.fromEntries(values.spec.map(readSpec)) },
    ...(values.set.length > 0 && { changes }),
  };
  const hash = hashConfig(experiment, await runConfig(request, resolveRequest(request).preset));
  const out = values.out ?? recordFile({ ...request, configHash: hash });
  if (existsSync(out) && !values.force && !values.resume)
    throw new UsageError(
      `${out} exists already: add --resume to go on with it, --force to overwrite it, or name another file with --out.`,
    );
  const together = values.together === undefined ? undefined : wholeNumber('together', values.together, 1);
  const memory = wholeNumber('memory', values.memory, 1) * 2 ** 30;
  const earlier = values.resume && existsSync(out) ? await readEarlier(out, hash) : undefined;
  return { request, out, earlier, json: values.json, together, memory };
}

/** The record that an earlier sitting left. @throws UsageError if it is none, or has other settings */
async function readEarlier(path: string, hash: string): Promise<RunRecord> {
  let record;
  try {
    record = await parseRunRecord(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be gone on with: ${(error as Error).message}.`, { cause: error });
  }
  if (record.configHash === hash) return record;
  throw new UsageError(`${path} was made with other settings (${record.configHash}, not ${hash}): name another file.`);
}

/** `philosophy=my.md`: a text in place of a shipped specification. */
function readSpec(flag: string): [name: string, text: string] {
  const at = flag.indexOf('=');
  if (at < 1) throw new UsageError(`--spec takes a name and a file, such as philosophy=my.md, not "${flag}".`);
  const path = flag.slice(at + 1);
  if (!existsSync(path)) throw new UsageError(`The specification ${path} does not exist.`);
  return [flag.slice(0, at), readFileSync(path, 'utf8')];
}

/** Shipped weights, unless pretraining is another. */
const usualBase = (preset: Preset | undefined, changes: Changes) =>
  preset && changesPretraining(preset, changes) ? 'scratch' : 'shipped';

/** `midtrain.steps=600`: a setting in place of the preset's. */
function readSetting(flag: string): [path: string, value: number] {
  const [, path, value] = /^([\w.]+)=(\S+)$/.exec(flag) ?? [];
  if (path === undefined || !Object.hasOwn(SETTINGS_BY_PATH, path))
    throw new UsageError(
      `--set takes a setting and a number, such as midtrain.steps=600, not "${flag}"; there are ${Object.keys(SETTINGS_BY_PATH).join(', ')}.`,
    );
  const number = Number(value);
  if (!fits(SETTINGS_BY_PATH[path]!, number))
    throw new UsageError(`--set ${path} takes ${expectedOf(SETTINGS_BY_PATH[path]!)}, not "${value}".`);
  return [path, number];
}

async function replicate({ request, out, earlier, json, ...room }: Options): Promise<void> {
  const seeds = seedsLeft(request, earlier);
  const left = { ...request, seeds };
  if (earlier) stderr.write(`${out}: ${seeds.length === 0 ? 'nothing' : `seeds ${seeds.join(', ')}`} left to run\n`);
  let record = earlier!;
  if (seeds.length > 0) {
    const gpu = await openMachine();
    record = await runGroups(gpu, left, room, earlier, (made) => saveRecords(out, [made]));
    gpu.close();
  }
  stderr.write(`${out}\n`);
  process.stdout.write(json ? `${JSON.stringify(record)}\n` : renderTable(record, { seeds: true }));
}

await command(async () => replicate(await readOptions()));
