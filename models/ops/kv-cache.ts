/**
 * The key-value cache of decoding: what attention needs to remember of tokens already read.
 *
 * A decoder reads tokens of S sequences, some of each, as M rows in any order. Row m is the token at position
 * `m - starts[m]` of sequence `sequences[m]`; a row whose sequence is -1 is empty. A layer's cache is
 * `[S, blockSize, 2, H, d]`: the keys and values of every position, d = C / H.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** The shape of a cache: S sequences of up to `blockSize` tokens, width C in H heads. */
export interface CacheShape {
  sequences: number;
  blockSize: number;
  /** C, with C / H a multiple of 4. */
  nEmbd: number;
  nHead: number;
}

/** Which tokens the rows are. */
export interface CacheRows {
  /** M, a multiple of 4. */
  rows: number;
  /** Row minus position. `[M]` */
  starts: Operand;
  /** Sequence, or -1. `[M]` */
  sequences: Operand;
}

/** Writes the keys and values of `qkv` `[M, 3, H, d]` into `cache`, each at its row's sequence and position. */
export function appendToCache(
  target: Target,
  spec: { name: string; shape: CacheShape; tokens: CacheRows; qkv: Operand; cache: Operand },
): Kernel {
  const { name, shape, tokens, qkv, cache } = spec;
  const C = shape.nEmbd;
  return kernel(target, {
    name,
    reads: { qkv, starts: tokens.starts, sequences: tokens.sequences },
    writes: { cache },
    workgroups: [tokens.rows, 1],
    rows: { axis: 0, count: tokens.rows },
    body: (at) => `
let sequence = ${at.sequences('group.x')};
if (sequence < 0) { return; }
let position = i32(group.x) - ${at.starts('group.x')};
let entry = u32(sequence * ${shape.blockSize} + position) * ${2 * C}u + lane;
let first = group.x * ${3 * C}u + ${C}u + lane;
${unroll((2 * C) / LANES, (i) => `${at.cache(`entry + ${i * LANES}u`)} = ${at.qkv(`first + ${i * LANES}u`)};`)}`,
  });
}

/**
 * Attention of rows to everything in their sequence up to their own position, which the cache holds already:
 *
 *     score[s] = q · k_s / sqrt(d)   for s ≤ position       out = Σ_s softmax_s(score[s]) v_s
 *
 * A lane takes one head of one query and walks over the keys with a running maximum (arXiv 1805.02867).
 *
 * @param spec `qkv` `[M, 3, H, d]`; `cache`; written: `out` `[Q, H, d]`. Query j is row `queries[j]` of Q, -1 for none,
 *   or row j of M if there is no list.
 */
export function attendToCache(
  target: Target,
  spec: {
    name: string;
    shape: CacheShape;
    tokens: CacheRows;
    qkv: Operand;
    cache: Operand;
    queries?: { rows: Operand; count: number };
    out: Operand;
  },
): Kernel {
  const { name, shape, tokens, qkv, cache, queries, out } = spec;
  const { nEmbd: C, nHead: H, blockSize } = shape;
  const d = C / H;
  const count = queries?.count ?? tokens.rows;
  return kernel(target, {
    name,
    reads: { qkv, cache, starts: tokens.starts, sequences: tokens.sequences, queries: queries?.rows },
    writes: { out },
    workgroups: [(count * H) / LANES, 1],
    rows: { axis: 0, count },
    body: (at) => `
let query = thread / ${H}u; let head = thread % ${H}u;
let row = ${queries ? at.queries('query') : 'i32(query)'};
if (row < 0) { return; }
let sequence = ${at.sequences('u32(row)')};
if (sequence < 0) { return; }
let position = u32(row - ${at.starts('u32(row)')});
let first = u32(row) * ${3 * C}u + head * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`first + ${i}u`)} * ${1 / Math.sqrt(d)};`)}
var highest = -1e30; var total = 0.0;
${unroll(d, (i) => `var o${i} = 0.0;`)}
for (var s = 0u; s <= position; s++) {
let key = (u32(sequence) * ${blockSize}u + s) * ${2 * C}u + head * ${d}u;
let score = ${sum(d, (i) => `q${i} * ${at.cache(`key + ${i}u`)}`)};
let next = max(highest, score);
let keep = exp(highest - next);
let weight = exp(score - next);
highest = next;
total = total * keep + weight;
${unroll(d, (i) => `o${i} = o${i} * keep + weight * ${at.cache(`key + ${C + i}u`)};`)}
}
let inverse = 1.0 / total;
${unroll(d, (i) => `${at.out(`query * ${C}u + head * ${d}u + ${i}u`)} = o${i} * inverse;`)}`,
  });
}

/** `y[j] = x[rows[j]]` for rows of C; nothing where `rows[j]` is -1. */
export function gatherRows(
  target: Target,
  spec: { name: string; count: number; columns: number; rows: Operand; x: Operand; y: Operand },
): Kernel {
  const { name, count, columns: C, rows, x, y } = spec;
  return kernel(target, {
    name,
    reads: { rows, x },
    writes: { y },
    workgroups: [count, 1],
    rows: { axis: 0, count },
    body: (at) => `
let row = ${at.rows('group.x')};
if (row < 0) { return; }
${unroll(C / LANES, (i) => `${at.y(`group.x * ${C}u + lane + ${i * LANES}u`)} = ${at.x(`u32(row) * ${C}u + lane + ${i * LANES}u`)};`)}`,
  });
}
