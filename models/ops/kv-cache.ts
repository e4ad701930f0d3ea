/**
 * The key-value cache of decoding: what attention needs to remember of tokens already read.
 *
 * A decoder reads tokens of S sequences, some of each, as M rows in any order. Row m is the token at position
 * `m - starts[m]` of sequence `sequences[m]`; a row whose sequence is -1 is empty. A layer's cache is
 * `[S, blockSize, 2, H, d]`: the keys and values of every position, d = C / H.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { unroll } from './wgsl';

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
