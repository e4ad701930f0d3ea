/** Training at one size: how long a step takes, and what it asks of the GPU. */
import { parameterCount, type GPTConfig } from '../models/config';
import type { BatchShape, PackedBatch } from '../datasets/batch';
import type { Gpu } from '../models/device';
import { initParameters } from '../models/init';
import type { AdamWOptions } from '../models/ops/adamw';
import { Stack } from '../models/stack';
import { stepInput } from '../models/step-input';
import { Trainer } from '../models/trainer';
import { workOf, type WorkCount } from './counting';
import { stepFlop, stepProducts } from './products';
import type { TrainingResult } from './result';
import type { TrainingCase } from './settings';
import { median, medianSpan, type Span, type Stopwatch } from './stopwatch';
import { packedBatches } from './text';

export const OPTIMIZER: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
export const LEARNING_RATE = 3e-3;

/** Steps are repeated until they fill so many milliseconds. */
const TARGET_MS = 400;

/** Batches that replicas and steps take turns with. */
const BATCHES = 4;

/** Steps in a round of which the host's time is taken: enough to even out a coarse clock. */
const HOST_STEPS = 10;

/** A stack with fresh weights and its trainer, ready to run. */
export interface Training {
  stack: Stack;
  trainer: Trainer;
  /** Submits `count` steps and waits for the last. */
  steps(count: number): Promise<void>;
  /** Milliseconds that submitting a step takes, the mean of `count` that each wait for the one before. */
  hostMs(count: number): Promise<number>;
  dispose(): void;
}

/** Compiles training of `replicas` models, each with weights of its own, on the batches in turn. */
export async function openTraining(
  gpu: Gpu,
  model: GPTConfig,
  batch: BatchShape,
  replicas: number,
  batches: PackedBatch[],
): Promise<Training> {
  const stack = await Stack.create(gpu, model, replicas);
  for (let r = 0; r < replicas; r++) stack.load(r, { parameters: initParameters(model, r) });
  const trainer = await Trainer.create(gpu, stack, batch, OPTIMIZER);
  const rates = new Array<number>(replicas).fill(LEARNING_RATE);
  // Replicas and steps take turns with the batches.
  const inputs = batches.map((_, step) => {
    const own = Array.from({ length: replicas }, (_, r) => batches[(step + r) % batches.length]!);
    return stepInput(own, batch, model);
  });
  let step = 0;
  const submit = () => trainer.submit(inputs[step++ % inputs.length]!, rates);
  return {
    stack,
    trainer,
    async steps(count) {
      for (let i = 0; i < count; i++) submit();
      await trainer.settled();
    },
    async hostMs(count) {
      let ms = 0;
      for (let i = 0; i < count; i++) {
        const before = performance.now();
        submit();
        ms += performance.now() - before;
        await trainer.settled();
      }
      return ms / count;
    },
    dispose() {
      trainer.dispose();
      stack.dispose();
    },
  };
}

/** What a round of a case measures. */
interface Round {
  step: Span;
  limit: Span;
  hostMs: number;
}

/** Measures one size, round by round. Between rounds it holds no GPU memory. */
export class TrainingBench {
  private readonly batches: PackedBatch[];
  private readonly rounds: Round[] = [];
  private fixed?: WorkCount & Pick<TrainingResult, 'bytes' | 'readyMs'>;
  private readonly loss = { first: NaN, last: NaN, lastStep: 0 };

  constructor(
    private readonly gpu: Gpu,
    private readonly stopwatch: Stopwatch,
    readonly size: TrainingCase,
  ) {
    this.batches = packedBatches(size.model.vocabSize, size.batch, BATCHES);
  }

  /**
   * One round: steps, and right after them the products of a step alone.
   *
   * @param limit measures those products
   */
  async round(limit: () => Promise<Span>): Promise<void> {
    const { model, batch, replicas } = this.size;
    const opened = this.stopwatch.now();
    const training = await openTraining(this.gpu, model, batch, replicas, this.batches);
    try {
      await training.steps(1);
      const readyMs = this.stopwatch.now() - opened;
      this.loss.first = await meanLoss(training);
      this.fixed ??= { ...(await firstRound(training)), readyMs };
      const step = await this.stopwatch.timeOne((runs) => training.steps(runs), TARGET_MS);
      this.loss.last = await meanLoss(training);
      this.loss.lastStep = training.stack.steps[0]!;
      const hostMs = await training.hostMs(HOST_STEPS);
      this.rounds.push({ step, limit: await limit(), hostMs });
    } finally {
      training.dispose();
    }
  }

  result(): TrainingResult {
    const { model, batch, replicas } = this.size;
    const { dispatches, submits, bytes, readyMs } = this.fixed!;
    const step = medianSpan(this.rounds.map((round) => round.step));
    const limit = medianSpan(this.rounds.map((round) => round.limit));
    const cpuFractions = this.rounds.map((round) => round.limit.cpuMs! / round.step.cpuMs!);
    const gflopPerStep = (replicas * stepFlop(stepProducts(model, batch))) / 1e9;
    return {
      model,
      batch,
      replicas,
      parameters: parameterCount(model),
      msPerStep: step.ms,
      msPerReplica: step.ms / replicas,
      cpuMsPerStep: step.cpuMs,
      hostMsPerReplica: median(this.rounds.map((round) => round.hostMs)) / replicas,
      tokensPerSecond: (replicas * batch.rows * batch.length * 1000) / step.ms,
      dispatchesPerStep: dispatches,
      submitsPerStep: submits,
      gflopPerStep,
      gflopPerSecond: (gflopPerStep * 1000) / step.ms,
      limitMs: limit.ms,
      limitCpuMs: limit.cpuMs,
      fractionOfLimit: median(this.rounds.map((round) => round.limit.ms / round.step.ms)),
      fractionOfLimitCpu: step.cpuMs === undefined ? undefined : median(cpuFractions),
      readyMs,
      bytes,
      loss: this.loss,
      rounds: this.rounds.map((round) => ({
        msPerStep: round.step.ms,
        limitMs: round.limit.ms,
        cpuMsPerStep: round.step.cpuMs,
        limitCpuMs: round.limit.cpuMs,
      })),
    };
  }
}

/** What is the same in every round. */
async function firstRound(training: Training): Promise<WorkCount & Pick<TrainingResult, 'bytes'>> {
  const work = await workOf(() => training.steps(1));
  return { ...work, bytes: { stack: training.stack.bytes, trainer: training.trainer.bytes } };
}

/** Mean over replicas and over the steps since it was last asked for. */
async function meanLoss({ trainer }: Training): Promise<number> {
  const { meanLoss } = await trainer.stats();
  return meanLoss.reduce((a, b) => a + b, 0) / meanLoss.length;
}
