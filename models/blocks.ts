/**
 * The forward pass of GPT-2 as kernels, which the training step (step.ts) and the decoder (decoding.ts) are made of:
 *
 *     x = wte[token] + wpe[position]
 *     x = x + attn.c_proj(attention(attn.c_attn(ln_1(x))))      in every layer
 *     x = x + mlp.c_proj(gelu(mlp.c_fc(ln_2(x))))
 *     logits = ln_f(x) wteᵀ
 *
 * Training and decoding differ in attention itself, which they add between the two halves of a layer, and in what they
 * keep: they bring the arrays. With M rows (tokens) of width C; shapes leave out the leading replica axis. Parameters go
 * by their names in `parameterLayout`, without `transformer.`, and widths follow from their shapes there.
 */
import { parameterLayout, parameterOffsets, type GPTConfig } from './config';
import { embedding, layerNorm, matmul } from './ops/index';
import type { GpuArray, Kernel, Operand, Target, View } from './ops/kernel';
import type { Matmul } from './ops/matmul';

/** Tokens to embed: rows of a length, each token at its column minus its document's start. */
export interface Tokens {
  rows: number;
  length: number;
  tokens: Operand; // [rows, length]
  starts: Operand; // [rows, length]
}

/** What a linear layer y = a W + bias works on, with what is fused in. */
export type LinearOperands = Pick<Matmul, 'a' | 'geluA' | 'y' | 'residual'>;

/** The weight of a linear layer, `[inner, columns]`, and its bias. */
export interface LinearParameters {
  inner: number;
  columns: number;
  weight: View;
  bias: View;
}

/** What a layer norm works on. */
export interface NormOperands {
  x: Operand; // [M, C]
  y: Operand; // [M, C] written
  stats?: Operand; // [M, 2] written, for the backward pass
}

/** The arrays of a layer up to its attention. */
export interface BeforeAttention {
  x: Operand; // [M, C]
  normed: Operand; // [M, C] written
  stats?: Operand; // [M, 2] written: of ln_1
  qkv: Operand; // [M, 3C] written
}

/** The arrays of a layer from what its attention found on. Each is read for the last time before the next is written. */
export interface AfterAttention {
  x: Operand; // [M, C]
  attended: Operand; // [M, C]
  middle: Operand; // [M, C] written: x + attention
  normed: Operand; // [M, C] written
  stats?: Operand; // [M, 2] written: of ln_2
  preGelu: Operand; // [M, 4C] written
  y: Operand; // [M, C] written: the layer's output
}

/** Views of the parameters in a flat array `[N]`, or of what is laid out like them, by name. */
export function parameterViews(config: GPTConfig, array: GpuArray): (name: string) => View {
  const offsets = parameterOffsets(config);
  return (name) => ({ array, offset: offsets.get(name)! });
}

/** Makes the kernels of one model for M rows at a time. */
export class Blocks {
  readonly parameter: (name: string) => View;
  private readonly shapes: ReadonlyMap<string, number[]>;

  /**
   * @param rows M
   * @param parameters the flat vector `[N]`
   * @param block of products, see `Matmul.block`
   */
  constructor(
    private readonly target: Target,
    private readonly config: GPTConfig,
    private readonly rows: number,
    parameters: GpuArray,
    private readonly block?: number,
  ) {
    this.parameter = parameterViews(config, parameters);
    this.shapes = new Map(parameterLayout(config).map(({ name, shape }) => [name, shape]));
  }

  /** x = wte[token] + wpe[position] */
  embed(tokens: Tokens, x: GpuArray): Kernel {
    const wte = this.parameter('wte.weight');
    const wpe = this.parameter('wpe.weight');
    return embedding(this.target, { name: 'embed', ...tokens, columns: this.config.nEmbd, wte, wpe, x });
  }

  /** qkv = c_attn(ln_1(x)) */
  beforeAttention(l: number, { x, normed, stats, qkv }: BeforeAttention): Kernel[] {
    return [
      this.norm(`h.${l}.ln_1`, { x, y: normed, stats }),
      this.linear(`h.${l}.attn.c_attn`, { a: normed, y: qkv }),
    ];
  }

  /** middle = x + c_proj(attended), then y = middle + mlp(ln_2(middle)) */
  afterAttention(l: number, { x, attended, middle, normed, stats, preGelu, y }: AfterAttention): Kernel[] {
    return [
      this.linear(`h.${l}.attn.c_proj`, { a: attended, y: middle, residual: x }),
      this.norm(`h.${l}.ln_2`, { x: middle, y: normed, stats }),
      this.linear(`h.${l}.mlp.c_fc`, { a: normed, y: preGelu }),
      this.linear(`h.${l}.mlp.c_proj`, { a: preGelu, geluA: true, y, residual: middle }),
    ];
  }

  /** logits `[rows, V]` = normed wteᵀ, for any number of rows. */
  logits(rows: number, normed: Operand, logits: Operand): Kernel {
    const { vocabSize: columns, nEmbd: inner } = this.config;
    const product = { a: normed, b: this.parameter('wte.weight'), transposeB: true, y: logits };
    return matmul(this.target, { name: 'logits', rows, inner, columns, ...product, block: this.block });
  }

  /** The layer norm with the parameters of that name. */
  norm(name: string, operands: NormOperands): Kernel {
    const gain = this.parameter(`${name}.weight`);
    const bias = this.parameter(`${name}.bias`);
    return layerNorm(this.target, { name, rows: this.rows, columns: this.config.nEmbd, gain, bias, ...operands });
  }

  /** y = a W + bias with the parameters of that name. */
  linear(name: string, operands: LinearOperands): Kernel {
    const { inner, columns, weight: b, bias } = this.linearParameters(name);
    return matmul(this.target, { name, rows: this.rows, inner, columns, b, bias, block: this.block, ...operands });
  }

  linearParameters(name: string): LinearParameters {
    const [inner, columns] = this.shapes.get(`transformer.${name}.weight`)! as [number, number];
    return { inner, columns, weight: this.parameter(`${name}.weight`), bias: this.parameter(`${name}.bias`) };
  }
}
