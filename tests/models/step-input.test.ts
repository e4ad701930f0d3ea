/** What a step uploads: batches laid out one after the other, a shared one once, and none that would not fit. */
import { expect, it } from 'vitest';
import { UNSCORED } from '../../datasets/batch';
import { stepInput, stepInputLength } from '../../models/step-input';
import { randomBatch, tinyConfig, tinyShape } from './fixtures';

const [first, second] = [0, 1].map((seed) => randomBatch(tinyConfig, tinyShape, seed));
const alone = [first!, second!].map((batch) => stepInput([batch], tinyShape, tinyConfig));

it('holds each replica its batch, also where two read the same', () => {
  const { data, scored } = stepInput([first!, second!, first!], tinyShape, tinyConfig);
  const size = stepInputLength(tinyConfig, tinyShape);
  expect(data).toHaveLength(3 * size);
  [0, 1, 0].forEach((batch, r) =>
    expect(data.subarray(r * size, (r + 1) * size), `replica ${r}`).toEqual(alone[batch]!.data),
  );
  expect(scored).toEqual([first!, second!, first!].map(({ targets }) => targets.filter((t) => t !== UNSCORED).length));
});

it('begins with tokens, targets and starts, and goes on with every place of every token', () => {
  const M = tinyShape.rows * tinyShape.length;
  const data = Array.from(alone[0]!.data);
  const { tokens, targets, starts } = first!;
  expect(data.slice(0, 3 * M)).toEqual([...tokens, ...targets, ...starts]);
  const bins = tinyConfig.vocabSize + tinyConfig.blockSize;
  const [begins, places] = [data.slice(3 * M, 3 * M + bins + 1), data.slice(3 * M + bins + 1)];
  for (let token = 0; token < tinyConfig.vocabSize; token++)
    expect(places.slice(begins[token], begins[token + 1])).toEqual(
      [...tokens.keys()].filter((m) => tokens[m] === token),
    );
});

it('refuses a batch of another shape', () => {
  expect(() => stepInput([{ ...first!, length: 3 }], tinyShape, tinyConfig)).toThrow(/but the trainer was made for/);
});
