/** How long the passes of a measurement take, as a run tells it: a pause between two of them is not part of it. */
import { expect, test } from 'vitest';
import { shippedSpecs } from '../../../scripts/command-line';
import type { Gpu } from '../../../models/device';
import type { RunEvent } from '../../../workers/protocol';
import { resolveRequest } from '../../../workers/run/request';
import { Session } from '../../../workers/run/session';

const resolved = resolveRequest({
  ...{ experiment: 'agentic', arms: ['aft'], seeds: [4], preset: 'tiny', base: 'scratch', specs: shippedSpecs() },
});

/** A session that has only to measure, and what moves its clock. */
function measuring() {
  let now = 0;
  let pause = 0;
  const dependencies = {
    // What is awaited of the GPU in a pause takes as long as the pause.
    gpu: { done: () => Promise.resolve((now += pause)) } as unknown as Gpu,
    loadBase: () => Promise.reject(new Error('not needed')),
    clock: () => now,
    control: { paused: () => (pause > 0 ? Promise.resolve() : undefined) },
  };
  const stages = 3; // pretraining, midtraining and fine-tuning are behind it
  const state = { place: stages, replicaStates: [], results: [], diverged: [], baseWeights: [], seconds: 0, share: 0 };
  return {
    session: new Session(resolved, dependencies, state, 0),
    pass: (ms: number) => (now += ms),
    pauseFor: (ms: number) => (pause = ms),
  };
}

const paces = (events: Iterable<RunEvent>) =>
  [...events].map((event) => (event.type === 'progress' ? event.msPerStep : NaN));

test('a pause does not count as time that a pass took', async () => {
  const { session, pass, pauseFor } = measuring();
  const progress = session.progress(4, 1);
  pass(1000);
  expect(paces(progress(1))).toEqual([1000]);
  pauseFor(60_000);
  const told: string[] = [];
  for await (const { type } of session.rest(() => Promise.resolve({}))) told.push(type);
  expect(told).toEqual(['paused', 'resumed']);
  pass(1000);
  expect(paces(progress(2))).toEqual([1000]);
  expect(session.seconds).toBe(2);
});
