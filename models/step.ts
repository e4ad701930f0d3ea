/**
 * The training step of a GPT-2 decoder as a list of kernels: forward, backward, clip, AdamW.
 *
 * The list is plain data, made without a GPU. Its length depends on the number of layers alone, not on that of
 * replicas. Every array has a leading replica axis; the shapes in comments leave it out.
 *
 * What is cheap to compute again is not kept for the backward pass (arXiv 1604.06174): a norm is run a second time, the
 * embedding too, and a GELU is applied when its input is read. Gradients replace what they are the gradient of as soon
 * as nobody reads that any more. A token of a block so takes 10 C numbers, of which 8 C are the inputs of its softmax
 * and its GELU.
 */
import type { BatchShape } from '../datasets/batch';
import { Blocks, type LinearOperands, parameterViews } from './blocks';
import type { GPTConfig } from './config';
import { checkModel } from './limits';
import { adamW, STEP_SCALARS, STEP_SCALARS_LENGTH, type AdamWOptions } from './ops/adamw';
import { STATISTICS_LENGTH, stepStatistics } from './ops/clip';
import {
  attention,
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  crossEntropy,
  embeddingGradient,
  layerNormBackward,
  layerNormParameterGradients,
  matmul,
  squaredNorm,
} from './ops/index';
import { gpuArray, type GpuArray, type Kernel, type Target, type View } from './ops/kernel';
import { PARTIAL_SUMS } from './ops/squared-norm';
import type { StackArrays } from './stack';
import { stepInputLength } from './step-input';

/** The kernels of a step, and the arrays through which the host feeds it and reads it. */
export interface TrainingStep {
  kernels: Kernel[];
  /** See `StepInput`. */
  batch: GpuArray;
  /** See `STEP_SCALARS`. */
  scalars: GpuArray;
  /** See `STATISTICS`. */
  statistics: GpuArray;
}

/** What a block keeps for its backward pass. With M = B T. */
interface BlockActivations {
  norm1: Norm;
  qkv: GpuArray; // [M, 3C]
  attended: GpuArray; // [M, C]
  logSumExp: GpuArray; // [B, H, T]
  norm2: Norm;
  preGelu: GpuArray; // [M, 4C], later its gradient
}

/** A layer normalization of the residual stream, with what it takes to run it again. */
interface Norm {
  name: string;
  x: GpuArray; // [M, C]
  stats: GpuArray; // [M, 2]
}

/** Parts of the batch whose logits are there at the same time are one HEAD_PARTS-th of it. */
const HEAD_PARTS = 2;

/**
 * The step for a model and a batch shape.
 *
 * @throws RangeError if the kernels cannot do the shape
 */
export function trainingStep(
  target: Target,
  config: GPTConfig,
  shape: BatchShape,
  options: AdamWOptions,
  stack: StackArrays,
): TrainingStep {
  checkShape(config, shape);
  return new StepBuilder(target, config, shape, stack).build(options);
}

/** Builds the list in the order in which it runs. */
class StepBuilder {
  private readonly kernels: Kernel[] = [];
  private readonly M: number;
  private readonly batch: GpuArray;
  private readonly scalars = gpuArray('scalars', STEP_SCALARS_LENGTH);
  private readonly statistics = gpuArray('statistics', STATISTICS_LENGTH);
  /** Gradient of the residual stream, which every backward kernel adds its part to. `[M, C]` */
  private readonly dx: GpuArray;
  /** What the newest branch of the residual stream reads, a norm's output; later the gradient of that. `[M, C]` */
  private readonly branch: GpuArray;
  /** Logits of a part of the batch; later the gradient of a block's `qkv`. */
  private readonly wide: GpuArray;
  private readonly delta: GpuArray; // [B, H, T]
  private readonly blocks: Blocks;
  private readonly gradient: (name: string) => View;

  constructor(
    private readonly target: Target,
    private readonly config: GPTConfig,
    private readonly shape: BatchShape,
    private readonly stack: StackArrays,
  ) {
    const { vocabSize: V, nEmbd: C } = config;
    const M = shape.rows * shape.length;
    this.M = M;
    this.batch = gpuArray('batch', stepInputLength(config, shape), 'i32');
    this.dx = gpuArray('dx', M * C);
    this.branch = gpuArray('branch', M * C);
    this.wide = gpuArray('wide', M * Math.max(V / HEAD_PARTS, 3 * C));
    this.delta = gpuArray('delta', M * config.nHead);
    this.blocks = new Blocks(target, config, M, stack.parameters);
    this.gradient = parameterViews(config, stack.gradients);
  }

