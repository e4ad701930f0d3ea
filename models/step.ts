/**
 * The training step of a GPT-2 decoder as a list of kernels: forward, backward, clip, AdamW.
 *
 * The list is plain data, made without a GPU. Its length depends on the number of layers alone, not on that of
 * replicas. Every array has a leading replica axis; the shapes in comments leave it out.
 */
import type { BatchShape } from '../datasets/batch';
import { parameterLayout, type GPTConfig } from './config';
import { adamW, STEP_SCALARS, STEP_SCALARS_LENGTH, type AdamWOptions } from './ops/adamw';
import { attention } from './ops/attention';
import { attentionBackwardKeyValue, attentionBackwardQuery } from './ops/attention-backward';
import { PARTIAL_SUMS, squaredNorm, STATISTICS_LENGTH, stepStatistics } from './ops/clip';
import { crossEntropy } from './ops/cross-entropy';
import { embedding, embeddingGradient, embeddingIndexLength } from './ops/embedding';
import { gpuArray, type GpuArray, type Kernel, type Target, type View } from './ops/kernel';
import { layerNorm, layerNormBackward, layerNormParameterGradients } from './ops/layer-norm';
import { matmul, type Matmul } from './ops/matmul';
import type { StackArrays } from './stack';

/** The kernels of a step, and the arrays through which the host feeds it and reads it. */
export interface TrainingStep {
  kernels: Kernel[];
  /** Tokens `[B, T]`, targets `[B, T]`, starts `[B, T]`, then the embedding index. */
  batch: GpuArray;
  /** See `STEP_SCALARS`. */
  scalars: GpuArray;
  /** See `STATISTICS`. */
  statistics: GpuArray;
}

/** What a block keeps for its backward pass. With M = B T. */
interface BlockActivations {
  input: GpuArray; // [M, C]
  norm1: LayerNormActivations;
  qkv: GpuArray; // [M, 3C]
  attended: GpuArray; // [M, C]
  logSumExp: GpuArray; // [B, H, T]
  middle: GpuArray; // [M, C]
  norm2: LayerNormActivations;
  preGelu: GpuArray; // [M, 4C]
  hidden: GpuArray; // [M, 4C]
}

