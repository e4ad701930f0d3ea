/**
 * Equivalence by two one-sided tests (Schuirmann 1987): two arms count as the same only if the data rule out a
 * difference of the bound or more on either side. A large p of an ordinary test says no such thing.
 *
 * Each side is a sign-flip test, like every other claim, and not a t test. In simulations at the bound (20,000 samples,
 * nominal .025 a side) the two falsely accept equally often on normal differences (8 seeds: .024 and .026), and where a
 * quarter of the seeds respond and the others do not, the sign-flip test errs less (6 seeds: .11 against .14). Each side
 * is tested at half the level, .025 instead of the customary .05, so that equivalence needs no less evidence than a
 * difference: the 95% interval, not the 90% one, has to lie within the bound.
 */
import { requireFinite } from './check';
import { aboveZeroP } from './sign-flip';

/**
 * p of the hypothesis that the mean difference is `bound` or more from zero, on either side.
 * @param bound in the unit of the differences
 * @throws RangeError unless the bound is above 0, there is a difference, and all are finite
 */
export function equivalenceP(differences: readonly number[], bound: number): number {
  if (!(bound > 0)) throw new RangeError(`the bound of equivalence is ${bound}; expected a number above 0`);
  requireFinite(differences, 'difference');
  const aboveLower = aboveZeroP(differences.map((difference) => bound + difference));
  const belowUpper = aboveZeroP(differences.map((difference) => bound - difference));
  return Math.max(aboveLower, belowUpper);
}