  build(options: AdamWOptions): TrainingStep {
    const { nLayer, nEmbd: C } = this.config;
    const stream = this.array('x', C);
    const embed = this.blocks.embed({ ...this.shape, tokens: this.tokens, starts: this.starts }, stream);
    this.kernels.push(embed);
    let x = stream;
    const blocks: BlockActivations[] = [];
    for (let l = 0; l < nLayer; l++) {
      const output = this.array(`h.${l}.output`, C);
      // The first block's middle replaces its input, which embedding again brings back.
      const middle = l === 0 ? x : this.array(`h.${l}.middle`, C);
      blocks.push(this.block(l, x, middle, output));
      x = output;
    }
    const losses = this.head(x);
    for (let l = nLayer - 1; l >= 0; l--) {
      this.mlpBackward(l, blocks[l]!);
      if (l === 0) this.kernels.push(embed);
      this.attentionBackward(l, blocks[l]!);
    }
    this.embedBackward();
    this.optimize(losses, options);
    const { kernels, batch, scalars, statistics } = this;
    return { kernels, batch, scalars, statistics };
  }

  /** middle = input + attn(ln_1(input)), then output = middle + mlp(ln_2(middle)). */
  private block(l: number, input: GpuArray, middle: GpuArray, output: GpuArray): BlockActivations {
    const { blocks, starts, branch: normed } = this;
    const { nEmbd: C, nHead: H } = this.config;
    const qkv = this.array(`h.${l}.qkv`, 3 * C);
    const attended = this.array(`h.${l}.attended`, C);
    const logSumExp = this.array(`h.${l}.logSumExp`, H);
    const preGelu = this.array(`h.${l}.preGelu`, 4 * C);
    const norm1 = this.norm(`h.${l}.ln_1`, input);
    const norm2 = this.norm(`h.${l}.ln_2`, middle);
    const heads = { ...this.shape, nEmbd: C, nHead: H };
    const rest = { x: input, attended, middle, normed, stats: norm2.stats, preGelu, y: output };
    this.kernels.push(
      ...blocks.beforeAttention(l, { x: input, normed, stats: norm1.stats, qkv }),
      attention(this.target, { name: `h.${l}.attn`, ...heads, qkv, starts, out: attended, logSumExp }),
      ...blocks.afterAttention(l, rest),
    );
    return { norm1, qkv, attended, logSumExp, norm2, preGelu };
  }

  /** Logits, loss, and both backward: leaves the gradient of the last block's output in `dx`. Returns the losses `[M]`. */
  private head(x: GpuArray): GpuArray {
    const losses = gpuArray('losses', this.M);
    const norm = this.norm('ln_f', x);
    this.normForward(norm);
    for (let part = 0; part < HEAD_PARTS; part++) this.headPart(part, losses);
    this.normBackward(norm, false);
    return losses;
  }

  /** The head for one of HEAD_PARTS parts of the tokens: the gradient of ln_f's output replaces it in `branch`. */
  private headPart(part: number, losses: GpuArray): void {
    const { target, blocks, branch, wide } = this;
    const { nEmbd: C, vocabSize: V } = this.config;
    const rows = this.M / HEAD_PARTS;
    const wte = blocks.parameter('wte.weight');
    const dwte = this.gradient('wte.weight');
    const partOf = (array: GpuArray, columns: number, offset = 0) => ({
      array,
      offset: offset + part * rows * columns,
    });
    const y = partOf(branch, C);
    const targets = partOf(this.batch, 1, this.M);
    const inverseCount = { array: this.scalars, offset: STEP_SCALARS.inverseCount };
    const logits = wide;
    const dlogits = wide; // replaced in place
    const loss = { rows, vocabSize: V, targets, inverseCount, logits, losses: partOf(losses, 1) };
    const dw = { rows: V, inner: rows, columns: C, a: dlogits, transposeA: true, b: y, y: dwte };
    this.kernels.push(
      blocks.logits(rows, y, logits),
      crossEntropy(target, { name: 'loss', ...loss }),
      matmul(target, { name: 'logits dw', ...dw, residual: part > 0 ? dwte : undefined }),
      matmul(target, { name: 'logits dx', rows, inner: V, columns: C, a: dlogits, b: wte, y }),
    );
  }

  /** From the gradient of a block's output in `dx` to that of its middle, in place. */
  private mlpBackward(l: number, { norm2, preGelu }: BlockActivations): void {
    const { branch, dx } = this;
    this.linearBackward(`h.${l}.mlp.c_proj`, { a: preGelu, geluA: true, dy: dx, y: preGelu });
    this.normForward(norm2);
    this.linearBackward(`h.${l}.mlp.c_fc`, { a: branch, dy: preGelu, y: branch });
    this.normBackward(norm2, true);
  }

