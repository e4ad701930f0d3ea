/** The training step as data: what can be said of it without a GPU. */
import { describe, expect, it } from 'vitest';
import { parameterCount, type GPTConfig } from '../../models/config';
import { gpuArray, type Target } from '../../models/ops/kernel';
import { trainingStep } from '../../models/step';
import { workgroupBytes, workgroupSize } from '../../scripts/gpu-kernels';
import { options, tinyConfig, tinyShape } from './fixtures';

const software: Target = { family: 'software', subgroups: true };
const forGpus: Target = { family: 'gpu', subgroups: false };

function step(config: GPTConfig, shape = tinyShape, target = software) {
  const array = (name: string) => gpuArray(name, parameterCount(config));
  const stack = {
    parameters: array('parameters'),
    gradients: array('gradients'),
    firstMoment: array('firstMoment'),
    secondMoment: array('secondMoment'),
  };
  return trainingStep(target, config, shape, options, stack);
}

describe('trainingStep', () => {
  it('dispatches at most 64 kernels at two layers', () => {
    expect(step(tinyConfig).kernels.length).toBeLessThanOrEqual(64);
  });

  it('fits 48 replicas of the reference model into 1 GB, batch of 40 × 64 tokens, weights and moments included', () => {
    const config = { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 40, vocabSize: 640 };
    const arrays = new Set(step(config, { rows: 64, length: 40 }).kernels.flatMap((kernel) => kernel.arrays));
    const bytes = [...arrays].reduce((sum, { length }) => sum + 4 * length, 0);
    expect(48 * bytes).toBeLessThan(1e9);
  });

  it('adds no pipeline for a further layer', () => {
    const pipelines = (nLayer: number) => new Set(step({ ...tinyConfig, nLayer }).kernels.map((k) => k.code)).size;
    expect(pipelines(6)).toBe(pipelines(2));
  });

  it('uses subgroup operations only where told so', () => {
    const uses = (subgroups: boolean) =>
      step(tinyConfig, tinyShape, { ...software, subgroups }).kernels.some((kernel) =>
        kernel.code.includes('subgroup'),
      );
    expect(uses(true)).toBe(true);
    expect(uses(false)).toBe(false);
  });

  it('binds at most eight storage buffers to a kernel, which every adapter has', () => {
    expect(Math.max(...step(tinyConfig).kernels.map((kernel) => kernel.arrays.length))).toBeLessThanOrEqual(8);
  });

  it('gives work to two cores in every product at the size it was tuned for', () => {
    const config = { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 64, vocabSize: 1216 };
    const products = step(config, { rows: 16, length: 64 }).kernels.filter((kernel) => kernel.name.includes('c_'));
    expect(Math.min(...products.map(({ workgroups: [x, y] }) => x * y))).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [tinyConfig, tinyShape],
    [
      { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 64, vocabSize: 704 },
      { rows: 12, length: 64 },
    ],
    [
      { nLayer: 1, nHead: 1, nEmbd: 256, blockSize: 64, vocabSize: 4096 },
      { rows: 4, length: 64 },
    ],
  ])('keeps to the least that WebGPU allows in its kernels for GPUs: %j', (config, shape) => {
    const { kernels } = step(config, shape, forGpus);
    expect(kernels.map(({ name }) => name)).toEqual(step(config, shape).kernels.map(({ name }) => name));
    for (const { name, code, arrays, workgroups } of kernels) {
      expect(workgroupSize(code), name).toBeGreaterThanOrEqual(64);
      expect(workgroupSize(code), name).toBeLessThanOrEqual(256);
      expect(workgroupBytes(code), name).toBeLessThanOrEqual(16384);
      expect(arrays.length, name).toBeLessThanOrEqual(8);
      expect(Math.max(...workgroups), name).toBeLessThanOrEqual(65535);
    }
  });

  it.each([
    [{ ...tinyConfig, nEmbd: 24 }, tinyShape, /a width of 24 does not go with 2 heads: it has to be a multiple of 16/],
    [{ ...tinyConfig, nHead: 8 }, tinyShape, /a width of 16 does not go with 8 heads: it has to be a multiple of 32/],
    [{ ...tinyConfig, vocabSize: 100 }, tinyShape, /a vocabulary of 100 words is no multiple of 64/],
    [tinyConfig, { rows: 4, length: 10 }, /multiple of 4 tokens/],
    [tinyConfig, { rows: 4, length: 32 }, /longer than blockSize/],
    [tinyConfig, { rows: 3, length: 4 }, /multiple of 16 tokens/],
  ])('refuses a shape its kernels cannot do: %j %j', (config, shape, message) => {
    expect(() => step(config, shape)).toThrow(message);
  });
});
