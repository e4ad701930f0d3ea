/** A list of kernels made ready on a device: arrays allocated, pipelines compiled, bind groups created, once. */
import type { Gpu } from './device';
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
   * @throws RangeError if an array is larger than the device allows
   */
  static async create(
    gpu: Gpu,
    kernels: Kernel[],
    replicas: number,
    given: ReadonlyMap<GpuArray, GPUBuffer>,
  ): Promise<Program> {
    const buffers = new Map(given);
    const owned: GPUBuffer[] = [];
    for (const array of kernels.flatMap((kernel) => kernel.arrays)) {
      if (buffers.has(array)) continue;
      const buffer = createArrayBuffer(gpu, array, replicas);
      buffers.set(array, buffer);
      owned.push(buffer);
    }
    const compiled = await Promise.all(kernels.map((kernel) => compile(gpu.device, kernel)));
    gpu.check();
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
 * A zeroed buffer for `[replicas, array.length]` elements.
 *
 * @throws RangeError if the device cannot hold it
 */
export function createArrayBuffer({ device }: Gpu, array: GpuArray, replicas: number): GPUBuffer {
  const size = array.length * replicas * 4;
  const limit = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  if (size > limit) {
    throw new RangeError(
      `${array.name} of ${replicas} replicas needs ${size} bytes, but this GPU allows ${limit} in one buffer: ` +
        'train fewer replicas at once.',
    );
  }
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  return device.createBuffer({ label: array.name, size, usage });
}

/**
 * A copy of `size` bytes of a buffer from `start` on, once everything submitted before has run.
 *
 * @param encoder holds work to submit first, in the same submit
 * @throws Error if the device is lost or any work on it was invalid
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
    await staging.mapAsync(GPUMapMode.READ);
    gpu.check();
    return staging.getMappedRange().slice(0);
  } catch (error) {
    gpu.check(); // says more than the failed mapping
    throw error;
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
