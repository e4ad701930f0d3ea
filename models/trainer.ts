/** Trains the replicas of a stack, all in one program, each on its own batch with its own learning rate. */
import { UNSCORED, type BatchShape, type PackedBatch } from '../datasets/batch';
import type { GPTConfig } from './config';
import { STEP_SCALARS, STEP_SCALARS_LENGTH, type AdamWOptions } from './ops/adamw';
import { STATISTICS, STATISTICS_LENGTH } from './ops/clip';
import { embeddingIndex } from './ops/embedding';
import { Program, readBuffer } from './program';
import type { Stack } from './stack';
import { trainingStep, type TrainingStep } from './step';
import type { Gpu } from './device';

/** What training reports, one value for each replica. */
export interface TrainingStats {
  /** Steps since `stats` was last called. */
  steps: number;
  /** Mean loss over the scored tokens of the newest batch, before the step. 0 if none was scored. `[R]` */
  loss: number[];
  /** Mean of `loss` over these steps. `[R]` */
  meanLoss: number[];
  /** Global norm of the newest gradients, before clipping. `[R]` */
  gradNorm: number[];
  /**
   * The first of these steps whose loss or gradient norm is not finite, from 1; 0 if there is none. Such a replica is
   * lost for good. It does not touch the others. `[R]`
   */
  diverged: number[];
}

/** What training has summed up and not reported yet. */
export interface Unreported {
  /** Steps since `stats` was last called. */
  steps: number;
  /** See `STATISTICS`. `[R]` */
  lossSum: number[];
  finiteSteps: number[];
}

/** Submits training steps. */
export class Trainer {
  private readonly batchData: Int32Array<ArrayBuffer>;
  private readonly scalarData: Float32Array<ArrayBuffer>;
  private stepsSinceStats = 0;

  private constructor(
    private readonly gpu: Gpu,
    private readonly stack: Stack,
    private readonly shape: BatchShape,
    private readonly options: AdamWOptions,
    private readonly plan: TrainingStep,
    private readonly program: Program,
  ) {
    this.batchData = new Int32Array(stack.replicas * plan.batch.length);
    this.scalarData = new Float32Array(stack.replicas * STEP_SCALARS_LENGTH);
  }

  /**
   * Compiles the training step of a stack. Takes seconds on a software adapter.
   *
   * @throws RangeError if the kernels cannot do the shape; MemoryError if the device cannot hold the arrays
   */
  static async create(gpu: Gpu, stack: Stack, shape: BatchShape, options: AdamWOptions): Promise<Trainer> {
    checkOptions(options);
    const { replicas, config, arrays } = stack;
    const plan = trainingStep(gpu.target, config, shape, options, arrays);
    const program = await Program.create(gpu, plan.kernels, replicas, stack.buffers);
    return new Trainer(gpu, stack, shape, options, plan, program);
  }

  /** Kernels dispatched in a step. */
  get dispatches(): number {
    return this.plan.kernels.length;
  }

  /** Bytes of GPU memory, without the stack's. */
  get bytes(): number {
    return this.program.bytes;
  }

  /**
   * Uploads one batch for each replica and submits one step. Returns before it has run: await `stats` or `settled`
   * every few steps, so that work does not pile up.
   *
   * @param batches R batches
   * @param learningRates R learning rates; with 0 a replica's parameters stay as they are
   * @throws RangeError if a batch does not fit the model or the shape
   */
  step(batches: PackedBatch[], learningRates: number[]): void {
    const { stack, plan, options } = this;
    const R = stack.replicas;
    if (batches.length !== R || learningRates.length !== R) {
      throw new RangeError(
        `${R} replicas need ${R} batches and learning rates, not ${batches.length} and ${learningRates.length}`,
      );
    }
    batches.forEach((batch) => checkBatch(batch, this.shape, stack.config));
    batches.forEach((batch, r) => {
      const n = ++stack.steps[r]!;
      this.packBatch(batch, this.batchData.subarray(r * plan.batch.length, (r + 1) * plan.batch.length));
      const scalars = this.scalarData.subarray(r * STEP_SCALARS_LENGTH, (r + 1) * STEP_SCALARS_LENGTH);
      const scored = batch.targets.reduce((count, target) => count + (target === UNSCORED ? 0 : 1), 0);
      scalars[STEP_SCALARS.learningRate] = learningRates[r]!;
      scalars[STEP_SCALARS.correction1] = 1 - options.beta1 ** n;
      scalars[STEP_SCALARS.correction2] = 1 - options.beta2 ** n;
      scalars[STEP_SCALARS.inverseCount] = scored ? 1 / scored : 0;
    });
    this.program.write(plan.batch, this.batchData);
    this.program.write(plan.scalars, this.scalarData);
    this.program.run();
    this.stepsSinceStats++;
  }

