/** Runs an experiment without a browser, on the machine's own WebGPU: what the command-line entry points share. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Gpu, openGpu } from '../models/device';
import { joinRecords } from '../records/join';
import { type FinishedRun, makeRecord, type PlannedRun, requireRecordable } from '../records/make';
import type { RunRecord } from '../records/schema';
import { divergenceWords } from '../src/words';
import { shippedBase } from '../workers/base/base-weights';
import { NOTHING_TOLD, type RunLog, withEvent } from '../workers/run/log';
import type { RunEvent, RunRequest } from '../workers/protocol';
import { resolveRequest } from '../workers/run/request';
import { mostModels } from '../workers/run/memory-check';
import { runExperiment } from '../workers/run/run';
import { commitHash } from './commit';
import { groupSeeds } from './groups';
import { nodeTextWorkers } from './text-workers';
import { installWebGPU } from './webgpu-node';
import { writeWhole } from './whole-file';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** Milliseconds between two lines of progress. */
const PROGRESS_EVERY = 10_000;

/** Models side by side where more would fit: a record is written after each group of them. */
const TOGETHER = 32;

/** How many models train side by side. */
export interface Room {
  /** At most so many; if not given, as many as fit and no more than `TOGETHER`. */
  together: number | undefined;
  /** Bytes of GPU memory that they may take. */
  memory: number;
}

/** The machine's GPU, or its software WebGPU. Close it when done. */
export async function openMachine(): Promise<Gpu> {
  await installWebGPU();
  return openGpu();
}

/**
 * Runs a request group by group.
 *
 * @param earlier what an earlier session has made of it, to be joined
 * @param keep is given the record of all that is done, after every group
 */
export async function runGroups(
  gpu: Gpu,
  request: RunRequest,
  { together, memory }: Room,
  earlier: RunRecord | undefined,
  keep: (record: RunRecord) => void,
): Promise<RunRecord> {
  const { preset } = resolveRequest(request);
  const mark = { preset, commit: commitHash(), started: new Date().toISOString() };
  const groups = groupSeeds(request, together ?? Math.min(TOGETHER, mostModels(gpu, preset, memory)));
  let record = earlier;
  for (const [g, group] of groups.entries()) {
    const report = reporter(groups.length > 1 ? `group ${g + 1}/${groups.length}: ` : '');
    const made = await recordOf(await run(group, gpu, memory, mark, report));
    const joined = joinRecords(record ? [record, made] : [made]);
    record = joined.record;
    keep(record);
    for (const { arm, seed, reason } of joined.setAside)
      stderr.write(`Not counted: ${arm}, seed ${seed} (${reason}).\n`);
  }
  return record!;
}

/** The record of a run. One that cannot be recorded is not lost: what it found is written beside the usual records. */
async function recordOf(finished: FinishedRun): Promise<RunRecord> {
  try {
    return await makeRecord(finished);
  } catch (error) {
    const file = join('runs', `unrecorded-${finished.started.replaceAll(/[:.]/g, '-')}.json`);
    writeWhole(file, JSON.stringify(finished));
    throw new RangeError(`${(error as Error).message}; what it has found is in ${file}`, { cause: error });
  }
}

/** Runs one group of seeds to its end. @throws RangeError before the first step if its record would be refused */
async function run(
  request: RunRequest,
  gpu: Gpu,
  memory: number,
  mark: Omit<PlannedRun, 'plan'>,
  report: (event: RunEvent) => void,
): Promise<FinishedRun> {
  const loadBase = shippedBase((path) => readFile(join(REPOSITORY, 'public', path)));
  const control = { paused: () => undefined };
  const clock = () => performance.now();
  const dependencies = { gpu, loadBase, clock, control, memory, textWorkers: nodeTextWorkers };
  let log: RunLog = NOTHING_TOLD;
  for await (const event of runExperiment(request, dependencies)) {
    report(event);
    log = withEvent(log, event);
    if (event.type === 'started') await requireRecordable({ ...mark, plan: event.plan }); // before the first step
  }
  const { results, diverged, curves, probes } = log.found;
  return { ...mark, plan: log.plan!, results, diverged, curves, probes, seconds: log.seconds! };
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
