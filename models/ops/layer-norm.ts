/**
 * Layer normalization (arXiv 1607.06450) of rows x `[C]`:
 *
 *     normalized = (x - mean) / sqrt(variance + 1e-5)      y = normalized * gain + bias
 */
import type { Operand } from './kernel';

export const EPSILON = 1e-5;

/** Forward. M is a multiple of 16, and C. */
export interface LayerNorm {
  name: string;
  /** M */
  rows: number;
  /** C */
  columns: number;
  x: Operand; // [M, C]
  gain: Operand; // [C]
  bias: Operand; // [C]
  /** Written. */
  y: Operand; // [M, C]
  /** Written, for the backward pass: mean, 1 / standard deviation. */
  stats?: Operand; // [M, 2]
}

/**
 * Backward to the input, with g = dy * gain and the mean over a row's columns:
 *
 *     dx = (g - mean(g) - normalized * mean(g * normalized)) / standard deviation
 */
export interface LayerNormBackward extends Pick<LayerNorm, 'name' | 'rows' | 'columns' | 'x' | 'gain'> {
  stats: Operand; // [M, 2]
  dy: Operand; // [M, C]
  /** Written, or added to. */
  dx: Operand; // [M, C]
  /** Whether to add: the branch joins the residual stream. */
  accumulate: boolean;
}

/** Backward to the parameters: dgain = Σ_m dy * normalized, dbias = Σ_m dy. */
export interface LayerNormParameterGradients extends Pick<LayerNorm, 'name' | 'rows' | 'columns' | 'x'> {
  stats: Operand; // [M, 2]
  dy: Operand; // [M, C]
  /** Written. */
  dgain: Operand; // [C]
  /** Written. */
  dbias: Operand; // [C]
}
