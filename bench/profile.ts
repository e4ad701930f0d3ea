/** Which kernel takes how long: each kernel of a training step and of a decoded token, alone, many times. */
import type { PackedBatch } from '../datasets/batch';
import { BOS } from '../datasets/tokenizer';
import { packRound } from '../models/decoder-input';
import { decoding } from '../models/decoding';
import type { Gpu } from '../models/device';
import { initParameters } from '../models/init';
import { embeddingIndex } from '../models/ops/embedding';
import type { Kernel } from '../models/ops/kernel';
import { Program } from '../models/program';
import { Stack } from '../models/stack';
import { trainingStep } from '../models/step';
import { PassTimer } from './pass-timer';
import { flop, kernelGroup, type Product } from './products';
import { repeat } from './repeat';
import type { KernelResult, ProductResult, ProfileResult } from './result';
import type { TrainingCase } from './settings';
import { effort, medianSpan, type Span, type Stopwatch } from './stopwatch';
import { packedBatches } from './text';
import { LEARNING_RATE, OPTIMIZER } from './training';

/** A kernel is repeated until it fills so many milliseconds. */
const TARGET_MS = 150;

/** A product with its time alone. */
type TimedProduct = Product & Pick<ProductResult, 'ms'>;

/** What profiling takes. */
export interface ProfileOptions {
  gpu: Gpu;
  stopwatch: Stopwatch;
  rounds: number;
  progress(text: string): void;
}

/** Every kernel of a training step. `products` are those of the step, measured alone. */
export async function profileStep(
  options: ProfileOptions,
  { model, batch, replicas }: TrainingCase,
  products: readonly TimedProduct[],
): Promise<ProfileResult> {
  const { gpu } = options;
  const stack = await Stack.create(gpu, model, replicas);
  for (let r = 0; r < replicas; r++) stack.load(r, { parameters: initParameters(model, r) });
  const plan = trainingStep(gpu.target, model, batch, OPTIMIZER, stack.arrays);
  const whole = await Program.create(gpu, plan.kernels, replicas, stack.buffers);
  const data = stepInput(packedBatches(model.vocabSize, batch, 1)[0]!, model.vocabSize, model.blockSize);
  for (let r = 0; r < replicas; r++) {
    whole.write(plan.batch, data, r * data.length);
    whole.write(plan.scalars, Float32Array.of(LEARNING_RATE, 1, 1, 1 / data.length), r * plan.scalars.length);
  }
  const parts = plan.kernels.map((kernel): Part => ({ kernel, rows: Infinity }));
  const result = await profile(options, { name: 'a step', whole, parts, replicas, products });
  for (const thing of [whole, stack]) thing.dispose();
  return result;
}

/** Every kernel of one more token for each of `batch.rows` texts that are half as long as they can get. */
export async function profileToken(options: ProfileOptions, { model, batch }: TrainingCase): Promise<ProfileResult> {
  const { gpu } = options;
  const shape = { lanes: batch.rows, chunk: 1, options: 1 };
  const stack = await Stack.create(gpu, model, 1);
  stack.load(0, { parameters: initParameters(model, 0) });
  const plan = decoding(gpu.target, model, shape, stack.arrays.parameters);
  const parts = [...plan.read, ...plan.answer, ...plan.draw].map((kernel): Part => ({ kernel, rows: shape.lanes }));
  const kernels = parts.map(({ kernel }) => kernel);
  const whole = await Program.create(gpu, kernels, 1, stack.buffers);
  const input = new Int32Array(plan.layout.length);
  const each = (value: number) => new Int32Array(shape.lanes).fill(value);
  packRound(
    { replicas: 1, config: model, shape, layout: plan.layout },
    each(model.blockSize >> 1),
    { tokens: each(BOS), lengths: each(1), options: each(BOS), temperature: 1, seed: 1 },
    input,
  );
  const write = () => whole.write(plan.input, input);
  const most = Math.max(1, model.blockSize >> 2); // every run appends a token
  const result = await profile(options, { name: 'a token', whole, parts, replicas: 1, products: [], write, most });
  for (const thing of [whole, stack]) thing.dispose();
  return result;
}

/** A kernel, and how many of its rows are run. */
interface Part {
  kernel: Kernel;
  rows: number;
}

/** What is profiled. */
interface Subject {
  name: string;
  /** All parts in one program. */
  whole: Program;
  parts: Part[];
  replicas: number;
  products: readonly TimedProduct[];
  /** Brings back input that the program changes. */
  write?(): void;
  /** How often in a row it can run before that has to be brought back. */
  most?: number;
}

