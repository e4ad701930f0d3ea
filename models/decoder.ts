/**
 * Decoding: many sequences of every replica of a stack advance together, one submit and one small readback a round.
 *
 * Each sequence ("lane") is one document. A round appends some tokens to each, at its own place, and asks the model
 * what comes next: a choice among a few options, whose probabilities are exact, or a continuation drawn freely. Keys
 * and values of what was read before are kept on the GPU, so a round costs only its new tokens.
 */
import {
  checkAppended,
  checkGeneration,
  checkOptions,
  checkSampling,
  checkShape,
  packRound,
  type DecisionRequest,
  type GenerationRequest,
  type RoundContext,
} from './decoder-input';
import { decoding, type DecoderShape, type Decoding } from './decoding';
import type { Gpu } from './device';
import type { Kernel } from './ops/kernel';
import { Program, readBuffer } from './program';
import type { Stack } from './stack';

/** What the models decided. A lane that slept has no choice and probabilities of 0. */
export interface Decision {
  /** Index of the option drawn; -1 if there was none. `[R, S]` */
  choice: Int32Array;
  /** Probability of each option given that it is one of them, at temperature 1; 0 for none. `[R, S, K]` */
  probability: Float32Array;
  /** Probability of all options together, at temperature 1. `[R, S]` */
  mass: Float32Array;
}

/** What the models wrote. */
export interface Generation {
  /** Token ids from the front, the one that stopped included, then -1. `[R, S, n]` */
  tokens: Int32Array;
  /** How many. `[R, S]` */
  lengths: Int32Array;
}

/** The parts of a round, which share their arrays. */
interface Programs {
  read: Program;
  answer: Program;
  choose: Program;
}

const AT_WORK = 'the decoder is at work: await its last round before the next';

/** S lanes for each of the R replicas of a stack, with the stack's own weights. Create it once and reuse it. */
export class Decoder {
  /** Tokens each lane holds. `[R, S]` */
  private readonly positions: Int32Array;
  private readonly inputData: Int32Array<ArrayBuffer>;
  private readonly context: RoundContext;
  /** Draws tokens from the whole vocabulary. Compiled when first needed. */
  private draw?: Program;
  private busy = false;

  private constructor(
    private readonly gpu: Gpu,
    stack: Stack,
    shape: DecoderShape,
    private readonly plan: Decoding,
    private readonly programs: Programs,
  ) {
    const { replicas, config } = stack;
    this.context = { replicas, config, shape, layout: plan.layout };
    this.positions = new Int32Array(replicas * shape.lanes);
    this.inputData = new Int32Array(replicas * plan.layout.length);
  }

  /**
   * Compiles the kernels and allocates the caches. Takes seconds on a software adapter.
   *
   * @throws RangeError if a decoder cannot have the shape; MemoryError if the device cannot hold the arrays
   */
  static async create(gpu: Gpu, stack: Stack, shape: DecoderShape): Promise<Decoder> {
    const { replicas, config, arrays, buffers } = stack;
    checkShape(shape, config);
    const plan = decoding(gpu.target, config, shape, arrays.parameters);
    const made: Program[] = [];
    const make = async (kernels: Kernel[]) => {
      const program = await Program.create(gpu, kernels, replicas, made.at(-1)?.buffers ?? buffers);
      made.push(program);
      return program;
    };
    try {
      const programs = {
        read: await make(plan.read),
        answer: await make(plan.answer),
        choose: await make(plan.choose),
      };
      return new Decoder(gpu, stack, shape, plan, programs);
    } catch (error) {
      for (const program of made) program.dispose();
      throw error;
    }
  }

  /** Empties every lane. */
  reset(): void {
    if (this.busy) throw new Error(AT_WORK);
    this.positions.fill(0);
  }

  /**
   * Appends tokens to the lanes and chooses, for each lane that is awake, among its options.
   *
   * @throws RangeError, before anything is submitted, if a lane would exceed `blockSize` or an argument is out of range
   * @throws Error if another round is under way, the device is lost, or work on it was invalid; then `reset`
   */
  async decide(request: DecisionRequest): Promise<Decision> {
    checkSampling(request);
    checkOptions(this.context, request.options);
    checkAppended(this.context, this.positions, request, 0);
    return this.exclusively(async () => {
      const { plan, inputData } = this;
      const { read, answer, choose } = this.programs;
      const { rows, ends } = packRound(this.context, this.positions, request, inputData);
      read.write(plan.input, inputData);
      const encoder = this.gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      read.record(pass, rows);
      answer.record(pass, ends);
      choose.record(pass, ends);
      pass.end();
      const answers = new Float32Array(await this.submit(encoder, choose.buffer(plan.answers)));
      request.lengths.forEach((length, i) => (this.positions[i]! += length));
      return this.unpack(answers, request.lengths);
    });
  }

