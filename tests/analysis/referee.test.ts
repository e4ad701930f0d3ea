import { expect, test } from 'vitest';
import { checkedWords, differenceWords, isEqual, LARGEST_DIFFERENCE } from '../../analysis/referee';
import { finishedRun } from '../records/runs';

const { results } = finishedRun(['aft', 'msm+aft'], [3]);
const words = (...differences: (number | undefined)[]) =>
  checkedWords(
    results.map((result, i) => ({ ...result, checkedDifference: differences[i] })),
    ({ arm }) => arm,
  );

test('a ten-thousandth is rounding, more is not, and no number is not', () => {
  expect([LARGEST_DIFFERENCE, 1.01e-4, NaN].map(isEqual)).toEqual([true, false, false]);
});

test('differences are written to one digit', () => {
  expect([2.04e-6, 0.0123, 0].map(differenceWords)).toEqual(['2e-6', '1e-2', 'the last bit']);
});

test('the largest difference is what counts', () => {
  expect(words(3e-7, 2e-6)).toEqual({ sentence: 'Checked with TensorFlow.js: equal to 2e-6.', wrong: [] });
});

test('where some models were not checked it is said how many were', () => {
  expect(words(3e-7, undefined).sentence).toBe('1 of 2 models checked with TensorFlow.js: equal to 3e-7.');
  expect(words(undefined, undefined).sentence).toBe('');
});

test('every model that differs is named', () => {
  const { sentence, wrong } = words(2e-4, 0.5);
  expect(sentence).toContain('differ of aft by 2e-4, msm+aft by 5e-1');
  expect(wrong).toHaveLength(2);
});
