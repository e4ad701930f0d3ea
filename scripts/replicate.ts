/**
 * Runs an experiment without a browser and writes its record.
 *
 *     npm run replicate -- --experiment agentic --seeds 8 --arms aft,msm+aft
 *
 * `--seeds 4` are the first four of the preset, `--seeds 0,3,5` are these. `--shard 2/3` takes the second of three shares
 * of them, for three machines; `npm run merge` joins their records. Progress goes to stderr, the table to stdout (or the record, with
 * `--json`), the record to `--out`, anew after every group of seeds: what was stopped goes on with `--resume`. A group is
 * 32 models, or `--together`, or what fits into `--memory` gigabytes of the GPU; the numbers are the same in any groups.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Gpu, openGpu } from '../models/device';
import { MEMORY_BUDGET } from '../models/memory';
import { hashConfig } from '../src/records/hash';
import { joinRecords } from '../src/records/join';
import { makeRecord, runConfig } from '../src/records/make';
import { parseRunRecord } from '../src/records/parse';
import type { RunRecord } from '../src/records/schema';
import { divergenceWords } from '../src/words';
import { shippedBase } from '../workers/base';
import { experiments } from '../workers/experiments';
import { withCurvePoint, withProbePoint } from '../workers/points';
import { DEFAULT_PRESET, presets } from '../workers/presets';
import type { RunEvent, RunRequest } from '../workers/protocol';
import { resolveRequest } from '../workers/request';
import { mostModels } from '../workers/room';
import { runExperiment } from '../workers/run';
import { command, oneOf, seedList, shardOf, shippedSpecs, UsageError, wholeNumber } from './command-line';
import { commitHash } from './commit';
import { groupSeeds, joinLogs, seedsLeft, type RunLog } from './groups';
import { renderTable } from './table';
import { installWebGPU } from './webgpu-node';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** Milliseconds between two lines of progress. */
const PROGRESS_EVERY = 10_000;

/** Models side by side where more would fit: a record is written after each group of them. */
const TOGETHER = 32;

interface Options {
  request: RunRequest;
  out: string;
  /** What an earlier sitting has made, to go on from. */
  earlier: RunRecord | undefined;
  json: boolean;
  /** Most models trained side by side; if not given, as many as fit and no more than `TOGETHER`. */
  together: number | undefined;
  /** Bytes of GPU memory that they may take. */
  memory: number;
}

/** @throws UsageError or RequestError with one sentence */
async function readOptions(): Promise<Options> {
  const { values } = parseArgs({
    options: {
      experiment: { type: 'string', default: 'agentic' },
      seeds: { type: 'string' },
      arms: { type: 'string' },
      preset: { type: 'string', default: DEFAULT_PRESET },
      base: { type: 'string', default: 'shipped' },
      spec: { type: 'string', multiple: true, default: [] },
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
  const request: RunRequest = {
    ...{
      experiment,
      preset: values.preset,
      seeds: shardOf(seedList(values.seeds, presets[values.preset]?.seeds), values.shard),
    },
    arms: values.arms?.split(',') ?? experiments[experiment]!.arms.map(({ id }) => id),
    base: oneOf('base', values.base, ['shipped', 'scratch']),
    specs: { ...shippedSpecs(), ...Object.fromEntries(values.spec.map(readSpec)) },
  };
  const { preset } = resolveRequest(request);
  const hash = await hashConfig(experiment, await runConfig(request, preset));
  const out = values.out ?? join('runs', `${experiment}-${hash}-seeds-${request.seeds.join('-')}.json`);
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

/** Runs one group of seeds to its end. */
async function run(request: RunRequest, gpu: Gpu, memory: number, report: (event: RunEvent) => void): Promise<RunLog> {
  const loadBase = shippedBase((path) => readFile(join(REPOSITORY, 'public', path)));
  const log: Partial<RunLog> & Pick<RunLog, 'diverged' | 'curves' | 'probes'> = {
    diverged: [],
    curves: [],
    probes: [],
  };
  const control = { paused: () => undefined };
  const dependencies = { gpu, loadBase, clock: () => performance.now(), control, memory };
  for await (const event of runExperiment(request, dependencies)) {
    report(event);
    if (event.type === 'started') log.plan = event.plan;
    else if (event.type === 'curve') log.curves = withCurvePoint(log.curves, event.point);
    else if (event.type === 'probe') log.probes = withProbePoint(log.probes, event.point);
    else if (event.type === 'diverged') log.diverged.push(event.divergence);
    else if (event.type === 'finished') Object.assign(log, { results: event.results, seconds: event.seconds });
  }
  return log as RunLog;
}

/** Says on stderr where a run stands, every few seconds. */
function reporter(group: string): (event: RunEvent) => void {
  let last = -Infinity;
  return (event) => {
    if (event.type === 'stage') {
      stderr.write(`${group}${event.stage}: ${event.steps} steps\n`);
      last = performance.now();
    } else if (event.type === 'diverged') {
      stderr.write(`${group}${event.divergence.arm}: ${divergenceWords(event.divergence)}\n`);
    } else if (event.type === 'progress' && performance.now() - last > PROGRESS_EVERY) {
      const { stage, step, steps, msPerStep, secondsLeft } = event;
      const left = secondsLeft < 90 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`;
      stderr.write(`${group}${stage} ${step}/${steps}, ${msPerStep.toFixed(0)} ms/step, ${left} left\n`);
      last = performance.now();
    }
  };
}

async function replicate({ request, out, earlier, json, ...room }: Options): Promise<void> {
  const seeds = seedsLeft(request, earlier);
  const left = { ...request, seeds };
  if (earlier) stderr.write(`${out}: ${seeds.length === 0 ? 'nothing' : `seeds ${seeds.join(', ')}`} left to run\n`);
  const record = seeds.length === 0 ? earlier! : await runGroups(left, room, earlier, (made) => save(out, made));
  stderr.write(`${out}\n`);
  process.stdout.write(json ? `${JSON.stringify(record)}\n` : renderTable(record, { seeds: true }));
}

/** Runs a request group by group. @param keep is given the record of all that is done, after every group */
async function runGroups(
  request: RunRequest,
  { together, memory }: Pick<Options, 'together' | 'memory'>,
  earlier: RunRecord | undefined,
  keep: (record: RunRecord) => void,
): Promise<RunRecord> {
  const started = new Date().toISOString();
  await installWebGPU();
  const gpu = await openGpu();
  const { preset } = resolveRequest(request);
  const groups = groupSeeds(request, together ?? Math.min(TOGETHER, mostModels(gpu, preset, memory)));
  const logs: RunLog[] = [];
  let record: RunRecord;
  for (const [g, group] of groups.entries()) {
    logs.push(await run(group, gpu, memory, reporter(groups.length > 1 ? `group ${g + 1}/${groups.length}: ` : '')));
    const done = { ...request, seeds: groups.slice(0, g + 1).flatMap((part) => part.seeds) };
    const sitting = await makeRecord({ ...joinLogs(done, logs), preset, commit: commitHash(), started });
    const joined = joinRecords(earlier ? [earlier, sitting] : [sitting]);
    record = joined.record;
    keep(record);
    for (const { arm, seed, reason } of joined.setAside)
      stderr.write(`Not counted: ${arm}, seed ${seed} (${reason}).\n`);
  }
  gpu.close();
  return record!;
}

/** Writes a record whole or not at all: a stopped computer leaves the one before. */
function save(path: string, record: RunRecord): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(record)}\n`);
  renameSync(`${path}.part`, path);
}

await command(async () => replicate(await readOptions()));
