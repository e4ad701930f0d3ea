/** What the measured models read: documents of the lab's pretraining corpus, so that lengths are those of real work. */
import { pack, UNSCORED, type BatchShape, type PackedBatch, type TokenizedDocument } from '../datasets/batch';
import { tokenize } from '../datasets/document';
import { pretrainText } from '../datasets/stages';
import { PAD } from '../datasets/tokenizer';
import { DEFAULT_WORLD, makeWorld } from '../datasets/world';

/**
 * The endless stream of pretraining documents that fit a row of `length` tokens.
 *
 * @param vocabSize tokens of a larger vocabulary are folded into it: what a word is does not matter here
 */
export function documentStream(vocabSize: number, length: number, seed = 0): () => TokenizedDocument {
  const text = pretrainText(makeWorld(seed, DEFAULT_WORLD));
  let index = 0;
  return () => {
    for (;;) {
      const { tokens, scored } = tokenize(text.documentAt(index++), text.scoring);
      if (tokens.length - 1 <= length) return { tokens: tokens.map((token) => token % vocabSize), scored };
    }
  };
}

/** `count` batches of packed rows. */
export function packedBatches(vocabSize: number, shape: BatchShape, count: number): PackedBatch[] {
  const next = documentStream(vocabSize, shape.length);
  return Array.from({ length: count }, () => pack(shape, next, PAD));
}

/** A batch with one document a row, the rest of which is padding. */
export function paddedBatch(shape: BatchShape, next: () => TokenizedDocument): PackedBatch {
  const { rows, length } = shape;
  const tokens = new Int32Array(rows * length).fill(PAD);
  const targets = new Int32Array(rows * length).fill(UNSCORED);
  const starts = Int32Array.from({ length: rows * length }, (_, i) => i % length);
  for (let row = 0; row < rows; row++) {
    const document = next();
    const size = document.tokens.length - 1; // the last token is only ever a target
    const from = row * length;
    tokens.set(document.tokens.slice(0, size), from);
    targets.set(document.tokens.slice(1), from);
    starts.fill(0, from, from + size);
  }
  return { rows, length, tokens, targets, starts, documents: rows };
}

/**
 * A batch cut from one endless text, a document after the other: every place is scored and looks at its whole row, so
 * that trainers which know neither packing nor padding can read it, too.
 */
export function continuousBatch(shape: BatchShape, next: () => TokenizedDocument): PackedBatch {
  const { rows, length } = shape;
  const text: number[] = [];
  while (text.length < rows * length + 1) text.push(...next().tokens);
  return {
    rows,
    length,
    tokens: Int32Array.from(text.slice(0, rows * length)),
    targets: Int32Array.from(text.slice(1, rows * length + 1)),
    starts: new Int32Array(rows * length),
    documents: rows,
  };
}
