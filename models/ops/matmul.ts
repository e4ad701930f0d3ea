/**
 * Matrix product with what stands around it in a transformer fused in:
 *
 *     Y[m, n] = Σ_k A[m, k] B[k, n]  (+ bias[n]) (+ residual[m, n])
 */
import type { Operand } from './kernel';

/** A product and what is fused with it. */
export interface Matmul {
  name: string;
  /** M; a multiple of 4. */
  rows: number;
  /** K; a multiple of 4. */
  inner: number;
  /** N; a multiple of 4. */
  columns: number;
  /** `[M, K]`, or `[K, M]` if `transposeA`. */
  a: Operand;
  transposeA?: boolean;
  /** A is the GELU of `a`, which is computed when it is read, so that nobody has to keep it. */
  geluA?: boolean;
  /** `[K, N]`, or `[N, K]` if `transposeB`. */
  b: Operand;
  transposeB?: boolean;
  /** Written. `[M, N]` */
  y: Operand;
  /** Added to every row. `[N]` */
  bias?: Operand;
  /** Added; may be `y` itself. `[M, N]` */
  residual?: Operand;
  /** The input of a GELU: Y is the product times GELU's derivative there; may be `y` itself. `[M, N]` */
  geluInput?: Operand;
  /** Written with Σ_k B[k, n]: with B = dY, the gradient of a bias. `[N]` */
  columnSums?: Operand;
  /** Products in a lane's straight-line block, if not by the work to do: software family only, see matmul-software.ts. */
  block?: number;
}

/** @throws RangeError if a size is not a multiple of 4 */
export function checkMatmul({ name, rows: M, inner: K, columns: N }: Matmul): void {
  if (M % 4 || K % 4 || N % 4) throw new RangeError(`${name}: [${M}, ${K}] × [${K}, ${N}] is not in multiples of 4`);
}
