/** Trains the replicas of a stack, all in one program, each on its own batch with its own learning rate. */
import type { BatchShape, PackedBatch } from '../datasets/batch';
import { STEP_SCALARS, STEP_SCALARS_LENGTH, type AdamWOptions } from './ops/adamw';
import { STATISTICS, STATISTICS_LENGTH } from './ops/clip';
import { Program, readBuffer } from './program';
import type { Stack } from './stack';
import { trainingStep, type TrainingStep } from './step';
import { type StepInput, stepInput } from './step-input';
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
   * Trains each replica on a batch: see `submit`.
   *
   * @param batches R batches
   * @throws RangeError if a batch does not fit the model or the shape
   */
  step(batches: PackedBatch[], learningRates: number[]): void {
    this.requireAll(batches.length, learningRates);
    this.submit(stepInput(batches, this.shape, this.stack.config), learningRates);
  }

  /**
   * Uploads what a step reads and submits one step. Returns before it has run: await `stats` or `settled` every few
   * steps, so that work does not pile up.
   *
   * @param input made by `stepInput` for this model and shape
   * @param learningRates R learning rates; with 0 a replica's parameters stay as they are
   * @throws RangeError if it is not for as many replicas, or not as long
   */
  submit({ data, scored }: StepInput, learningRates: number[]): void {
    const { stack, plan, options } = this;
    this.requireAll(scored.length, learningRates);
    if (data.length !== scored.length * plan.batch.length)
      throw new RangeError(
        `a step reads ${plan.batch.length} numbers of a replica, not ${data.length / scored.length}`,
      );
    for (let r = 0; r < stack.replicas; r++) {
      const n = ++stack.steps[r]!;
      const scalars = this.scalarData.subarray(r * STEP_SCALARS_LENGTH, (r + 1) * STEP_SCALARS_LENGTH);
      scalars[STEP_SCALARS.learningRate] = learningRates[r]!;
      scalars[STEP_SCALARS.correction1] = 1 - options.beta1 ** n;
      scalars[STEP_SCALARS.correction2] = 1 - options.beta2 ** n;
      scalars[STEP_SCALARS.inverseCount] = scored[r] ? 1 / scored[r]! : 0;
    }
    this.program.write(plan.batch, data);
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

  /** @throws RangeError unless there is one of everything for each replica */
  private requireAll(batches: number, learningRates: number[]): void {
    const R = this.stack.replicas;
    if (batches !== R || learningRates.length !== R) {
      throw new RangeError(
        `${R} replicas need ${R} batches and learning rates, not ${batches} and ${learningRates.length}`,
      );
    }
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
}

function checkOptions({ beta1, beta2, epsilon, weightDecay, clip }: AdamWOptions): void {
  const isDecayRate = (beta: number) => beta >= 0 && beta < 1;
  if (!isDecayRate(beta1) || !isDecayRate(beta2)) throw new RangeError(`β must lie in [0, 1), not ${beta1}, ${beta2}`);
  if (!(epsilon > 0)) throw new RangeError(`epsilon must be positive, not ${epsilon}`);
  if (!(weightDecay >= 0)) throw new RangeError(`weightDecay must not be negative: ${weightDecay}`);
  if (!(clip > 0 && clip < Infinity)) throw new RangeError(`clip must be positive and finite, not ${clip}`);
}
