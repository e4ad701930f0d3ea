/** Token and position embedding, and its gradient. */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** What the forward kernel works on. */
export interface Embedding {
  name: string;
  /** B */
  rows: number;
  /** T */
  length: number;
  /** C, a multiple of 4. */
  columns: number;
  tokens: Operand; // [B, T]
  /** Column at which a token's document begins. */
  starts: Operand; // [B, T]
  wte: Operand; // [V, C]
  wpe: Operand; // [blockSize, C]
  /** Written. */
  x: Operand; // [B, T, C]
}

/** `x[m] = wte[token_m] + wpe[column_m - start_m]` for M = B T tokens in rows of T. */
export function embedding(target: Target, spec: Embedding): Kernel {
  return target.family === 'gpu' ? embeddingGpu(target, spec) : embeddingSoftware(target, spec);
}

/** A workgroup writes a token. */
function embeddingSoftware(target: Target, spec: Embedding): Kernel {
  const { name, rows, length: T, columns: C, tokens, starts, wte, wpe, x } = spec;
  return kernel(target, {
    name,
    reads: { tokens, starts, wte, wpe },
    writes: { x },
    workgroups: [rows * T, 1],
    rows: { axis: 0, count: rows * T },
    body: (at) => `
let token = u32(${at.tokens('group.x')}) * ${C}u + lane;
let position = (group.x % ${T}u - u32(${at.starts('group.x')})) * ${C}u + lane;
${unroll(C / LANES, (i) => {
  const c = `${i * LANES}u`;
  return `${at.x(`group.x * ${C}u + lane + ${c}`)} = ${at.wte(`token + ${c}`)} + ${at.wpe(`position + ${c}`)};`;
})}`,
  });
}

/** An invocation writes an element. */
function embeddingGpu(target: Target, spec: Embedding): Kernel {
  const { name, rows, length: T, columns: C, tokens, starts, wte, wpe, x } = spec;
  const M = rows * T;
  const size = 256;
  return kernel(target, {
    name,
    workgroupSize: size,
    reads: { tokens, starts, wte, wpe },
    writes: { x },
    workgroups: [Math.ceil((M * C) / size), 1],
    rows: { axis: 0, count: M },
    body: (at) => `
let m = thread / ${C}u; let c = thread % ${C}u;
if (m >= ${M}u) { return; }
let token = u32(${at.tokens('m')}) * ${C}u;
let position = (m % ${T}u - u32(${at.starts('m')})) * ${C}u;
${at.x('thread')} = ${at.wte('token + c')} + ${at.wpe('position + c')};`,
  });
}

/** What the backward kernel works on. */
export interface EmbeddingGradient {
  name: string;
  vocabSize: number;
  blockSize: number;
  /** C, a multiple of 16. */
  columns: number;
  /** What `embeddingIndex` writes. */
  index: Operand;
  dx: Operand; // [M, C]
  /** Added to: the tied head has written its part. */
  dwte: Operand; // [V, C]
  /** Written. */
  dwpe: Operand; // [blockSize, C]
}

/**
 * Gradient of the embeddings: every row of `wte` and `wpe` gathers the tokens that used it, in the order of
 * `embeddingIndex`, so that no two invocations add to one element and the sum is the same every time.
 */
export function embeddingGradient(target: Target, spec: EmbeddingGradient): Kernel {
  return target.family === 'gpu' ? embeddingGradientGpu(target, spec) : embeddingGradientSoftware(target, spec);
}

