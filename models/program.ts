/** A list of kernels made ready on a device: arrays allocated, pipelines compiled, bind groups created, once. */
import type { Gpu } from './device';
import { checkFit, memoryExhausted } from './memory';
import type { GpuArray, Kernel, KernelRows } from './ops/kernel';

/** Pipelines of a device by WGSL text, so that programs which share kernels compile them once. */
const pipelines = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

interface Dispatch {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  workgroups: [number, number];
  rows?: KernelRows;
}

/** Runs its kernels in order, in one compute pass and one submit. */
export class Program {
  private constructor(
    private readonly gpu: Gpu,
    private readonly dispatches: Dispatch[],
    private readonly replicas: number,
    /** The buffer behind every array of the program, also those it was given. */
    readonly buffers: ReadonlyMap<GpuArray, GPUBuffer>,
    private readonly owned: GPUBuffer[],
  ) {}

  /**
   * Allocates every array of the kernels that `given` does not hold, zeroed, and compiles all pipelines in parallel.
   *
   * @throws MemoryError if the device cannot hold the arrays
   */
  static async create(
    gpu: Gpu,
    kernels: Kernel[],
    replicas: number,
    given: ReadonlyMap<GpuArray, GPUBuffer>,
  ): Promise<Program> {
    const arrays = new Set(kernels.flatMap((kernel) => kernel.arrays).filter((array) => !given.has(array)));
    const made = await createArrayBuffers(gpu, [...arrays], replicas);
    const buffers = new Map([...given, ...made]);
    const owned = [...made.values()];
    try {
      const compiled = await gpu.done(Promise.all(kernels.map((kernel) => compile(gpu.device, kernel))));
      const dispatches = kernels.map((kernel, i) => {
        const pipeline = compiled[i]!;
        const bound = kernel.arrays.map((array) => buffers.get(array)!);
        if (kernel.offsets.length) {
          const uniform = createUniform(gpu.device, kernel);
          owned.push(uniform);
          bound.push(uniform);
        }
        const bindGroup = gpu.device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
        });
        return { pipeline, bindGroup, workgroups: kernel.workgroups, rows: kernel.rows };
      });
      return new Program(gpu, dispatches, replicas, buffers, owned);
    } catch (error) {
      for (const buffer of owned) buffer.destroy();
      throw error;
    }
  }

  /** The buffer behind an array of the program. `[R, array.length]` */
  buffer(array: GpuArray): GPUBuffer {
    const buffer = this.buffers.get(array);
    if (!buffer) throw new Error(`the program has no array ${array.name}`);
    return buffer;
  }

  /** Bytes the program allocated, without the arrays it was given. */
  get bytes(): number {
    return this.owned.reduce((sum, buffer) => sum + buffer.size, 0);
  }

  /** Writes all replicas of an array, or the elements from `start` on. Ordered with `run`. */
  write(array: GpuArray, data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>, start = 0): void {
    this.gpu.device.queue.writeBuffer(this.buffer(array), start * 4, data);
  }

  /** Submits all kernels once. Returns before they have run. */
  run(): void {
    const encoder = this.gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.record(pass);
    pass.end();
    this.gpu.device.queue.submit([encoder.finish()]);
  }

  /** Records all kernels in a pass, for the first `rows` rows only where a kernel works through more. */
  record(pass: GPUComputePassEncoder, rows = Infinity): void {
    for (const dispatch of this.dispatches) {
      const workgroups: Dispatch['workgroups'] = [...dispatch.workgroups];
      if (dispatch.rows) {
        const { axis, count } = dispatch.rows;
        workgroups[axis] = Math.ceil((workgroups[axis] * Math.min(rows, count)) / count);
      }
      pass.setPipeline(dispatch.pipeline);
      pass.setBindGroup(0, dispatch.bindGroup);
      pass.dispatchWorkgroups(...workgroups, this.replicas);
    }
  }

  /** Frees what the program allocated. */
  dispose(): void {
    for (const buffer of this.owned) buffer.destroy();
  }
}

/**
 * Zeroed buffers, of `[replicas, array.length]` elements each: all of them, or none.
 *
 * @throws MemoryError if the device cannot hold them
 */
export async function createArrayBuffers(
  gpu: Gpu,
  arrays: readonly GpuArray[],
  replicas: number,
): Promise<Map<GpuArray, GPUBuffer>> {
  const { device } = gpu;
  if (arrays.length === 0) return new Map();
  checkFit(arrays, replicas, device.limits, Infinity);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  device.pushErrorScope('out-of-memory');
  const buffers = new Map(
    arrays.map((array) => [
      array,
      device.createBuffer({ label: array.name, size: array.length * replicas * 4, usage }),
    ]),
  );
  if (await gpu.done(device.popErrorScope())) {
    for (const buffer of buffers.values()) buffer.destroy();
    throw memoryExhausted(arrays, replicas);
  }
  // A device lost meanwhile has no scopes and no errors, and in some browsers says so only a turn later.
  await gpu.done(device.queue.onSubmittedWorkDone());
  return buffers;
}

/**
 * A copy of `size` bytes of a buffer from `start` on, once everything submitted before has run.
 *
 * @param encoder holds work to submit first, in the same submit
 * @throws DeviceLostError, or Error if any work on the device was invalid
 */
export async function readBuffer(
  gpu: Gpu,
  buffer: GPUBuffer,
  start = 0,
  size = buffer.size,
  encoder = gpu.device.createCommandEncoder(),
): Promise<ArrayBuffer> {
  const { device } = gpu;
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  encoder.copyBufferToBuffer(buffer, start, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  try {
    await gpu.done(staging.mapAsync(GPUMapMode.READ));
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}

function compile(device: GPUDevice, kernel: Kernel): Promise<GPUComputePipeline> {
  const cache = pipelines.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  pipelines.set(device, cache);
  const pipeline = cache.get(kernel.code) ?? createPipeline(device, kernel);
  cache.set(kernel.code, pipeline);
  return pipeline;
}

/** @throws Error with the compiler's first complaint */
async function createPipeline(device: GPUDevice, { name, code }: Kernel): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label: name, code });
  try {
    return await device.createComputePipelineAsync({
      label: name,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
  } catch (error) {
    const { messages } = await module.getCompilationInfo();
    const complaint = messages.find(({ type }) => type === 'error')?.message;
    throw new Error(`the kernel ${name} does not compile: ${complaint ?? String(error)}`, { cause: error });
  }
}

function createUniform(device: GPUDevice, kernel: Kernel): GPUBuffer {
  const data = new Uint32Array(Math.ceil(kernel.offsets.length / 4) * 4);
  data.set(kernel.offsets);
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ label: `${kernel.name} offsets`, size: data.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}
