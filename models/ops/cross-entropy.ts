/**
 * Cross-entropy of the scored tokens and its gradient in the logits z `[V]`, with y the target:
 *
 *     loss_m = (log Σ_v exp z_v - z_y) / count          dz_v = (softmax(z)_v - [v = y]) / count
 *
 * `count` is the number of scored tokens of the replica's batch. Both are zero where the target is -1.
 */
import type { Operand } from './kernel';

/** What the kernel works on. */
export interface CrossEntropy {
  name: string;
  /** M */
  rows: number;
  /** V, a multiple of 4. */
  vocabSize: number;
  /** Token, or -1. */
  targets: Operand; // [M]
  /** 1 / count, or 0. */
  inverseCount: Operand; // [1]
  /** Replaced by their gradient. */
  logits: Operand; // [M, V]
  /** Written; their sum is the mean loss. */
  losses: Operand; // [M]
}
