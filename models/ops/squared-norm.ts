/** The squared norm of the gradients, Σ_i gradient_i², in parts that clip.ts adds up. */
import type { Operand } from './kernel';

/** Partial sums of squares of one replica. */
export const PARTIAL_SUMS = 64;

/** What the kernel works on. */
export interface SquaredNorm {
  name: string;
  /** N */
  count: number;
  gradients: Operand; // [N]
  /** Written: sums of squares. */
  partial: Operand; // [PARTIAL_SUMS]
}
