/** The whole training step on WebGPU, against the reference on TensorFlow.js's `cpu` backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackedBatch } from '../../datasets/batch';
import { parameterLayout } from '../../models/config';
import { openGpu, type Gpu } from '../../models/device';
import { adamWStep, lossAndGradient } from '../../models/reference';
import { Stack, type ModelState } from '../../models/stack';
import { tf } from '../../models/tf-union';
import { Trainer } from '../../models/trainer';
import {
  options,
  perturbedParameters,
  randomBatch,
  relativeError,
  tinyConfig,
  tinyShape,
  unscoredBatch,
} from '../models/fixtures';
import { TARGETS } from './targets';

const N = parameterLayout(tinyConfig).reduce((sum, { size }) => sum + size, 0);

function freshState(seed: number): ModelState {
  const zeros = () => new Float32Array(N);
  return { parameters: perturbedParameters(tinyConfig, seed), firstMoment: zeros(), secondMoment: zeros(), step: 0 };
}

/** A trainer on a new stack in the given states. */
async function train(gpu: Gpu, states: ModelState[]) {
  const stack = await Stack.create(gpu, tinyConfig, states.length);
  states.forEach((state, r) => stack.load(r, state));
  const trainer = await Trainer.create(gpu, stack, tinyShape, options);
  return { stack, trainer };
}

/** One replica's losses over some steps, in the reference. */
function referenceLosses(seed: number, steps: number, learningRate: number): number[] {
  let state = freshState(seed);
  return Array.from({ length: steps }, (_, step) => {
    const { loss, gradient } = lossAndGradient(
      tinyConfig,
      state.parameters,
      randomBatch(tinyConfig, tinyShape, seed, step),
    );
    state = adamWStep(state, gradient, learningRate, options);
    return loss;
  });
}

describe.each(TARGETS)('a training step %s', (_, target) => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu(undefined, target);
    await tf.setBackend('cpu'); // the reference's
  });
  afterAll(() => gpu.close());

  it('runs the kernels asked for', () => {
    expect(gpu.target).toEqual(target);
  });

  it('has the loss and the gradients of the reference, replica by replica and parameter by parameter', async () => {
    const states = [1, 2, 3].map(freshState);
    const batches = [1, 2, 3].map((seed) => randomBatch(tinyConfig, tinyShape, seed));
    const { stack, trainer } = await train(gpu, states);
    trainer.step(batches, [1e-3, 1e-3, 1e-3]);
    const { loss, gradNorm } = await trainer.stats();
    const gradients = await stack.readGradients();
    states.forEach(({ parameters }, r) => {
      const expected = lossAndGradient(tinyConfig, parameters, batches[r]!);
      expect(loss[r]).toBeCloseTo(expected.loss, 5);
      expect(gradNorm[r]).toBeCloseTo(Math.hypot(...expected.gradient), 5);
      for (const { name, offset, size } of parameterLayout(tinyConfig)) {
        const part = (flat: Float32Array) => flat.subarray(offset, offset + size);
        expect(relativeError(part(gradients[r]!), part(expected.gradient)), name).toBeLessThan(1e-5);
      }
    });
    trainer.dispose();
    stack.dispose();
  });

  it('updates parameters and moments as AdamW with its own gradients does', async () => {
    const { stack, trainer } = await train(gpu, [freshState(1), { ...freshState(2), step: 7 }]);
    const states = await stack.read();
    trainer.step(
      [1, 2].map((seed) => randomBatch(tinyConfig, tinyShape, seed)),
      [1e-3, 3e-4],
    );
    const [gradients, after] = [await stack.readGradients(), await stack.read()];
    [1e-3, 3e-4].forEach((learningRate, r) => {
      const expected = adamWStep(states[r]!, gradients[r]!, learningRate, options);
      expect(after[r]!.step).toBe(expected.step);
      for (const name of ['parameters', 'firstMoment', 'secondMoment'] as const) {
        expect(relativeError(after[r]![name], expected[name]), name).toBeLessThan(1e-6);
      }
    });
    trainer.dispose();
    stack.dispose();
  });

  it('follows the reference for 20 steps', async () => {
    const { stack, trainer } = await train(gpu, [freshState(1), freshState(2)]);
    const losses: number[][] = [];
    for (let step = 0; step < 20; step++) {
      trainer.step(
        [1, 2].map((seed) => randomBatch(tinyConfig, tinyShape, seed, step)),
        [3e-3, 1e-3],
      );
      losses.push((await trainer.stats()).loss);
    }
    [3e-3, 1e-3].forEach((learningRate, r) => {
      const expected = referenceLosses(r + 1, 20, learningRate);
      expect(
        relativeError(
          losses.map((loss) => loss[r]!),
          expected,
        ),
      ).toBeLessThan(1e-4);
    });
    trainer.dispose();
    stack.dispose();
  });

  it('gives a replica the same bits alone and in a stack, and the same bits again', async () => {
    const seeds = [1, 2, 3];
    const run = async (members: number[]) => {
      const { stack, trainer } = await train(gpu, members.map(freshState));
      for (let step = 0; step < 5; step++) {
        trainer.step(
          members.map((seed) => randomBatch(tinyConfig, tinyShape, seed, step)),
          members.map((s) => s * 1e-3),
        );
      }
      const states = await stack.read();
      trainer.dispose();
      stack.dispose();
      return states;
    };
    const together = await run(seeds);
    expect(await run(seeds)).toEqual(together);
    for (const [r, seed] of seeds.entries()) expect(await run([seed])).toEqual([together[r]]);
  });
});

