/** Effect sizes: how large a difference is, whatever the number of seeds. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { requireFinite } from './check';

/**
 * Cohen's dz: the mean paired difference in units of its standard deviation over seeds. Null where that is undefined:
 * fewer than two differences, or all of them equal.
 */
export function cohenDz(differences: readonly number[]): number | null {
  requireFinite(differences, 'difference');
  if (differences.length < 2) return null;
  const spread = sampleStandardDeviation([...differences]);
  const rounding = 1e-12 * Math.max(...differences.map(Math.abs));
  return spread <= rounding ? null : mean([...differences]) / spread;
}

/**
 * Cliff's delta: the chance that a value of `a` is above one of `b`, minus the chance that it is below. In -1 … 1.
 * @throws RangeError if either is empty or holds a number that is not finite
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) throw new RangeError("Cliff's delta was given an empty group; expected values");
  requireFinite([...a, ...b], 'value');
  let balance = 0;
  for (const x of a) for (const y of b) balance += Math.sign(x - y);
  return balance / (a.length * b.length);
}
