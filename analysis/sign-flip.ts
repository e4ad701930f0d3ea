/**
 * The paired sign-flip test. If an arm and its reference behave alike, the difference of each seed is as likely to come
 * out with the other sign; p is the share of all sign patterns whose mean is at least as far from zero as the one
 * measured. No distribution is assumed. With n pairs p cannot be below 2 / 2ⁿ. (Fisher, The Design of Experiments, 1935,
 * §21; Edgington and Onghena, Randomization Tests, 4th ed. 2007.)
 *
 * The same test with the differences shifted asks whether their mean lies beyond any line other than zero. It is then
 * exact if the differences are symmetric about their mean.
 */
import { rng } from '../datasets/rng';
import { requireFinite } from './check';
import { DRAWS, EXACT_LIMIT } from './patterns';

/**
 * Two-sided p of the hypothesis that the paired differences are symmetric about zero.
 *
 * @param differences one for each pair, in any order
 * @param seed of the sampled patterns, used only beyond `EXACT_LIMIT` pairs
 * @throws RangeError if there is no difference or one is not finite
 */
export function signFlipP(differences: readonly number[], seed = 0): number {
  if (differences.length === 0)
    throw new RangeError('the sign-flip test was given no difference; expected at least one');
  requireFinite(differences, 'difference');
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
  const scale = differences.reduce((a, b) => a + Math.abs(b), 0);
  // Patterns that tie with the measured one in exact arithmetic must not be lost to rounding.
  const threshold = observed - 1e-9 * scale;
  return differences.length <= EXACT_LIMIT ? exactP(differences, threshold) : sampledP(differences, threshold, seed);
}

/**
 * Twice the one-sided p of the hypothesis that the mean difference is at most zero, at most 1: small only if the
 * differences lie clearly above zero. Twice, so that a claim about one side needs the same evidence as a claim about a
 * difference whose direction is predicted.
 *
 * @throws RangeError if there is no difference or one is not finite
 */
export function aboveZeroP(differences: readonly number[], seed = 0): number {
  const p = signFlipP(differences, seed);
  // A pattern and its mirror image are equally far from zero, so half of those counted lie above.
  return differences.reduce((a, b) => a + b, 0) > 0 ? p : 1;
}

/** Counts every pattern. The first sign is fixed: a pattern and its mirror image are equally far from zero. */
function exactP(differences: readonly number[], threshold: number): number {
  let extreme = 0;
  const visit = (i: number, sum: number): void => {
    if (i === differences.length) {
      if (Math.abs(sum) >= threshold) extreme++;
      return;
    }
    visit(i + 1, sum + differences[i]!);
    visit(i + 1, sum - differences[i]!);
  };
  visit(1, differences[0]!);
  return extreme / 2 ** (differences.length - 1);
}

/** Samples patterns. The measured pattern counts as one of them (the + 1), so that p is never zero. */
function sampledP(differences: readonly number[], threshold: number, seed: number): number {
  const random = rng(seed, 'sign-flip');
  const values = Float64Array.from(differences);
  let extreme = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0;
    let signs = 0;
    for (let i = 0; i < values.length; i++) {
      if (i % 16 === 0) signs = random.below(2 ** 16); // sixteen signs a draw
      sum += (2 * ((signs >> (i % 16)) & 1) - 1) * values[i]!; // no branch, which could not be predicted
    }
    if (Math.abs(sum) >= threshold) extreme++;
  }
  return (extreme + 1) / (DRAWS + 1);
}