describe('a trainer', () => {
  let gpu: Gpu;
  let stack: Stack;
  let trainer: Trainer;
  const scored = randomBatch(tinyConfig, tinyShape, 1);
  const states = [1, 2].map(freshState);
  beforeAll(async () => {
    gpu = await openGpu();
    await tf.setBackend('cpu'); // the reference's
    ({ stack, trainer } = await train(gpu, states));
  }, 180_000);
  afterAll(() => gpu.close());

  const reset = () => states.forEach((state, r) => stack.load(r, state));

  it('only decays a replica whose batch scores nothing', async () => {
    reset();
    trainer.step([unscoredBatch(tinyConfig, tinyShape, 1), scored], [0.1, 0.1]);
    const { loss, gradNorm } = await trainer.stats();
    const [idle] = await stack.read();
    expect([loss[0], gradNorm[0]]).toEqual([0, 0]);
    const decayed = states[0]!.parameters.map((p) => p * (1 - 0.1 * options.weightDecay));
    expect(relativeError(idle!.parameters, decayed)).toBeLessThan(1e-6);
  });

  it('leaves the parameters of a replica with learning rate 0 as they are', async () => {
    reset();
    trainer.step([scored, scored], [0, 1e-3]);
    const [still, moved] = await stack.read();
    expect(still!.parameters).toEqual(states[0]!.parameters);
    expect(moved!.parameters).not.toEqual(states[1]!.parameters);
  });

  it('reports the mean loss since the last report', async () => {
    reset();
    await trainer.stats();
    const losses: number[] = [];
    for (const index of [0, 1]) {
      trainer.step(
        [0, 1].map(() => randomBatch(tinyConfig, tinyShape, 5, index)),
        [0, 0],
      );
      losses.push(
        lossAndGradient(tinyConfig, states[0]!.parameters, randomBatch(tinyConfig, tinyShape, 5, index)).loss,
      );
    }
    const { loss, meanLoss } = await trainer.stats();
    expect(loss[0]).toBeCloseTo(losses[1]!, 4);
    expect(meanLoss[0]).toBeCloseTo((losses[0]! + losses[1]!) / 2, 4);
  });

  it('goes on from a saved state as if it had not stopped', async () => {
    const run = async (from: number, to: number) => {
      for (let step = from; step < to; step++) {
        trainer.step(
          [1, 2].map((seed) => randomBatch(tinyConfig, tinyShape, seed, step)),
          [1e-3, 1e-3],
        );
      }
      return stack.read();
    };
    reset();
    const unbroken = await run(0, 6);
    reset();
    const half = await run(0, 3);
    half.forEach((state, r) => stack.load(r, state));
    expect(await run(3, 6)).toEqual(unbroken);
  });

  const wrong = (change: Partial<PackedBatch>) => () => trainer.step([scored, { ...scored, ...change }], [0, 0]);
  const filled = (value: number) => new Int32Array(64).fill(value);
  it.each([
    ['one batch for two replicas', () => trainer.step([scored], [0]), /2 replicas need 2 batches/],
    ['another shape', wrong({ rows: 2 }), /batch is 2 × 16, but the trainer was made for 4 × 16/],
    ['a token out of range', wrong({ tokens: filled(64) }), /no token 64 of 64/],
    ['a target out of range', wrong({ targets: filled(64) }), /no target 64/],
    ['a document that starts after its token', wrong({ starts: filled(3) }), /starts at column 3/],
  ])('refuses %s', (_, step, message) => {
    const before = [...stack.steps];
    expect(step).toThrow(message);
    expect(stack.steps).toEqual(before);
  });
});
