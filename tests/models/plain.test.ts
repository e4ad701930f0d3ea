/** The model in plain TypeScript, against the one in TensorFlow.js operations. */
import { beforeAll, expect, test } from 'vitest';
import { UNSCORED } from '../../datasets/batch';
import { readText, softmax } from '../../models/plain';
import { logits } from '../../models/reference';
import { tf } from '../../models/tf';
import { perturbedParameters, relativeError, tinyConfig } from './fixtures';

beforeAll(() => tf.setBackend('cpu'));

const text = [1, 17, 3, 40, 40, 5, 62, 9];

test.each([1, 2, 3])('has the logits of the reference, at every token, with %i layers', (nLayer) => {
  const config = { ...tinyConfig, nLayer };
  const parameters = perturbedParameters(config, nLayer);
  const batch = {
    ...{ rows: 1, length: text.length, documents: 1, tokens: Int32Array.from(text) },
    ...{ targets: new Int32Array(text.length).fill(UNSCORED), starts: new Int32Array(text.length) },
  };
  const expected = logits(config, tf.tensor1d(parameters), batch).arraySync();
  const { logits: found } = readText(config, parameters, text);
  found.forEach((row, t) => expect(relativeError([...row], expected[t]!)).toBeLessThan(1e-5));
});

test('attention of every head adds up to one, over the tokens read so far', () => {
  const { attention } = readText(tinyConfig, perturbedParameters(tinyConfig, 4), text);
  expect([attention.length, attention[0]!.length]).toEqual([tinyConfig.nLayer, tinyConfig.nHead]);
  for (const head of attention.flat()) {
    head.forEach((row, t) => {
      expect(row).toHaveLength(t + 1);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
    });
  }
});

test('softmax among some tokens is that over all, made to add up to one', () => {
  const row = Float64Array.from([1, 2, 3, 400]);
  expect(softmax(row).at(-1)).toBe(1);
  const [a, b] = softmax(row, [0, 2]);
  expect(b! / a!).toBeCloseTo(Math.exp(2), 10);
  expect(a! + b!).toBeCloseTo(1, 12);
});

test.each([
  [[], /1 to 16 tokens, not 0/],
  [new Array<number>(17).fill(1), /1 to 16 tokens, not 17/],
  [[64], /no token 64 of 64/],
])('refuses what it cannot read', (tokens, message) => {
  expect(() => readText(tinyConfig, perturbedParameters(tinyConfig, 1), tokens)).toThrow(message);
});
