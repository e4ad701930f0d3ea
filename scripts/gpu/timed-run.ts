/** One run of an experiment with the wall time of its stages. */
import { type Gpu, openGpu } from '../../models/device';
import { shippedBase } from '../../workers/base/base-weights';
import type { Divergence, Found, ReplicaResult, RunRequest, StageName } from '../../workers/protocol';
import { NOTHING_FOUND, withFinding } from '../../workers/run/log';
import { runExperiment } from '../../workers/run/run';
import { nodeTextWorkers } from '../text-workers';
import { packedSpecs, readPublic } from './data';

/** Bytes of GPU memory that models may take, which a machine with a card for computing has. */
const MEMORY = 16 * 2 ** 30;

export interface TimedRun {
  request: Omit<RunRequest, 'specs'>;
  adapter: Gpu['info'];
  /** Which kernels ran: those for GPUs, or those for software adapters. */
  target: Gpu['target'];
  /** Milliseconds from the request to the first event: the adapter, base weights. */
  startedAfter: number;
  /** Each stage in order: milliseconds after the request at which it began, and its pace. */
  stages: { stage: StageName; began: number; msPerStep?: number }[];
  results: ReplicaResult[];
  diverged: Divergence[];
  /** From the request to the last result. */
  milliseconds: number;
}

export async function timedRun(request: Omit<RunRequest, 'specs'>): Promise<TimedRun> {
  const began = performance.now();
  const since = () => performance.now() - began;
  const gpu = await openGpu();
  const { info: adapter, target } = gpu;
  const timed: TimedRun = {
    request,
    adapter,
    target,
    startedAfter: 0,
    stages: [],
    results: [],
    diverged: [],
    milliseconds: 0,
  };
  let found: Found = NOTHING_FOUND;
  const events = runExperiment(
    { ...request, specs: packedSpecs() },
    {
      gpu,
      loadBase: shippedBase(readPublic),
      memory: MEMORY,
      clock: () => performance.now(),
      control: { paused: () => undefined },
      textWorkers: nodeTextWorkers,
    },
  );
  for await (const event of events) {
    if (event.type === 'started') timed.startedAfter = since();
    if (event.type === 'stage') timed.stages.push({ stage: event.stage, began: since() });
    if (event.type === 'progress') timed.stages.at(-1)!.msPerStep = event.msPerStep;
    found = withFinding(found, event);
  }
  timed.results = found.results;
  timed.diverged = found.diverged;
  gpu.close();
  timed.milliseconds = since();
  console.log(`${Math.round(timed.milliseconds)} ms`, JSON.stringify(timed.stages));
  return timed;
}

/** All that was measured, as text: two runs with the same bits have the same. */
export const measuredOf = ({ results, diverged }: TimedRun): string => JSON.stringify({ results, diverged });