  /**
   * Loss and gradient norm of the newest step, and what the steps since the last call come to. Waits for them.
   *
   * @throws DeviceLostError, or Error if any work on the device was invalid
   */
  async stats(): Promise<TrainingStats> {
    const steps = this.stepsSinceStats;
    const reading = this.readStatistics();
    // The copy is submitted, so zeroing the sums comes after it and before the next step.
    for (let r = 0; r < this.stack.replicas; r++) this.writeSums(r, 0, 0);
    this.stepsSinceStats = 0;
    const column = await reading;
    return {
      steps,
      loss: column(STATISTICS.loss),
      meanLoss: column(STATISTICS.lossSum).map((sum) => sum / Math.max(1, steps)),
      gradNorm: column(STATISTICS.gradNorm),
      diverged: column(STATISTICS.finiteSteps).map((finite) => Math.max(0, -finite)),
    };
  }

  /** What the next `stats` will build on. To be saved with the stack's state wherever a run may be cut. */
  async unreported(): Promise<Unreported> {
    const steps = this.stepsSinceStats;
    const column = await this.readStatistics();
    return { steps, lossSum: column(STATISTICS.lossSum), finiteSteps: column(STATISTICS.finiteSteps) };
  }

  /** Goes on from what a trainer of the same stack had not reported. */
  resume({ steps, lossSum, finiteSteps }: Unreported): void {
    this.stepsSinceStats = steps;
    for (let r = 0; r < this.stack.replicas; r++) this.writeSums(r, lossSum[r]!, finiteSteps[r]!);
  }

  /**
   * Resolves once every submitted step has run. Cheaper than `stats`.
   *
   * @throws DeviceLostError, or Error if any work on the device was invalid
   */
  async settled(): Promise<void> {
    await this.gpu.done(this.gpu.device.queue.onSubmittedWorkDone());
  }

  /** Frees the trainer's memory; the stack stays. */
  dispose(): void {
    this.program.dispose();
  }

  /** Columns of the statistics after every step submitted, by their place in `STATISTICS`. */
  private async readStatistics(): Promise<(place: number) => number[]> {
    const data = new Float32Array(await readBuffer(this.gpu, this.program.buffer(this.plan.statistics)));
    return (place) => Array.from({ length: this.stack.replicas }, (_, r) => data[r * STATISTICS_LENGTH + place]!);
  }

  /** Replaces what the GPU sums up over the steps of replica `r`. */
  private writeSums(r: number, lossSum: number, finiteSteps: number): void {
    const sums = new Float32Array([lossSum, finiteSteps]); // neighbours in `STATISTICS`
    this.program.write(this.plan.statistics, sums, r * STATISTICS_LENGTH + STATISTICS.lossSum);
  }

  /** Lays a batch out as `TrainingStep.batch` has it. */
  private packBatch(batch: PackedBatch, out: Int32Array): void {
    const { vocabSize, blockSize } = this.stack.config;
    const M = batch.tokens.length;
    out.set(batch.tokens);
    out.set(batch.targets, M);
    out.set(batch.starts, 2 * M);
    const positions = batch.starts.map((start, m) => (m % batch.length) - start);
    embeddingIndex(vocabSize, blockSize, batch.tokens, positions, out.subarray(3 * M));
  }
}

function checkOptions({ beta1, beta2, epsilon, weightDecay, clip }: AdamWOptions): void {
  const isDecayRate = (beta: number) => beta >= 0 && beta < 1;
  if (!isDecayRate(beta1) || !isDecayRate(beta2)) throw new RangeError(`β must lie in [0, 1), not ${beta1}, ${beta2}`);
  if (!(epsilon > 0)) throw new RangeError(`epsilon must be positive, not ${epsilon}`);
  if (!(weightDecay >= 0)) throw new RangeError(`weightDecay must not be negative: ${weightDecay}`);
  if (!(clip > 0 && clip < Infinity)) throw new RangeError(`clip must be positive and finite, not ${clip}`);
}

/** @throws RangeError with what is wrong: a kernel would read past its arrays in silence */
function checkBatch(batch: PackedBatch, shape: BatchShape, { vocabSize }: GPTConfig): void {
  const { rows, length, tokens, targets, starts } = batch;
  if (rows !== shape.rows || length !== shape.length) {
    throw new RangeError(
      `a batch is ${rows} × ${length}, but the trainer was made for ${shape.rows} × ${shape.length}`,
    );
  }
  const M = rows * length;
  if (tokens.length !== M || targets.length !== M || starts.length !== M) {
    throw new RangeError(`a batch of ${rows} × ${length} needs arrays of ${M} elements`);
  }
  for (let m = 0; m < M; m++) {
    const column = m % length;
    const lowest = column === 0 ? 0 : starts[m - 1]!;
    if (tokens[m]! < 0 || tokens[m]! >= vocabSize)
      throw new RangeError(`there is no token ${tokens[m]} of ${vocabSize}`);
    if (targets[m]! < UNSCORED || targets[m]! >= vocabSize) throw new RangeError(`there is no target ${targets[m]}`);
    if (starts[m]! < lowest || starts[m]! > column) {
      throw new RangeError(`token ${m} cannot belong to a document that starts at column ${starts[m]}`);
    }
  }
}
