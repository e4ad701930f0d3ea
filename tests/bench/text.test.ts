/** The batches that the benchmark trains on. */
import { expect, test } from 'vitest';
import { continuousBatch, documentStream, packedBatches, paddedBatch } from '../../bench/text';
import { UNSCORED } from '../../datasets/batch';
import { BOS, PAD, VOCABULARY } from '../../datasets/tokenizer';

const shape = { rows: 8, length: 40 };

test('documents fit a row, and their words the vocabulary', () => {
  const next = documentStream(640, shape.length);
  const documents = Array.from({ length: 500 }, next);
  expect(Math.max(...documents.map(({ tokens }) => tokens.length))).toBeLessThanOrEqual(shape.length + 1);
  expect(Math.max(...documents.flatMap(({ tokens }) => tokens))).toBeLessThan(640);
});

test('packed and padded rows hold the same documents, padded ones one each', () => {
  const words = VOCABULARY.length;
  const padded = paddedBatch(shape, documentStream(words, shape.length));
  const next = documentStream(words, shape.length);
  for (let row = 0; row < shape.rows; row++) {
    const { tokens } = next();
    const size = tokens.length - 1;
    const at = (array: Int32Array) => [...array.subarray(row * shape.length, (row + 1) * shape.length)];
    expect(at(padded.tokens)).toEqual([...tokens.slice(0, size), ...new Array(shape.length - size).fill(PAD)]);
    expect(at(padded.targets)).toEqual([...tokens.slice(1), ...new Array(shape.length - size).fill(UNSCORED)]);
    expect(at(padded.starts).slice(0, size)).toEqual(new Array(size).fill(0));
  }
  const [packed] = packedBatches(words, shape, 1);
  expect(packed!.documents).toBeGreaterThan(2 * padded.documents);
  expect(packed!.tokens.filter((token) => token === BOS)).toHaveLength(packed!.documents);
});

test('a continuous batch scores every place, and what is next in a row is its target', () => {
  const { tokens, targets, starts } = continuousBatch(shape, documentStream(640, shape.length));
  expect(targets.subarray(0, -1)).toEqual(tokens.subarray(1));
  expect(Math.min(...targets)).toBeGreaterThanOrEqual(0);
  expect(new Set(starts)).toEqual(new Set([0]));
});
