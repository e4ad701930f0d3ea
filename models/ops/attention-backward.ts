/**
 * Causal self-attention within documents, backward. With p[t, s] = exp(score[t, s] - logSumExp_t):
 *
 *     delta_t = dout_t · out_t              ds[t, s] = p[t, s] (dout_t · v_s - delta_t) / sqrt(d)
 *     dq_t = Σ_s ds[t, s] k_s               dk_s = Σ_t ds[t, s] q_t          dv_s = Σ_t p[t, s] dout_t
 *
 * The probabilities are computed again rather than stored (as in arXiv 2205.14135). Two kernels, because the sums run
 * over keys in one and over queries in the other.
 */
import type { AttentionShape } from './attention';
import type { Operand } from './kernel';

/** What the backward kernels work on. The shape is that of the forward kernel. */
export interface AttentionBackward extends AttentionShape {
  name: string;
  qkv: Operand; // [B, T, 3, H, d]
  starts: Operand; // [B, T]
  logSumExp: Operand; // [B, H, T]
  dout: Operand; // [B, T, H, d]
  /** Written by the kernel for queries, read by that for keys and values. */
  delta: Operand; // [B, H, T]
  /** Written. */
  dqkv: Operand; // [B, T, 3, H, d]
}

/** What the kernel for queries works on: also what the forward kernel wrote. */
export interface AttentionBackwardQuery extends AttentionBackward {
  out: Operand; // [B, T, H, d]
}
