/**
 * Causal self-attention within documents, forward. For each head, with q, k, v of width d = C / H:
 *
 *     score[t, s] = q_t · k_s / sqrt(d)   for start_t ≤ s ≤ t       out_t = Σ_s softmax_s(score[t, s]) v_s
 *
 * `start_t` is the column at which the document of token t begins. Documents lie one after another in a row, so the
 * starts of a row never decrease.
 */
import type { Operand } from './kernel';

/** Widest head, d: of a wider one not even four keys and values would fit where the kernels for GPUs keep them. */
export const WIDEST_HEAD = 256;

/** The shape of attention: B rows of T tokens, width C in H heads. */
export interface AttentionShape {
  rows: number;
  /** T, a multiple of 4. */
  length: number;
  /** C, with C / H a multiple of 4 and at most `WIDEST_HEAD`. */
  nEmbd: number;
  nHead: number;
}

/** What the forward kernel works on. */
export interface Attention extends AttentionShape {
  name: string;
  qkv: Operand; // [B, T, 3, H, d]
  starts: Operand; // [B, T]
  /** Written. */
  out: Operand; // [B, T, H, d]
  /** Written: of the scores, for the backward pass. */
  logSumExp: Operand; // [B, H, T]
}