/** A workgroup gathers a row. */
function embeddingGradientSoftware(target: Target, spec: EmbeddingGradient): Kernel {
  const { name, vocabSize: V, blockSize, columns: C, index, dx, dwte, dwpe } = spec;
  const perLane = C / LANES;
  return kernel(target, {
    name,
    reads: { index, dx },
    writes: { dwte, dwpe },
    workgroups: [V + blockSize, 1],
    body: (at) => `
${unroll(perLane, (i) => `var d${i} = 0.0;`)}
let end = ${at.index('group.x + 1u')};
for (var i = ${at.index('group.x')}; i < end; i++) {
let token = u32(${at.index(`${V + blockSize + 1}u + u32(i)`)}) * ${C}u + lane;
${unroll(perLane, (i) => `d${i} += ${at.dx(`token + ${i * LANES}u`)};`)}
}
if (group.x < ${V}u) {
${unroll(perLane, (i) => `${at.dwte(`group.x * ${C}u + lane + ${i * LANES}u`)} += d${i};`)}
} else {
${unroll(perLane, (i) => `${at.dwpe(`(group.x - ${V}u) * ${C}u + lane + ${i * LANES}u`)} = d${i};`)}
}`,
  });
}

/**
 * A workgroup gathers a row, 16 invocations to a token, some tokens at once: those of frequent words are many. Most
 * words are not in a batch at all, and end at once.
 */
function embeddingGradientGpu(target: Target, spec: EmbeddingGradient): Kernel {
  const { name, vocabSize: V, blockSize, columns: C, index, dx, dwte, dwpe } = spec;
  const width = 16;
  const slices = Math.min(8, 2 ** Math.floor(Math.log2(4096 / C))); // at most 16 KiB of parts
  const own = C / width;
  return kernel(target, {
    name,
    workgroupSize: width * slices,
    reads: { index, dx },
    writes: { dwte, dwpe },
    workgroups: [V + blockSize, 1],
    functions: `var<workgroup> parts: array<f32, ${slices * C}>;`,
    body: (at) => `
let begin = ${at.index('group.x')}; let end = ${at.index('group.x + 1u')};
if (begin == end && group.x < ${V}u) { return; }
let column = lane % ${width}u; let slice = lane / ${width}u;
${unroll(own, (i) => `var d${i} = 0.0;`)}
for (var i = begin + i32(slice); i < end; i += ${slices}) {
let token = u32(${at.index(`${V + blockSize + 1}u + u32(i)`)}) * ${C}u + column;
${unroll(own, (i) => `d${i} += ${at.dx(`token + ${i * width}u`)};`)}
}
${unroll(own, (i) => `parts[slice * ${C}u + column + ${i * width}u] = d${i};`)}
workgroupBarrier();
for (var c = lane; c < ${C}u; c += ${width * slices}u) {
let total = ${sum(slices, (z) => `parts[c + ${z * C}u]`)};
if (group.x < ${V}u) { ${at.dwte(`group.x * ${C}u + c`)} += total; } else { ${at.dwpe(`(group.x - ${V}u) * ${C}u + c`)} = total; }
}`,
  });
}

/** Elements of `embeddingIndex` for a batch of `tokens` tokens. */
export function embeddingIndexLength(vocabSize: number, blockSize: number, tokens: number): number {
  return vocabSize + blockSize + 1 + 2 * tokens;
}

/**
 * For every row of `wte`, then of `wpe`, the tokens of a batch that used it, as in a compressed sparse matrix: where
 * the lists begin `[V + blockSize + 1]`, then the lists `[2 M]`.
 *
 * @param positions column within the document of each token `[M]`
 * @param out where to write the index
 */
export function embeddingIndex(
  vocabSize: number,
  blockSize: number,
  tokens: Int32Array,
  positions: Int32Array,
  out: Int32Array,
): void {
  const bins = vocabSize + blockSize;
  const next = new Int32Array(bins + 1);
  for (let m = 0; m < tokens.length; m++) {
    next[tokens[m]! + 1]!++;
    next[vocabSize + positions[m]! + 1]!++;
  }
  for (let bin = 0; bin < bins; bin++) next[bin + 1]! += next[bin]!;
  out.set(next);
  for (let m = 0; m < tokens.length; m++) {
    out[bins + 1 + next[tokens[m]!]!++] = m;
    out[bins + 1 + next[vocabSize + positions[m]!]!++] = m;
  }
}
