/**
 * Attention of rows to everything in their sequence up to their own position, which the cache holds already:
 *
 *     score[s] = q · k_s / sqrt(d)   for s ≤ position       out = Σ_s softmax_s(score[s]) v_s
 */
import type { Operand } from './kernel';
import type { CacheRows, CacheShape } from './kv-cache';

/** What the kernel works on. */
export interface CachedAttention {
  name: string;
  shape: CacheShape;
  tokens: CacheRows;
  qkv: Operand; // [M, 3, H, d]
  cache: Operand; // [S, blockSize, 2, H, d]
  /** Row of each of `count` queries, -1 for none. If not given, query j is row j of M. */
  queries?: { rows: Operand; count: number };
  /** Written. */
  out: Operand; // [Q, H, d]
}
