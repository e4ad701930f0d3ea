/** Token and position embedding, and its gradient. */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { unroll } from './wgsl';

/**
 * `x[m] = wte[token_m] + wpe[column_m - start_m]` for M = B T tokens in rows of T.
 *
 * @param spec `tokens` and `starts` `[B, T]`, `wte` `[V, C]`, `wpe` `[blockSize, C]`; written: `x` `[B, T, C]`
 */
export function embedding(
  target: Target,
  spec: {
    name: string;
    rows: number;
    length: number;
    columns: number;
    tokens: Operand;
    starts: Operand;
    wte: Operand;
    wpe: Operand;
    x: Operand;
  },
): Kernel {
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

/**
 * Gradient of the embeddings: every row of `wte` and `wpe` gathers the tokens that used it, in the order of
 * `embeddingIndex`, so that no two invocations add to one element and the sum is the same every time.
 *
 * `dwte` `[V, C]` is added to (the tied head has written its part), `dwpe` `[blockSize, C]` is written.
 *
 * @param spec `index`: what `embeddingIndex` returns
 */
export function embeddingGradient(
  target: Target,
  spec: {
    name: string;
    vocabSize: number;
    blockSize: number;
    columns: number;
    index: Operand;
    dx: Operand;
    dwte: Operand;
    dwpe: Operand;
  },
): Kernel {
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
