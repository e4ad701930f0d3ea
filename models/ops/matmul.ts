/**
 * Matrix product with what stands around it in a transformer fused in:
 *
 *     Y[m, n] = Σ_k A[m, k] B[k, n]  (+ bias[n]) (+ residual[m, n])
 *
 * Each family has a file of its own: matmul-resident.ts for software adapters, matmul-tiled.ts for GPUs.
 */
import type { Kernel, Operand, Target } from './kernel';
import { residentMatmul } from './matmul-resident';
import { tiledMatmul } from './matmul-tiled';

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
  /** Products in a lane's straight-line block, if not by the work to do: software family only, see matmul-resident.ts. */
  block?: number;
}

/**
 * The kernel of a product.
 *
 * @throws RangeError if a size is not a multiple of 4
 */
export function matmul(target: Target, spec: Matmul): Kernel {
  const { rows: M, inner: K, columns: N } = spec;
  if (M % 4 || K % 4 || N % 4)
    throw new RangeError(`${spec.name}: [${M}, ${K}] × [${K}, ${N}] is not in multiples of 4`);
  return target.family === 'gpu' ? tiledMatmul(target, spec) : residentMatmul(target, spec);
}
