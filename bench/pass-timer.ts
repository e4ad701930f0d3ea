/** How long the GPU itself says that a compute pass took. */
import type { Gpu } from '../models/device';
import { readBuffer } from '../models/program';

/** The GPU's own clock around a compute pass. */
export class PassTimer {
  private readonly queries: GPUQuerySet;
  private readonly times: GPUBuffer;
  readonly writes: GPUComputePassTimestampWrites;

  constructor(private readonly gpu: Gpu) {
    this.queries = gpu.device.createQuerySet({ type: 'timestamp', count: 2 });
    this.times = gpu.device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    this.writes = { querySet: this.queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
  }

  /** Milliseconds of the newest pass that ended. */
  async read(): Promise<number> {
    const encoder = this.gpu.device.createCommandEncoder();
    encoder.resolveQuerySet(this.queries, 0, 2, this.times, 0);
    const [begin, end] = new BigUint64Array(await readBuffer(this.gpu, this.times, 0, 16, encoder));
    return Number(end! - begin!) / 1e6;
  }

  dispose(): void {
    this.queries.destroy();
    this.times.destroy();
  }
}
