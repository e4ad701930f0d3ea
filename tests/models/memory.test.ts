/** How many replicas fit a device, by hand. */
import { describe, expect, it } from 'vitest';
import { footprint } from '../../models/footprint';
import { bytesOf, checkFit, largestStack, MemoryError } from '../../models/memory';
import { gpuArray } from '../../models/ops/kernel';
import { trainingStep } from '../../models/step';
import { stackArrays } from '../../models/stack';
import { options, tinyConfig, tinyShape } from './fixtures';

const arrays = [gpuArray('a', 100), gpuArray('b', 25)]; // 400 and 100 bytes
const roomy = { maxBufferSize: 1e9, maxStorageBufferBindingSize: 1e9, maxComputeWorkgroupsPerDimension: 65535 };

describe('largestStack', () => {
  it.each([
    ['the largest buffer', { ...roomy, maxBufferSize: 1999 }, 1e9, 4],
    ['the largest binding', { ...roomy, maxStorageBufferBindingSize: 2000 }, 1e9, 5],
    ['the number of workgroups', { ...roomy, maxComputeWorkgroupsPerDimension: 7 }, 1e9, 7],
    ['the budget', roomy, 1500, 3],
    ['nothing that a single replica fits', roomy, 499, 0],
  ])('is bounded by %s', (_, limits, budget, largest) => {
    expect(largestStack(arrays, limits, budget)).toBe(largest);
    if (largest > 0) expect(() => checkFit(arrays, largest, limits, budget)).not.toThrow();
    expect(() => checkFit(arrays, largest + 1, limits, budget)).toThrow(MemoryError);
  });
});

describe('checkFit', () => {
  const huge = [gpuArray('a', 2 ** 28)]; // 1 GB
  const limits = { ...roomy, maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 40 };
  it.each([
    [
      huge,
      5,
      2 ** 32,
      '5 models side by side need 5.0 GB of GPU memory, which is more than this device can hold: at most 4 fit.',
    ],
    [
      huge,
      3,
      2 ** 30,
      '3 models side by side need 3.0 GB of GPU memory, which is more than this device can hold: at most 1 fits.',
    ],
    [
      huge,
      1,
      2 ** 29,
      '1 model needs 1.0 GB of GPU memory, which is more than this device can hold: not even one fits.',
    ],
    [
      arrays,
      9,
      2000,
      '9 models side by side need 1 MB of GPU memory, which is more than this device can hold: at most 4 fit.',
    ],
  ])('says what is needed and what fits', (own, replicas, budget, sentence) => {
    expect(() => checkFit(own, replicas, limits, budget)).toThrow(new MemoryError(sentence));
  });
});

describe('footprint', () => {
  const target = { family: 'software', subgroups: true } as const;
  const plan = {
    config: tinyConfig,
    batch: tinyShape,
    optimizer: options,
    decoder: { lanes: 2, chunk: 4, options: 2 },
  };

  it('holds every array once, and those of the stack, the step and the decoder', () => {
    const names = footprint(target, plan).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['parameters', 'secondMoment', 'batch', 'statistics', 'h.1.cache']));
    expect(names.filter((name) => name === 'parameters')).toHaveLength(1);
  });

  it('grows with the batch by what the step keeps for it', () => {
    const bytes = (rows: number) => bytesOf(footprint(target, { ...plan, batch: { ...tinyShape, rows } }));
    const step = (rows: number) => {
      const { kernels } = trainingStep(target, tinyConfig, { ...tinyShape, rows }, options, stackArrays(tinyConfig));
      return bytesOf([...new Set(kernels.flatMap((kernel) => kernel.arrays))]);
    };
    expect(bytes(12) - bytes(4)).toBe(step(12) - step(4));
    expect(bytes(12)).toBeGreaterThan(bytes(4));
  });

  it('refuses a shape that the kernels cannot do', () => {
    expect(() => footprint(target, { ...plan, batch: { rows: 4, length: 10 } })).toThrow(/multiple of 4 tokens/);
  });
});
