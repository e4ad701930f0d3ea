/** A device that is lost in the middle of something: whoever waits for it is told, at once and by type. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../../models/decoder';
import { DeviceLostError, openGpu, type Gpu } from '../../models/device';
import { Stack } from '../../models/stack';
import { Trainer } from '../../models/trainer';
import { trainStage } from '../../workers/training';
import { options, perturbedParameters, randomBatch, tinyConfig, tinyShape } from '../models/fixtures';

const batches = [1, 2].map((seed) => randomBatch(tinyConfig, tinyShape, seed));
const decoderShape = { lanes: 2, chunk: 4, options: 2 };
const round = {
  tokens: new Int32Array(2 * 2 * 4).fill(3),
  lengths: new Int32Array(2 * 2).fill(4),
  ...{ temperature: 1, seed: 0 },
};

describe('a device lost', () => {
  let gpu: Gpu;
  let stack: Stack;
  beforeEach(async () => {
    gpu = await openGpu();
    stack = await Stack.create(gpu, tinyConfig, 2);
    for (const r of [0, 1]) stack.load(r, { parameters: perturbedParameters(tinyConfig, r) });
  });
  afterEach(() => gpu.close());

  const lost = (promise: Promise<unknown>) =>
    expect(promise).rejects.toThrow(new DeviceLostError('The GPU device was lost (destroyed): Device was destroyed.'));

  it.each([
    ['allocating', () => Stack.create(gpu, tinyConfig, 2)],
    ['compiling a step', () => Trainer.create(gpu, stack, tinyShape, options)],
    ['compiling a decoder', () => Decoder.create(gpu, stack, decoderShape)],
    ['reading a stack', () => stack.read()],
  ])('while %s', async (_, work) => {
    const working = work();
    gpu.device.destroy();
    await lost(working);
  });

  it('before anything is compiled', async () => {
    gpu.device.destroy();
    await lost(Trainer.create(gpu, stack, tinyShape, options));
    await lost(Decoder.create(gpu, stack, decoderShape));
  });

  it.each(['settled', 'stats'] as const)('while a step runs and %s is awaited, and for good', async (what) => {
    const trainer = await Trainer.create(gpu, stack, tinyShape, options);
    trainer.step(batches, [1e-3, 1e-3]);
    const waiting = trainer[what]();
    gpu.device.destroy();
    await lost(waiting);
    trainer.step(batches, [1e-3, 1e-3]); // WebGPU says nothing here
    await lost(trainer[what]());
  });

  it.each([1, 2, 3, 10])('after step %i of a stage of training', async (step) => {
    const trainer = await Trainer.create(gpu, stack, tinyShape, options);
    const recipe = { steps: 100, peak: 1e-3, warmup: 1, floor: 0.1 };
    const train = async () => {
      for await (const point of trainStage({ trainer, recipe, batchesAt: () => batches, loggingEvery: 10 })) {
        expect(point.step).toBeLessThan(step + 5); // two are in flight
        if (point.step === step) gpu.device.destroy();
      }
    };
    await lost(train());
  });

  it.each([
    ['decides', (decoder: Decoder) => decoder.decide({ ...round, options: new Int32Array(8).fill(5) })],
    ['writes', (decoder: Decoder) => decoder.generate({ ...round, count: 4, stop: 0 })],
  ])('while a decoder %s, and for good', async (_, work) => {
    const decoder = await Decoder.create(gpu, stack, decoderShape);
    const waiting = work(decoder);
    gpu.device.destroy();
    await lost(waiting);
    decoder.reset(); // at work no longer
    await lost(work(decoder));
  });
});
