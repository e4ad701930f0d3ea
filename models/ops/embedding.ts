/** Token and position embedding, and its gradient. */
import type { Operand } from './kernel';

/** `x[m] = wte[token_m] + wpe[column_m - start_m]` for M = B T tokens in rows of T. */
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

/**
 * Gradient of the embeddings: every row of `wte` and `wpe` gathers the tokens that used it, in the order of
 * `embeddingIndex`, so that no two invocations add to one element and the sum is the same every time.
 */
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
