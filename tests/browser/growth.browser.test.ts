/** Training and decoding for long: nothing accumulates on the GPU. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Decoder } from '../../models/decoder';
import { openGpu, type Gpu } from '../../models/device';
import { footprint } from '../../models/footprint';
import type { GPTConfig } from '../../models/config';
import { bytesOf } from '../../models/memory';
import { Stack } from '../../models/stack';
import { stepInput } from '../../models/step-input';
import { Trainer } from '../../models/trainer';
import { trainStage } from '../../workers/run/training';
import { options, perturbedParameters, randomBatch } from '../models/fixtures';

/** The smallest that the kernels take. */
const config: GPTConfig = { nLayer: 1, nHead: 1, nEmbd: 16, blockSize: 4, vocabSize: 64 };
const shape = { rows: 4, length: 4 };
const decoderShape = { lanes: 2, chunk: 1, options: 2 };
const R = 1;

/** Buffers that were created and not destroyed. */
const live = new Map<GPUBuffer, number>();
/** How often anything else that a device keeps was created. */
const created: Record<string, number> = {};

beforeAll(() => {
  const { createBuffer } = GPUDevice.prototype;
  const { destroy } = GPUBuffer.prototype;
  vi.spyOn(GPUDevice.prototype, 'createBuffer').mockImplementation(function (this: GPUDevice, descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    live.set(buffer, descriptor.size);
    return buffer;
  });
  vi.spyOn(GPUBuffer.prototype, 'destroy').mockImplementation(function (this: GPUBuffer) {
    live.delete(this);
    return destroy.call(this);
  });
  for (const name of [
    'createBindGroup',
    'createComputePipeline',
    'createComputePipelineAsync',
    'createShaderModule',
    'createTexture',
    'createQuerySet',
  ] as const) {
    const create = GPUDevice.prototype[name] as (...args: unknown[]) => unknown;
    vi.spyOn(GPUDevice.prototype, name).mockImplementation(function (this: GPUDevice, ...args: unknown[]) {
      created[name] = (created[name] ?? 0) + 1;
      return create.apply(this, args) as never;
    });
  }
});
afterAll(() => vi.restoreAllMocks());

const liveBytes = () => [...live.values()].reduce((sum, size) => sum + size, 0);

/** Everything that could grow. */
const census = () => ({
  buffers: live.size,
  bytes: liveBytes(),
  ...created,
});

it('keeps what its footprint says and no more over 10,000 steps and 1,000 rounds, and gives all of it back', async () => {
  const gpu: Gpu = await openGpu();
  const before = census();
  const stack = await Stack.create(gpu, config, R);
  for (let r = 0; r < R; r++) stack.load(r, { parameters: perturbedParameters(config, r) });
  const trainer = await Trainer.create(gpu, stack, shape, options);
  const decoder = await Decoder.create(gpu, stack, decoderShape);

  const reserved = liveBytes() - before.bytes;
  expect(stack.bytes + trainer.bytes + decoder.bytes).toBe(reserved);
  // Beside its arrays a stack has a few small uniforms; the copy on its way to the host is only there while it is read.
  const planned = footprint(gpu.target, { config, batch: shape, optimizer: options, decoder: decoderShape });
  const uniforms = [...live].filter(([buffer]) => buffer.usage & GPUBufferUsage.UNIFORM);
  const uniformBytes = uniforms.reduce((sum, [, size]) => sum + size, 0);
  expect(bytesOf(planned) * R).toBe(reserved - uniformBytes + stack.parameterCount * 4 * R);

  const batches = Array.from({ length: 8 }, (_, i) => [0].map((seed) => randomBatch(config, shape, seed, i)));
  const recipe = { steps: 10_000, peak: 1e-3, warmup: 10, floor: 0.1 };
  const counts: ReturnType<typeof census>[] = [];
  let losses: number[] = [];
  for await (const { loss } of trainStage({
    ...{ trainer, recipe, loggingEvery: 100 },
    source: { at: (step) => stepInput(batches[step % batches.length]!, shape, config) },
  })) {
    if (!loss) continue;
    counts.push(census());
    losses = loss;
  }
  expect(counts).toHaveLength(100);
  expect(new Set(counts.map((count) => JSON.stringify(count)))).toEqual(new Set([JSON.stringify(counts[0])]));
  expect(losses.every(Number.isFinite)).toBe(true);

  const lengths = new Int32Array(R * decoderShape.lanes).fill(1);
  const tokens = new Int32Array(R * decoderShape.lanes).fill(5);
  const round = { tokens, lengths, temperature: 1 };
  const decide = async (seed: number) => {
    if (seed % 2 === 0) decoder.reset();
    await decoder.decide({
      ...round,
      seed,
      options: new Int32Array(R * decoderShape.lanes * decoderShape.options).fill(7),
    });
  };
  const write = async (seed: number) => {
    decoder.reset();
    await decoder.generate({ ...round, seed, count: 2, stop: 1 });
  };
  await decide(0);
  await write(0); // the first compiles what only writing needs
  const first = census();
  for (let i = 1; i <= 1000; i++) {
    await (i % 4 === 0 ? write(i) : decide(i));
    if (i % 100 === 0) expect(census()).toEqual(first);
  }
  await stack.read();
  expect(census()).toEqual(first);

  decoder.dispose();
  trainer.dispose();
  stack.dispose();
  expect(census()).toMatchObject({ buffers: before.buffers, bytes: before.bytes });
  gpu.close();
});
