/**
 * The state of R replicas of one model on the GPU.
 *
 * Each of the four arrays is `[R, N]`: the flat vector of `parameterLayout`, once for every replica.
 */
import { parameterCount, type GPTConfig } from './config';
import type { Gpu } from './device';
import { gpuArray, type GpuArray } from './ops/kernel';
import { createArrayBuffers, readBuffer } from './program';

/** One replica's weights and optimizer state: all that training needs to go on. */
export interface ModelState {
  /** `[N]` */
  parameters: Float32Array;
  /** AdamW's running mean of gradients. `[N]` */
  firstMoment: Float32Array;
  /** AdamW's running mean of squared gradients. `[N]` */
  secondMoment: Float32Array;
  /** Steps taken. */
  step: number;
}

/** The arrays of a stack, by name. */
export interface StackArrays {
  parameters: GpuArray;
  gradients: GpuArray;
  firstMoment: GpuArray;
  secondMoment: GpuArray;
}

/** The arrays of a stack of such models. */
export function stackArrays(config: GPTConfig): StackArrays {
  const N = parameterCount(config);
  return {
    parameters: gpuArray('parameters', N),
    gradients: gpuArray('gradients', N),
    firstMoment: gpuArray('firstMoment', N),
    secondMoment: gpuArray('secondMoment', N),
  };
}

/** R replicas on the GPU. */
export class Stack {
  /** Steps each replica has taken. `[R]` */
  readonly steps: number[];

  private constructor(
    readonly gpu: Gpu,
    readonly config: GPTConfig,
    readonly replicas: number,
    readonly arrays: StackArrays,
    readonly buffers: ReadonlyMap<GpuArray, GPUBuffer>,
  ) {
    this.steps = new Array<number>(replicas).fill(0);
  }

  /**
   * An empty stack: all parameters zero until `load`.
   *
   * @throws MemoryError if the device cannot hold it
   */
  static async create(gpu: Gpu, config: GPTConfig, replicas: number): Promise<Stack> {
    if (!Number.isInteger(replicas) || replicas < 1)
      throw new RangeError(`a stack needs 1 replica or more, not ${replicas}`);
    const arrays = stackArrays(config);
    return new Stack(gpu, config, replicas, arrays, await createArrayBuffers(gpu, Object.values(arrays), replicas));
  }

  /** Parameters of one replica, N. */
  get parameterCount(): number {
    return this.arrays.parameters.length;
  }

  /** The buffer behind one of the stack's arrays. `[R, N]` */
  buffer(name: keyof StackArrays): GPUBuffer {
    return this.buffers.get(this.arrays[name])!;
  }

  /**
   * Replaces the state of replica `r`. Absent moments are zero and an absent step is 0.
   *
   * @throws RangeError if there is no such replica or an array has the wrong length
   */
  load(r: number, state: Pick<ModelState, 'parameters'> & Partial<ModelState>): void {
    this.checkReplica(r);
    const zeros = new Float32Array(this.parameterCount);
    this.write(r, 'parameters', state.parameters);
    this.write(r, 'firstMoment', state.firstMoment ?? zeros);
    this.write(r, 'secondMoment', state.secondMoment ?? zeros);
    this.steps[r] = state.step ?? 0;
  }

  /** The state of replica `r`, or of all replicas in order. Waits for every step submitted. */
  async read(r?: number): Promise<ModelState[]> {
    if (r !== undefined) this.checkReplica(r);
    const first = r ?? 0;
    const count = r === undefined ? this.replicas : 1;
    const steps = this.steps.slice(first, first + count);
    const [parameters, firstMoment, secondMoment] = await Promise.all([
      this.readArray('parameters', first, count),
      this.readArray('firstMoment', first, count),
      this.readArray('secondMoment', first, count),
    ]);
    return steps.map((step, i) => ({
      parameters: parameters[i]!,
      firstMoment: firstMoment[i]!,
      secondMoment: secondMoment[i]!,
      step,
    }));
  }

  /** The parameters of all replicas, one flat vector each. Waits for every step submitted. `R × [N]` */
  readParameters(): Promise<Float32Array[]> {
    return this.readArray('parameters', 0, this.replicas);
  }

  /** The gradients of the newest step before clipping, one flat vector for each replica. `R × [N]` */
  readGradients(): Promise<Float32Array[]> {
    return this.readArray('gradients', 0, this.replicas);
  }

  /** Bytes of GPU memory. */
  get bytes(): number {
    return [...this.buffers.values()].reduce((sum, buffer) => sum + buffer.size, 0);
  }

  /** Frees the GPU memory. */
  dispose(): void {
    for (const buffer of this.buffers.values()) buffer.destroy();
  }

  private checkReplica(r: number): void {
    if (!Number.isInteger(r) || r < 0 || r >= this.replicas) {
      throw new RangeError(`there is no replica ${r} in a stack of ${this.replicas}`);
    }
  }

  private write(r: number, name: keyof StackArrays, data: Float32Array): void {
    const N = this.parameterCount;
    if (data.length !== N) throw new RangeError(`${name} has ${data.length} elements, but the model has ${N}`);
    this.gpu.device.queue.writeBuffer(this.buffer(name), r * N * 4, data as Float32Array<ArrayBuffer>);
  }

  private async readArray(name: keyof StackArrays, first: number, count: number): Promise<Float32Array[]> {
    const N = this.parameterCount;
    const bytes = await readBuffer(this.gpu, this.buffer(name), first * N * 4, count * N * 4);
    return Array.from({ length: count }, (_, i) => new Float32Array(bytes.slice(i * N * 4, (i + 1) * N * 4)));
  }
}
