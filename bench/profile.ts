/** Which kernel takes how long: each kernel of a training step, run alone many times on the arrays of the step. */
import type { Gpu } from '../models/device';
import type { Kernel } from '../models/ops/kernel';
import { Program, readBuffer } from '../models/program';
import { trainingStep } from '../models/step';
import { flop, kernelGroup, type Product } from './products';
import { repeat } from './repeat';
import type { KernelResult, ProductResult, ProfileResult } from './result';
import type { TrainingCase } from './settings';
import { medianSpan, type Span, type Stopwatch } from './stopwatch';
import { packedBatches } from './text';
import { openTraining, OPTIMIZER, type Training } from './training';

/** A kernel is repeated until it fills so many milliseconds. */
const TARGET_MS = 100;

/** Measures every kernel of a step. `products` are those of the step, measured alone. */
export async function measureProfile(
  gpu: Gpu,
  stopwatch: Stopwatch,
  { model, batch, replicas }: TrainingCase,
  products: readonly (Product & Pick<ProductResult, 'ms'>)[],
  rounds: number,
  progress: (text: string) => void,
): Promise<ProfileResult> {
  const training = await openTraining(gpu, model, batch, replicas, packedBatches(model.vocabSize, batch, 1));
  const kernels = trainingStep(gpu.target, model, batch, OPTIMIZER, training.stack.arrays).kernels;
  const whole = await Program.create(gpu, kernels, replicas, training.stack.buffers);
  const timer = gpu.device.features.has('timestamp-query') ? new PassTimer(gpu) : undefined;
  const spans = new Map<Kernel, Span[]>(kernels.map((kernel) => [kernel, []]));
  const steps: Span[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`profile, round ${round + 1} of ${rounds}`);
    steps.push(await timeStep(stopwatch, training));
    for (const kernel of kernels) {
      const program = await Program.create(gpu, [kernel], replicas, whole.buffers);
      spans.get(kernel)!.push(await timeKernel(gpu, stopwatch, program, timer));
      program.dispose();
    }
  }
  for (const thing of [whole, training]) thing.dispose();
  timer?.dispose();
  const rows = group(kernels, (kernel) => medianSpan(spans.get(kernel)!), products, replicas);
  return {
    replicas,
    source: timer ? 'timestamp-query' : 'clock',
    kernels: rows,
    sumMs: rows.reduce((sum, row) => sum + row.msPerStep, 0),
    msPerStep: medianSpan(steps).ms,
  };
}

async function timeStep(stopwatch: Stopwatch, training: Training): Promise<Span> {
  await training.steps(1);
  return stopwatch.timeOne((runs) => training.steps(runs), TARGET_MS);
}

/** One run of a kernel: by the GPU's own clock where there is one, CPU time by the other. */
async function timeKernel(gpu: Gpu, stopwatch: Stopwatch, program: Program, timer?: PassTimer): Promise<Span> {
  let gpuMs = 0;
  const work = async (runs: number) => {
    await repeat(gpu, program, runs, timer?.writes);
    if (timer) gpuMs = (await timer.read()) / runs;
  };
  const span = await stopwatch.timeOne(work, TARGET_MS);
  return timer && gpuMs > 0 ? { ...span, ms: gpuMs } : span;
}

/** Adds up the kernels of a name; the slowest first. */
function group(
  kernels: readonly Kernel[],
  spanOf: (kernel: Kernel) => Span,
  products: readonly (Product & Pick<ProductResult, 'ms'>)[],
  replicas: number,
): KernelResult[] {
  const names = [...new Set(kernels.map(({ name }) => kernelGroup(name)))];
  const rows = names.map((name): KernelResult => {
    const members = kernels.filter((kernel) => kernelGroup(kernel.name) === name).map(spanOf);
    const ms = members.reduce((sum, span) => sum + span.ms, 0);
    const cpu = members.reduce((sum, span) => sum + (span.cpuMs ?? NaN), 0);
    const row = {
      name,
      count: members.length,
      msPerStep: ms,
      cpuMsPerStep: Number.isNaN(cpu) ? undefined : cpu,
      share: 0,
    };
    const product = products.find((candidate) => candidate.name === name);
    if (!product) return row;
    const gflop = (replicas * product.count * flop(product)) / 1e9;
    return { ...row, gflopPerSecond: (gflop * 1000) / ms, limitMs: product.count * product.ms };
  });
  const total = rows.reduce((sum, row) => sum + row.msPerStep, 0);
  return rows.map((row) => ({ ...row, share: row.msPerStep / total })).sort((a, b) => b.msPerStep - a.msPerStep);
}

/** The GPU's own clock around a compute pass. */
class PassTimer {
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
