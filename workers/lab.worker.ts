/**
 * The worker: owns the GPU, runs experiments, and keeps where they stand. What it does is in workers/run/run.ts and
 * workers/run/recovery.ts.
 */
import './no-eval';
import { expose } from 'comlink';
import { openGpu } from '../models/device';
import { shippedBase } from './base/base-weights';
import { readCheckpoint } from './checkpoint/checkpoint';
import { estimateRun } from './run/estimate';
import { failureOf } from './run/failure';
import { Checkpointer } from './checkpoint/checkpointer';
import { Pause } from './run/pause';
import type { LabWorker, OnEvent, RunEvent, RunKey, RunRequest } from './protocol';
import { type Outside, runToTheEnd } from './run/recovery';
import { timeRun } from './run/timing-run';
import { webTextWorkers } from './text/web-worker';
import { MemoryStore } from './checkpoint/store';
import { alone, filledStore, writableStore } from './checkpoint/stores';
import { CheckpointError } from './checkpoint/summary';

const pause = new Pause();

/** Static files lie one folder above this script, in development and in the built page alike. */
const root = new URL('../', self.location.href);

async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(new URL(path, root));
  if (!response.ok) throw new Error(`${path} answered ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
}

const outside: Outside = {
  openGpu,
  adapterSeen: 'gpu' in navigator, // the page offers training only where it has seen one
  loadBase: shippedBase(fetchBytes),
  clock: () => self.performance.now(),
  control: pause,
  textWorkers: webTextWorkers,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

const whyUnkept = (alone: boolean): string => {
  if (alone) return 'This browser lets the page store nothing';
  return 'locks' in navigator ? 'Another tab is training' : 'This browser cannot tell whether another tab is training';
};

/** Runs a request from its beginning. */
async function* begin(request: RunRequest, key: RunKey, alone: boolean): AsyncGenerator<RunEvent, void, void> {
  const store = alone ? await writableStore() : undefined;
  const unkept = `${whyUnkept(alone)}, so this run cannot be resumed if it is interrupted.`;
  const checkpointer = new Checkpointer(
    { ...key, request },
    store ?? new MemoryStore(),
    outside.clock,
    store ? undefined : unkept,
  );
  yield* runToTheEnd(checkpointer, outside);
}

/** Goes on with the run that was interrupted. */
async function* goOn({ commit, started }: RunKey, alone: boolean): AsyncGenerator<RunEvent, void, void> {
  if (!alone) throw new CheckpointError('The interrupted run cannot be resumed while another tab is training.');
  const store = await filledStore();
  const stored = await store?.read();
  const checkpoint = stored && readCheckpoint(stored, commit);
  if (!store || checkpoint?.summary.started !== started)
    throw new CheckpointError(
      'The interrupted run is no longer there: another has taken its place, or it was discarded.',
    );
  yield* runToTheEnd(new Checkpointer(checkpoint.summary, store, outside.clock), outside, checkpoint);
}

/** Tells all events of a run; its trouble is the last of them. */
async function tellAll(events: AsyncGenerator<RunEvent, void, void>, onEvent: OnEvent) {
  // Through comlink the callback answers when it has run; waiting keeps `run` from settling before the last event.
  const tell = (event: RunEvent) => Promise.resolve(onEvent(event));
  try {
    for await (const event of events) await tell(event);
  } catch (error) {
    await tell(failureOf(error));
  }
}

const lab: LabWorker = {
  estimate: (request) => estimateRun(request),
  timeRun: (request) => timeRun(request, outside),
  run: (request, onEvent, key) => alone((alone) => tellAll(begin(request, key, alone), onEvent)),
  restore: (onEvent, key) => alone((alone) => tellAll(goOn(key, alone), onEvent)),
  pause: () => pause.begin(),
  resume: () => pause.end(),
};

expose(lab);