  /** From the gradient of a block's middle in `dx` to that of its input, in place. */
  private attentionBackward(l: number, { norm1, qkv, attended, logSumExp }: BlockActivations): void {
    const { target, branch, dx, starts, delta } = this;
    const { nEmbd: C, nHead: H } = this.config;
    const dout = branch;
    const dqkv = this.wide;
    this.linearBackward(`h.${l}.attn.c_proj`, { a: attended, dy: dx, y: dout });
    const heads = { ...this.shape, nEmbd: C, nHead: H, qkv, starts, logSumExp, dout, dqkv, delta };
    this.kernels.push(
      attentionBackwardQuery(target, { name: `h.${l}.attn dq`, ...heads, out: attended }),
      attentionBackwardKeyValue(target, { name: `h.${l}.attn dkv`, ...heads }),
    );
    this.normForward(norm1);
    this.linearBackward(`h.${l}.attn.c_attn`, { a: branch, dy: dqkv, y: branch });
    this.normBackward(norm1, true);
  }

  private embedBackward(): void {
    const { vocabSize, blockSize, nEmbd } = this.config;
    this.kernels.push(
      embeddingGradient(this.target, {
        name: 'embed dw',
        vocabSize,
        blockSize,
        columns: nEmbd,
        index: { array: this.batch, offset: 3 * this.M },
        dx: this.dx,
        dwte: this.gradient('wte.weight'),
        dwpe: this.gradient('wpe.weight'),
      }),
    );
  }

  private optimize(losses: GpuArray, options: AdamWOptions): void {
    const { target, scalars, statistics } = this;
    const { gradients } = this.stack;
    const partial = gpuArray('partial', PARTIAL_SUMS);
    const count = gradients.length;
    const { clip } = options;
    this.kernels.push(
      squaredNorm(target, { name: 'squared norm', count, gradients, partial }),
      stepStatistics(target, { name: 'statistics', rows: this.M, clip, partial, losses, statistics }),
      adamW(target, { name: 'adamw', count, options, scalars, statistics, ...this.stack }),
    );
  }

  /** A layer normalization with the parameters of that name. */
  private norm(name: string, x: GpuArray): Norm {
    return { name, x, stats: this.array(`${name}.stats`, 2) };
  }

  /** Runs a norm, be it again, into `branch`. */
  private normForward({ name, x, stats }: Norm): void {
    this.kernels.push(this.blocks.norm(name, { x, y: this.branch, stats }));
  }

  /** From the gradient in `branch` to `dx` (added unless it is the first) and to gain and bias. */
  private normBackward({ name, x, stats }: Norm, accumulate: boolean): void {
    const { target, dx, branch: dy } = this;
    const common = { rows: this.M, columns: this.config.nEmbd, x, stats, dy };
    const gain = this.blocks.parameter(`${name}.weight`);
    const dgain = this.gradient(`${name}.weight`);
    const dbias = this.gradient(`${name}.bias`);
    this.kernels.push(
      layerNormBackward(target, { name: `${name} dx`, ...common, gain, dx, accumulate }),
      layerNormParameterGradients(target, { name: `${name} dw`, ...common, dgain, dbias }),
    );
  }

  /** dW = aᵀ dy, dbias = Σ dy, then y = dy Wᵀ: the gradient of a, or with `geluA` of the input of its GELU. */
  private linearBackward(name: string, { a, geluA, dy, y }: Omit<LinearOperands, 'residual'> & { dy: GpuArray }): void {
    const { target, M } = this;
    const { inner, columns, weight: b } = this.blocks.linearParameters(name);
    const dw = { a, geluA, transposeA: true, b: dy, y: this.gradient(`${name}.weight`) };
    const columnSums = this.gradient(`${name}.bias`);
    const dx = { a: dy, b, transposeB: true, y, geluInput: geluA ? a : undefined };
    this.kernels.push(
      matmul(target, { name: `${name} dw`, rows: inner, inner: M, columns, ...dw, columnSums }),
      matmul(target, { name: `${name} dx`, rows: M, inner: columns, columns: inner, ...dx }),
    );
  }

  /** A new array with so many columns for every token. */
  private array(name: string, columns: number): GpuArray {
    return gpuArray(name, this.M * columns);
  }

  private get tokens(): View {
    return { array: this.batch, offset: 0 };
  }

  private get starts(): View {
    return { array: this.batch, offset: 2 * this.M };
  }
}

/** @throws RangeError with one sentence that says what the kernels need */
function checkShape(config: GPTConfig, { rows, length }: BatchShape): void {
  checkModel(config);
  const { blockSize } = config;
  if (length % 4) throw new RangeError(`a row must be a multiple of 4 tokens long, not ${length}`);
  if (length > blockSize) throw new RangeError(`a row of ${length} tokens is longer than blockSize ${blockSize}`);
  if ((rows * length) % 16)
    throw new RangeError(`a batch must hold a multiple of 16 tokens, not ${rows} rows of ${length}`);
}
