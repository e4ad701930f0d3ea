/** Errors and losses of the device must surface: WebGPU drops invalid work in silence. */
import { describe, expect, it, vi } from 'vitest';
import { DeviceLostError, NoAdapterError, openGpu } from '../../models/device';
import { MemoryError } from '../../models/memory';
import { gpuArray, kernel, type Target } from '../../models/ops/kernel';
import { createArrayBuffers, Program, readBuffer } from '../../models/program';

const target: Target = { family: 'software', subgroups: false };
const array = gpuArray('values', 4);
const counts = (element: string) =>
  kernel(target, {
    name: 'count',
    reads: {},
    writes: { values: array },
    workgroups: [1, 1],
    body: (at) => `${at.values('lane')} = ${element};`,
  });

describe('openGpu', () => {
  it('says what to do where there is no adapter', async () => {
    const none = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
    await expect(openGpu(none)).rejects.toThrow(NoAdapterError);
    await expect(openGpu(none)).rejects.toThrow(/use a current Chrome/);
  });

  it('throws at the next readback after work that was invalid', async () => {
    const gpu = await openGpu();
    const buffer = (await createArrayBuffers(gpu, [array], 1)).get(array)!;
    gpu.device.queue.writeBuffer(buffer, 0, new Float32Array(4));
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, buffer, 8, 16); // overlaps and runs past the end
    gpu.device.queue.submit([encoder.finish()]);
    await expect(readBuffer(gpu, buffer)).rejects.toThrow(/The GPU refused a piece of work/);
    gpu.close();
  });

  it('says at a readback that the device is lost', async () => {
    const gpu = await openGpu();
    const buffer = (await createArrayBuffers(gpu, [array], 1)).get(array)!;
    gpu.device.destroy();
    await gpu.lost;
    await expect(readBuffer(gpu, buffer)).rejects.toThrow(/device was lost \(destroyed\)/);
  });

  it.each([true, false])(
    'keeps a browser that dozes looking while it waits, and no longer (nudged: %s)',
    async (nudged) => {
      const gpu = await openGpu(undefined, { nudged });
      const submit = vi.spyOn(gpu.device.queue, 'submit');
      expect(await gpu.done(new Promise((resolve) => setTimeout(() => resolve('done'), 60)))).toBe('done');
      const nudges = submit.mock.calls.length;
      expect(nudges > 2).toBe(nudged);
      expect(submit.mock.calls.flat(2)).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(submit.mock.calls.length).toBe(nudges);
      gpu.close();
    },
  );

  it('waits for nothing that a lost device will not do', async () => {
    const gpu = await openGpu();
    const never = gpu.done(new Promise(() => undefined));
    gpu.device.destroy();
    await expect(never).rejects.toThrow(DeviceLostError);
    await expect(gpu.done(new Promise(() => undefined))).rejects.toThrow(DeviceLostError);
    await expect(gpu.done(Promise.resolve(1))).rejects.toThrow(DeviceLostError);
  });
});

describe('Program', () => {
  it('runs its kernels', async () => {
    const gpu = await openGpu();
    const program = await Program.create(gpu, [counts('f32(lane) * 2.0')], 1, new Map());
    program.run();
    expect([...new Float32Array(await readBuffer(gpu, program.buffer(array)))]).toEqual([0, 2, 4, 6]);
    gpu.close();
  });

  it('refuses WGSL that does not compile', async () => {
    const gpu = await openGpu();
    await expect(Program.create(gpu, [counts('nonsense')], 1, new Map())).rejects.toThrow(/nonsense/);
    gpu.close();
  });

  it('refuses an array that the device cannot hold, with the largest number of replicas that fits', async () => {
    const gpu = await openGpu();
    const { maxBufferSize, maxStorageBufferBindingSize } = gpu.device.limits;
    const third = gpuArray('logits', Math.min(maxBufferSize, maxStorageBufferBindingSize) / 12);
    await expect(createArrayBuffers(gpu, [third], 4)).rejects.toThrow(
      /^4 models side by side need .* at most 3 fit\.$/,
    );
    gpu.close();
  });

  it('says so where the device has no memory left, keeps nothing of it, and goes on', async () => {
    const gpu = await openGpu();
    const destroy = vi.spyOn(GPUBuffer.prototype, 'destroy');
    vi.spyOn(gpu.device, 'popErrorScope').mockResolvedValueOnce(new GPUOutOfMemoryError('no memory'));
    const arrays = [gpuArray('a', 2 ** 20), gpuArray('b', 2 ** 20)];
    await expect(createArrayBuffers(gpu, arrays, 3)).rejects.toThrow(
      new MemoryError(
        '3 models side by side need 24 MB of GPU memory, which this device does not have left: train fewer at once, ' +
          'or close what else uses it.',
      ),
    );
    expect(destroy).toHaveBeenCalledTimes(2);
    const buffers = await createArrayBuffers(gpu, [array], 1);
    expect(await readBuffer(gpu, buffers.get(array)!)).toHaveProperty('byteLength', 16);
    vi.restoreAllMocks();
    gpu.close();
  });
});
