/**
 * The key-value cache of decoding: what attention needs to remember of tokens already read.
 *
 * A decoder reads tokens of S sequences, some of each, as M rows in any order. Row m is the token at position
 * `m - starts[m]` of sequence `sequences[m]`; a row whose sequence is -1 is empty. A layer's cache is
 * `[S, blockSize, 2, H, d]`: the keys and values of every position, d = C / H.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { groupReduction, sum, unroll } from './wgsl';

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

/** What writing to the cache works on. */
export interface Append {
  name: string;
  shape: CacheShape;
  tokens: CacheRows;
  qkv: Operand; // [M, 3, H, d]
  /** Written, each row at its sequence and position. */
  cache: Operand; // [S, blockSize, 2, H, d]
}

/** Invocations of a workgroup of the GPU family. */
const GROUP = 64;

/**
 * Writes the keys and values of rows into the cache, a workgroup to a row: if a run does the first rows alone, no more
 * than those, for what other kernels have of others need not be whole.
 */
export function appendToCache(target: Target, spec: Append): Kernel {
  const { name, shape, tokens, qkv, cache } = spec;
  const C = shape.nEmbd;
  return kernel(target, {
    name,
    reads: { qkv, starts: tokens.starts, sequences: tokens.sequences },
    writes: { cache },
    workgroups: [tokens.rows, 1],
    workgroupSize: target.family === 'gpu' ? GROUP : LANES,
    rows: { axis: 0, count: tokens.rows },
    body: (at) => `
let sequence = ${at.sequences('group.x')};
if (sequence < 0) { return; }
let position = i32(group.x) - ${at.starts('group.x')};
let entry = u32(sequence * ${shape.blockSize} + position) * ${2 * C}u;
let first = group.x * ${3 * C}u + ${C}u;
${copyRow(target, 2 * C, (c) => `${at.cache(`entry + ${c}`)} = ${at.qkv(`first + ${c}`)};`)}`,
  });
}

/**
 * Attention of rows to everything in their sequence up to their own position, which the cache holds already:
 *
 *     score[s] = q · k_s / sqrt(d)   for s ≤ position       out = Σ_s softmax_s(score[s]) v_s
 */
export interface Attend {
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

/** See `Attend`. */
export function attendToCache(target: Target, spec: Attend): Kernel {
  return target.family === 'gpu' ? attendToCacheGpu(target, spec) : attendToCacheSoftware(target, spec);
}

/** A lane takes one head of one query and walks over the keys with a running maximum (arXiv 1805.02867). */
function attendToCacheSoftware(target: Target, spec: Attend): Kernel {
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

/**
 * A workgroup takes one head of one query: first an invocation has every 64th key, then a number of the output and a
 * part of the values, which are added up.
 */
function attendToCacheGpu(target: Target, spec: Attend): Kernel {
  const { name, shape, tokens, qkv, cache, queries, out } = spec;
  const { nEmbd: C, nHead: H, blockSize } = shape;
  const d = C / H;
  const count = queries?.count ?? tokens.rows;
  const width = Math.min(d, GROUP);
  const parts = Math.floor(GROUP / width);
  return kernel(target, {
    name,
    workgroupSize: GROUP,
    reads: { qkv, cache, starts: tokens.starts, sequences: tokens.sequences, queries: queries?.rows },
    writes: { out },
    workgroups: [count, H],
    rows: { axis: 0, count },
    functions: `${groupReduction('max', GROUP)}${groupReduction('sum', GROUP)}
var<workgroup> weights: array<f32, ${blockSize}>;
var<workgroup> parts: array<f32, ${GROUP}>;`,
    body: (at) => `
let row = ${queries ? at.queries('group.x') : 'i32(group.x)'};
if (row < 0) { return; }
let sequence = ${at.sequences('u32(row)')};
if (sequence < 0) { return; }
let keys = u32(row - ${at.starts('u32(row)')}) + 1u;
let first = u32(row) * ${3 * C}u + group.y * ${d}u;
let first_key = u32(sequence) * ${blockSize * 2 * C}u + group.y * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`first + ${i}u`)} * ${1 / Math.sqrt(d)};`)}
var highest_own = -1e30;
for (var s = lane; s < keys; s += ${GROUP}u) {
let key = first_key + s * ${2 * C}u;
let score = ${sum(d, (i) => `q${i} * ${at.cache(`key + ${i}u`)}`)};
weights[s] = score;
highest_own = max(highest_own, score);
}
let highest = group_max(lane, highest_own);
var total_own = 0.0;
for (var s = lane; s < keys; s += ${GROUP}u) {
let weight = exp(weights[s] - highest);
weights[s] = weight;
total_own += weight;
}
let total = group_sum(lane, total_own);
${unroll(Math.ceil(d / width), (chunk) => {
  const i = `${chunk * width}u + lane`;
  return `${chunk > 0 ? 'workgroupBarrier();' : ''}
var o${chunk} = 0.0;
for (var s = lane / ${width}u; s < keys; s += ${parts}u) {
o${chunk} += weights[s] * ${at.cache(`first_key + s * ${2 * C}u + ${C + chunk * width}u + lane % ${width}u`)};
}
parts[lane] = o${chunk};
workgroupBarrier();
if (lane < ${Math.min(width, d - chunk * width)}u) {
${at.out(`group.x * ${C}u + group.y * ${d}u + ${i}`)} = (${sum(parts, (z) => `parts[lane + ${z * width}u]`)}) / total;
}`;
})}`,
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
    workgroupSize: target.family === 'gpu' ? GROUP : LANES,
    rows: { axis: 0, count },
    body: (at) => `
let row = ${at.rows('group.x')};
if (row < 0) { return; }
${copyRow(target, C, (c) => `${at.y(`group.x * ${C}u + ${c}`)} = ${at.x(`u32(row) * ${C}u + ${c}`)};`)}`,
  });
}

/** `text` for each of so many columns (WGSL), which the invocations of a workgroup share. */
function copyRow({ family }: Target, columns: number, text: (c: string) => string): string {
  if (family === 'gpu') return `for (var c = lane; c < ${columns}u; c += ${GROUP}u) { ${text('c')} }`;
  return unroll(columns / LANES, (i) => text(`lane + ${i * LANES}u`));
}