/** Measures the whole and each part alone, on the arrays of the whole, which it fills anew before each. */
async function profile({ gpu, stopwatch, rounds, progress }: ProfileOptions, subject: Subject): Promise<ProfileResult> {
  const { whole, parts, replicas } = subject;
  const timer = gpu.device.features.has('timestamp-query') ? new PassTimer(gpu) : undefined;
  const different = new Map(parts.map((part) => [textOf(part), part]));
  const spans = new Map<string, Span[]>([...different.keys()].map((text) => [text, []]));
  const wholes: Span[] = [];
  const rowsOfWhole = parts[0]!.rows;
  const refill = () => {
    subject.write?.();
    return repeat(gpu, whole, 1, { rows: rowsOfWhole });
  };
  for (let round = 0; round < rounds; round++) {
    progress(`kernels of ${subject.name}, round ${round + 1} of ${rounds}`);
    subject.write?.();
    const runWhole = (runs: number) => repeat(gpu, whole, runs, { rows: rowsOfWhole });
    wholes.push(await stopwatch.timeOne(runWhole, TARGET_MS, subject.most));
    for (const [text, { kernel, rows }] of different) {
      await refill();
      const program = await Program.create(gpu, [kernel], replicas, whole.buffers);
      spans.get(text)!.push(await timeKernel(gpu, stopwatch, program, rows, timer));
      program.dispose();
    }
  }
  timer?.dispose();
  const spanOf = (part: Part) => medianSpan(spans.get(textOf(part))!);
  const kernels = group(parts, spanOf, subject, gpu.info.fallback);
  return {
    replicas,
    source: timer ? 'timestamp-query' : 'clock',
    kernels,
    sumMs: kernels.reduce((sum, row) => sum + row.ms, 0),
    wholeMs: medianSpan(wholes).ms,
  };
}

/** Kernels with the same text do the same work: layers of one shape. */
const textOf = ({ kernel }: Part) => `${kernelGroup(kernel.name)}\n${kernel.code}`;

/** One run of a kernel: by the GPU's own clock where there is one, CPU time by the other. */
async function timeKernel(
  gpu: Gpu,
  stopwatch: Stopwatch,
  program: Program,
  rows: number,
  timer?: PassTimer,
): Promise<Span> {
  let gpuMs = 0;
  const work = async (runs: number) => {
    await repeat(gpu, program, runs, { rows, timestampWrites: timer?.writes });
    if (timer) gpuMs = (await timer.read()) / runs;
  };
  const span = await stopwatch.timeOne(work, TARGET_MS);
  return timer && gpuMs > 0 ? { ...span, ms: gpuMs } : span;
}

/** Adds up the kernels of a name; the slowest first. */
function group(
  parts: readonly Part[],
  spanOf: (part: Part) => Span,
  { products, replicas }: Subject,
  software: boolean,
): KernelResult[] {
  const names = [...new Set(parts.map(({ kernel }) => kernelGroup(kernel.name)))];
  const rows = names.map((name): KernelResult => {
    const spans = parts.filter(({ kernel }) => kernelGroup(kernel.name) === name).map(spanOf);
    const ms = spans.reduce((sum, span) => sum + span.ms, 0);
    const cpuMs = spans.reduce((sum, span) => sum + (span.cpuMs ?? NaN), 0);
    const row = { name, count: spans.length, ms, ...(Number.isNaN(cpuMs) ? {} : { cpuMs }), share: 0 };
    const product = products.find((candidate) => candidate.name === name);
    if (!product) return row;
    const gflop = (replicas * product.count * flop(product)) / 1e9;
    return { ...row, gflopPerSecond: (gflop * 1000) / ms, limitMs: product.count * product.ms };
  });
  const total = rows.reduce((sum, row) => sum + effort(row, software), 0);
  return rows.map((row) => ({ ...row, share: effort(row, software) / total })).sort((a, b) => b.share - a.share);
}

/** A batch as `TrainingStep.batch` has it. */
function stepInput(batch: PackedBatch, vocabSize: number, blockSize: number): Int32Array<ArrayBuffer> {
  const { tokens, targets, starts, length } = batch;
  const M = tokens.length;
  const data = new Int32Array(5 * M + vocabSize + blockSize + 1);
  for (const [i, part] of [tokens, targets, starts].entries()) data.set(part, i * M);
  const positions = starts.map((start, m) => (m % length) - start);
  embeddingIndex(vocabSize, blockSize, tokens, positions, data.subarray(3 * M));
  return data;
}