interface LayerNormActivations {
  y: GpuArray; // [M, C]
  stats: GpuArray; // [M, 2]
}

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
  /** Gradient of the newest branch's input. `[M, C]` */
  private readonly dbranch: GpuArray;

  constructor(
    private readonly target: Target,
    private readonly config: GPTConfig,
    private readonly shape: BatchShape,
    private readonly stack: StackArrays,
  ) {
    const { vocabSize, blockSize, nEmbd } = config;
    this.M = shape.rows * shape.length;
    this.batch = gpuArray('batch', 3 * this.M + embeddingIndexLength(vocabSize, blockSize, this.M), 'i32');
    this.dx = gpuArray('dx', this.M * nEmbd);
    this.dbranch = gpuArray('dbranch', this.M * nEmbd);
  }

  build(options: AdamWOptions): TrainingStep {
    const { nLayer } = this.config;
    let x = this.embed();
    const blocks: BlockActivations[] = [];
    for (let l = 0; l < nLayer; l++) {
      const [output, activations] = this.block(l, x);
      blocks.push(activations);
      x = output;
    }
    const losses = this.head(x);
    for (let l = nLayer - 1; l >= 0; l--) this.blockBackward(l, blocks[l]!);
    this.embedBackward();
    this.optimize(losses, options);
    const { kernels, batch, scalars, statistics } = this;
    return { kernels, batch, scalars, statistics };
  }

  /** wte[token] + wpe[position] */
  private embed(): GpuArray {
    const { nEmbd } = this.config;
    const x = gpuArray('x0', this.M * nEmbd);
    this.kernels.push(
      embedding(this.target, {
        name: 'embed',
        ...this.shape,
        columns: nEmbd,
        tokens: this.tokens,
        starts: this.starts,
        wte: this.parameter('wte.weight'),
        wpe: this.parameter('wpe.weight'),
        x,
      }),
    );
    return x;
  }

  /** x + attn(ln_1(x)), then that + mlp(ln_2(that)). */
  private block(l: number, input: GpuArray): [GpuArray, BlockActivations] {
    const { M } = this;
    const { nEmbd: C, nHead: H } = this.config;
    const array = (name: string, columns: number) => gpuArray(`h.${l}.${name}`, M * columns);
    const qkv = array('qkv', 3 * C);
    const attended = array('attended', C);
    const logSumExp = array('logSumExp', H);
    const middle = array('middle', C);
    const preGelu = array('preGelu', 4 * C);
    const hidden = array('hidden', 4 * C);
    const output = array('output', C);

    const norm1 = this.norm(`h.${l}.ln_1`, input);
    this.linear(`h.${l}.attn.c_attn`, C, 3 * C, norm1.y, { y: qkv });
    const { starts } = this;
    const heads = { ...this.shape, nEmbd: C, nHead: H };
    this.kernels.push(attention(this.target, { name: `h.${l}.attn`, ...heads, qkv, starts, out: attended, logSumExp }));
    this.linear(`h.${l}.attn.c_proj`, C, C, attended, { y: middle, residual: input });
    const norm2 = this.norm(`h.${l}.ln_2`, middle);
    this.linear(`h.${l}.mlp.c_fc`, C, 4 * C, norm2.y, { y: hidden, preGelu });
    this.linear(`h.${l}.mlp.c_proj`, 4 * C, C, hidden, { y: output, residual: middle });
    return [output, { input, norm1, qkv, attended, logSumExp, middle, norm2, preGelu, hidden }];
  }

  /** Logits, loss, and both backward: leaves the gradient of the last block's output in `dx`. Returns the losses `[M]`. */
  private head(x: GpuArray): GpuArray {
    const { M, target, dbranch } = this;
    const { nEmbd: C, vocabSize: V } = this.config;
    const logits = gpuArray('logits', M * V);
    const losses = gpuArray('losses', M);
    const wte = this.parameter('wte.weight');
    const targets = { array: this.batch, offset: M };
    const inverseCount = { array: this.scalars, offset: STEP_SCALARS.inverseCount };

    const norm = this.norm('ln_f', x);
    const product = { rows: M, inner: C, columns: V, a: norm.y, b: wte, transposeB: true, y: logits };
    this.kernels.push(
      matmul(target, { name: 'logits', ...product }),
      crossEntropy(target, { name: 'loss', rows: M, vocabSize: V, targets, inverseCount, logits, losses }),
    );
    const dlogits = logits; // replaced in place
    const dwte = this.gradient('wte.weight');
    this.kernels.push(
      matmul(target, { name: 'logits dx', rows: M, inner: V, columns: C, a: dlogits, b: wte, y: dbranch }),
      matmul(target, {
        name: 'logits dw',
        rows: V,
        inner: M,
        columns: C,
        a: dlogits,
        transposeA: true,
        b: norm.y,
        y: dwte,
      }),
    );
    this.normBackward('ln_f', x, norm, false);
    return losses;
  }

  /** From the gradient of the block's output in `dx` to that of its input, in place. */
  private blockBackward(l: number, block: BlockActivations): void {
    const { M, target, dx, dbranch } = this;
    const { nEmbd: C, nHead: H } = this.config;
    const { input, norm1, qkv, attended, logSumExp, middle, norm2, preGelu, hidden } = block;
    const dhidden = this.scratch('dhidden', M * 4 * C);
    const dattended = this.scratch('dattended', M * C);
    const dqkv = this.scratch('dqkv', M * 3 * C);
    const delta = this.scratch('delta', M * H);

    this.linearBackward(`h.${l}.mlp.c_proj`, 4 * C, C, hidden, dx, { y: dhidden, geluInput: preGelu });
    this.linearBackward(`h.${l}.mlp.c_fc`, C, 4 * C, norm2.y, dhidden, { y: dbranch });
    this.normBackward(`h.${l}.ln_2`, middle, norm2, true);

    this.linearBackward(`h.${l}.attn.c_proj`, C, C, attended, dx, { y: dattended });
    const heads = { ...this.shape, nEmbd: C, nHead: H, qkv, starts: this.starts, logSumExp, dout: dattended };
    this.kernels.push(
      attentionBackwardQuery(target, { name: `h.${l}.attn dq`, ...heads, out: attended, dqkv, delta }),
      attentionBackwardKeyValue(target, { name: `h.${l}.attn dkv`, ...heads, delta, dqkv }),
    );
    this.linearBackward(`h.${l}.attn.c_attn`, C, 3 * C, norm1.y, dqkv, { y: dbranch });
    this.normBackward(`h.${l}.ln_1`, input, norm1, true);
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

  /** Layer normalization with the parameters of that name. */
  private norm(name: string, x: GpuArray): LayerNormActivations {
    const { nEmbd: C } = this.config;
    const y = gpuArray(`${name}.y`, this.M * C);
    const stats = gpuArray(`${name}.stats`, this.M * 2);
    const gain = this.parameter(`${name}.weight`);
    const bias = this.parameter(`${name}.bias`);
    this.kernels.push(layerNorm(this.target, { name, rows: this.M, columns: C, x, gain, bias, y, stats }));
    return { y, stats };
  }

  /** From the gradient in `dbranch` to `dx` (added unless it is the first) and to gain and bias. */
  private normBackward(name: string, x: GpuArray, { stats }: LayerNormActivations, accumulate: boolean): void {
    const { target, dx, dbranch: dy } = this;
    const common = { rows: this.M, columns: this.config.nEmbd, x, stats, dy };
    const gain = this.parameter(`${name}.weight`);
    const dgain = this.gradient(`${name}.weight`);
    const dbias = this.gradient(`${name}.bias`);
    this.kernels.push(
      layerNormBackward(target, { name: `${name} dx`, ...common, gain, dx, accumulate }),
      layerNormParameterGradients(target, { name: `${name} dw`, ...common, dgain, dbias }),
    );
  }

  /** y = x W + bias, with what `output` fuses in. */
  private linear(
    name: string,
    inner: number,
    columns: number,
    x: GpuArray,
    output: Pick<Matmul, 'y' | 'residual' | 'preGelu'>,
  ) {
    const b = this.parameter(`${name}.weight`);
    const bias = this.parameter(`${name}.bias`);
    this.kernels.push(matmul(this.target, { name, rows: this.M, inner, columns, a: x, b, bias, ...output }));
  }

  /** dW = xᵀ dy, dbias = Σ dy, and the gradient of x with what `output` fuses in. */
  private linearBackward(
    name: string,
    inner: number,
    columns: number,
    x: GpuArray,
    dy: GpuArray,
    output: Pick<Matmul, 'y' | 'geluInput'>,
  ): void {
    const { target, M } = this;
    const dw = { a: x, transposeA: true, b: dy, y: this.gradient(`${name}.weight`) };
    const columnSums = this.gradient(`${name}.bias`);
    const w = this.parameter(`${name}.weight`);
    this.kernels.push(
      matmul(target, { name: `${name} dw`, rows: inner, inner: M, columns, ...dw, columnSums }),
      matmul(target, {
        name: `${name} dx`,
        rows: M,
        inner: columns,
        columns: inner,
        a: dy,
        b: w,
        transposeB: true,
        ...output,
      }),
    );
  }

  private get tokens(): View {
    return { array: this.batch, offset: 0 };
  }

  private get starts(): View {
    return { array: this.batch, offset: 2 * this.M };
  }

  private parameter(name: string): View {
    return { array: this.stack.parameters, offset: this.offsetOf(name) };
  }

  private gradient(name: string): View {
    return { array: this.stack.gradients, offset: this.offsetOf(name) };
  }

  private readonly offsets = new Map<string, number>();

  private offsetOf(name: string): number {
    if (!this.offsets.size) for (const spec of parameterLayout(this.config)) this.offsets.set(spec.name, spec.offset);
    return this.offsets.get(`transformer.${name}`)!;
  }

  private readonly scratches = new Map<string, GpuArray>();

  /** An array that all layers use, one after another. */
  private scratch(name: string, length: number): GpuArray {
    const array = this.scratches.get(name) ?? gpuArray(name, length);
    this.scratches.set(name, array);
    return array;
  }
}

/** @throws RangeError with one sentence that says what the kernels need */
function checkShape({ nHead, nEmbd, vocabSize, blockSize }: GPTConfig, { rows, length }: BatchShape): void {
  const demand = (holds: boolean, message: string) => {
    if (!holds) throw new RangeError(message);
  };
  demand(nEmbd % 16 === 0, `nEmbd must be a multiple of 16, not ${nEmbd}`);
  demand(nEmbd % (4 * nHead) === 0, `nEmbd / nHead must be a multiple of 4, not ${nEmbd} / ${nHead}`);
  demand(vocabSize % 64 === 0, `vocabSize must be a multiple of 64, not ${vocabSize}`);
  demand(length % 4 === 0, `a row must be a multiple of 4 tokens long, not ${length}`);
  demand(length <= blockSize, `a row of ${length} tokens is longer than blockSize ${blockSize}`);
  demand((rows * length) % 16 === 0, `a batch must hold a multiple of 16 tokens, not ${rows} rows of ${length}`);
}
