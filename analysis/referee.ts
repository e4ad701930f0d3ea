/** What became of the check against TensorFlow.js, in words. */
import type { ReplicaResult } from '../workers/protocol';

/** Differences in a probability up to this are rounding; beyond it one of two engines is wrong. */
export const LARGEST_DIFFERENCE = 1e-4;

/** What is to be said of a record's models. */
export interface Checked {
  /** One sentence; empty where nothing was checked. */
  sentence: string;
  /** Models that differ by more than rounding can. */
  wrong: ReplicaResult[];
}

/** Whether a difference is one of rounding alone. */
export const isEqual = (difference: number): boolean => difference <= LARGEST_DIFFERENCE;

/** `2e-6` */
export const differenceWords = (difference: number): string =>
  difference === 0 ? 'the last bit' : Number(difference.toPrecision(1)).toExponential();

/**
 * @param results of a record
 * @param nameOf what a model is called
 */
export function checkedWords(results: readonly ReplicaResult[], nameOf: (result: ReplicaResult) => string): Checked {
  const checked = results.filter(({ checkedDifference }) => checkedDifference !== undefined);
  if (checked.length === 0) return { sentence: '', wrong: [] };
  const wrong = checked.filter(({ checkedDifference }) => !isEqual(checkedDifference!));
  const largest = Math.max(...checked.map(({ checkedDifference }) => checkedDifference!));
  const of = checked.length < results.length ? `${checked.length} of ${results.length} models checked` : 'Checked';
  if (wrong.length === 0) return { sentence: `${of} with TensorFlow.js: equal to ${differenceWords(largest)}.`, wrong };
  const names = wrong.map((result) => `${nameOf(result)} by ${differenceWords(result.checkedDifference!)}`);
  return {
    sentence: `${of} with TensorFlow.js: not equal. Probabilities differ of ${names.join(', ')}, which is more than rounding can.`,
    wrong,
  };
}
