/** The matrix products of a training step, as the mathematics has them, however the step's kernels cut them up. */
import type { BatchShape } from '../datasets/batch';
import type { GPTConfig } from '../models/config';

/** `[M, K] × [K, N]` */
export interface Product {
  /** As the step's kernels are named, with `*` for the layer. */
  name: string;
  /** M */
  rows: number;
  /** K */
  inner: number;
  /** N */
  columns: number;
  /** A is there as `[K, M]`. */
  transposeA: boolean;
  /** B is there as `[N, K]`. */
  transposeB: boolean;
  /** How often a step computes it. */
  count: number;
}

/** Every product of a step: of each matrix the forward one, the gradient of its weights and that of its input. */
export function stepProducts({ nLayer, nEmbd: C, vocabSize: V }: GPTConfig, batch: BatchShape): Product[] {
  const M = batch.rows * batch.length;
  const plain = { transposeA: false, transposeB: false };
  const linear = (name: string, inner: number, columns: number): Product[] => [
    { ...plain, name, rows: M, inner, columns, count: nLayer },
    { ...plain, name: `${name} dw`, rows: inner, inner: M, columns, transposeA: true, count: nLayer },
    { ...plain, name: `${name} dx`, rows: M, inner: columns, columns: inner, transposeB: true, count: nLayer },
  ];
  return [
    ...linear('h.*.attn.c_attn', C, 3 * C),
    ...linear('h.*.attn.c_proj', C, C),
    ...linear('h.*.mlp.c_fc', C, 4 * C),
    ...linear('h.*.mlp.c_proj', 4 * C, C),
    { ...plain, name: 'logits', rows: M, inner: C, columns: V, transposeB: true, count: 1 },
    { ...plain, name: 'logits dw', rows: V, inner: M, columns: C, transposeA: true, count: 1 },
    { ...plain, name: 'logits dx', rows: M, inner: V, columns: C, count: 1 },
  ];
}

/** Floating-point operations of one replica's product, computed once. */
export function flop({ rows, inner, columns }: Pick<Product, 'rows' | 'inner' | 'columns'>): number {
  return 2 * rows * inner * columns;
}

/** Floating-point operations of all products of a step of one replica. */
export function stepFlop(products: readonly Product[]): number {
  return products.reduce((sum, product) => sum + product.count * flop(product), 0);
}

/** A kernel's name with `*` for its layer: `h.1.ln_1 dw` is `h.*.ln_1 dw`. */
export function kernelGroup(name: string): string {
  return name.replace(/^h\.\d+\./, 'h.*.');
}