  /**
   * Appends tokens to the lanes and lets each lane that is awake go on, up to `count` tokens or to `stop`, drawing
   * from the whole vocabulary. What it writes is appended too.
   *
   * @throws RangeError, before anything is submitted, if a lane could exceed `blockSize` or an argument is out of range
   * @throws Error if another round is under way, the device is lost, or work on it was invalid; then `reset`
   */
  async generate(request: GenerationRequest): Promise<Generation> {
    checkSampling(request);
    checkGeneration(this.context, request);
    checkAppended(this.context, this.positions, request, request.count);
    return this.exclusively(async () => {
      const { plan, inputData } = this;
      const { read, answer } = this.programs;
      this.draw ??= await Program.create(this.gpu, plan.draw, this.context.replicas, answer.buffers);
      const { rows, ends } = packRound(this.context, this.positions, request, inputData);
      const written = this.draw.buffer(plan.written);
      read.write(plan.input, inputData);
      const encoder = this.gpu.device.createCommandEncoder();
      encoder.clearBuffer(written);
      const pass = encoder.beginComputePass();
      read.record(pass, rows);
      for (let i = 0; i < request.count; i++) {
        answer.record(pass, ends);
        this.draw.record(pass, ends);
        read.record(pass, ends); // what was drawn: one row for each end
      }
      pass.end();
      const tokens = new Int32Array(await this.submit(encoder, written));
      return this.collect(tokens, request);
    });
  }

  /** Bytes of GPU memory, without the stack's. */
  get bytes(): number {
    const { read, answer, choose } = this.programs;
    return [read, answer, choose, this.draw].reduce((sum, program) => sum + (program?.bytes ?? 0), 0);
  }

  /** Frees the GPU memory; the stack stays. */
  dispose(): void {
    const { read, answer, choose } = this.programs;
    for (const program of [read, answer, choose, this.draw]) program?.dispose();
  }

  /** Runs a round, refusing another meanwhile: both would write the same arrays. */
  private async exclusively<T>(round: () => Promise<T>): Promise<T> {
    if (this.busy) throw new Error(AT_WORK);
    this.busy = true;
    try {
      return await round();
    } finally {
      this.busy = false;
    }
  }

  /** Submits what is recorded and reads a buffer after it. */
  private submit(encoder: GPUCommandEncoder, buffer: GPUBuffer): Promise<ArrayBuffer> {
    return readBuffer(this.gpu, buffer, 0, buffer.size, encoder);
  }

  /** From `answers` `[R, S, 2 + K]` to a decision. */
  private unpack(answers: Float32Array, lengths: Int32Array): Decision {
    const K = this.context.shape.options;
    const choice = new Int32Array(lengths.length).fill(-1);
    const mass = new Float32Array(lengths.length);
    const probability = new Float32Array(lengths.length * K);
    lengths.forEach((length, i) => {
      if (length === 0) return;
      const answer = answers.subarray(i * (2 + K), (i + 1) * (2 + K));
      choice[i] = answer[0]!;
      mass[i] = answer[1]!;
      probability.set(answer.subarray(2), i * K);
    });
    return { choice, probability, mass };
  }

  /** From `written` `[R, S, blockSize]` to what each lane wrote after what it was given, which advances it. */
  private collect(written: Int32Array, { lengths, count }: GenerationRequest): Generation {
    const { blockSize } = this.context.config;
    const tokens = new Int32Array(lengths.length * count).fill(-1);
    const drawn = new Int32Array(lengths.length);
    lengths.forEach((length, i) => {
      if (length === 0) return;
      const first = i * blockSize + this.positions[i]! + length;
      while (drawn[i]! < count && written[first + drawn[i]!]! > 0) {
        tokens[i * count + drawn[i]!] = written[first + drawn[i]!]! - 1;
        drawn[i]!++;
      }
      this.positions[i]! += length + drawn[i]!;
    });
    return { tokens, lengths: drawn };
  }
}
