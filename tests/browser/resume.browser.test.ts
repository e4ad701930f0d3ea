/** A stage of training that is cut anywhere and goes on from its checkpoint, in a new process: the same bits. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTrainingCheckpoint, writeTrainingCheckpoint } from '../../models/checkpoint';
import { openGpu, type Gpu } from '../../models/device';
import { Stack, type ReplicaState } from '../../models/stack';
import { Trainer, type Unreported } from '../../models/trainer';
import { trainStage, type TrainingProgress } from '../../workers/training';
import { options, perturbedParameters, randomBatch, tinyConfig, tinyShape } from '../models/fixtures';

const R = 2;
const STEPS = 11;
const recipe = { steps: STEPS, peak: 3e-3, warmup: 3, floor: 0.1 };

/** Everything that is saved of a stage: the weights as a file, the rest as JSON. */
interface Checkpoint {
  weights: Uint8Array;
  rest: string;
}

let gpu: Gpu;
beforeAll(async () => void (gpu = await openGpu()));
afterAll(() => gpu.close());

/**
 * Trains from a checkpoint, or from the start, until a step, or to the end, on a stack and a trainer of its own.
 *
 * @param sick whether replica 1 starts with a parameter that is NaN
 */
async function train(until: number, checkpoint?: Checkpoint, sick = false) {
  const stack = await Stack.create(gpu, tinyConfig, R);
  const trainer = await Trainer.create(gpu, stack, tinyShape, options);
  const { from, unreported, diverged } = (checkpoint ? JSON.parse(checkpoint.rest) : { from: 0, diverged: [] }) as {
    from: number;
    unreported?: Unreported;
    diverged: number[];
  };
  const start = (seed: number): ReplicaState => {
    const parameters = perturbedParameters(tinyConfig, seed);
    if (sick && seed === 1) parameters[100] = NaN;
    const zeros = () => new Float32Array(parameters.length);
    return { parameters, firstMoment: zeros(), secondMoment: zeros(), step: 0 };
  };
  const states = checkpoint ? readTrainingCheckpoint(tinyConfig, R, checkpoint.weights) : [0, 1].map(start);
  states.forEach((state, r) => stack.load(r, state));
  if (unreported) trainer.resume(unreported);
  const points: TrainingProgress[] = [];
  if (until > from) {
    for await (const point of trainStage({
      ...{ trainer, recipe, loggingEvery: 4, from, diverged },
      batchesAt: (step) => [0, 1].map((seed) => randomBatch(tinyConfig, tinyShape, seed, step)),
    })) {
      points.push(point);
      diverged.push(...(point.diverged ?? []).map(({ replica }) => replica));
      if (point.step === until) break; // with steps in flight
    }
  }
  const after = await stack.read();
  const rest = JSON.stringify({ from: until, unreported: await trainer.unreported(), diverged });
  trainer.dispose();
  stack.dispose();
  return { points, states: after, checkpoint: { weights: writeTrainingCheckpoint(tinyConfig, after), rest } };
}

it.each(Array.from({ length: STEPS + 1 }, (_, step) => step))('cut after step %i', async (cut) => {
  const whole = await train(STEPS);
  const first = await train(cut);
  const second = await train(STEPS, first.checkpoint);
  expect([...first.points, ...second.points]).toEqual(whole.points);
  expect(second.states).toEqual(whole.states);
});

it('cut after every step', async () => {
  const whole = await train(STEPS);
  let part = await train(0);
  const points: TrainingProgress[] = [];
  for (let step = 1; step <= STEPS; step++) {
    part = await train(step, part.checkpoint);
    points.push(...part.points);
  }
  expect(points).toEqual(whole.points);
  expect(part.states).toEqual(whole.states);
});

it.each([2, 5])('cut after step %i, with a replica that has diverged', async (cut) => {
  const whole = await train(STEPS, undefined, true);
  expect(whole.points.flatMap(({ diverged }) => diverged ?? [])).toEqual([{ replica: 1, step: 1 }]);
  const first = await train(cut, undefined, true);
  const second = await train(STEPS, first.checkpoint);
  expect([...first.points, ...second.points]).toEqual(whole.points);
  expect(second.states).toEqual(whole.states);
});
