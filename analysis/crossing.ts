/**
 * Where a curve that was measured at a few points comes down to a rate: how many demonstrations a way of training needs.
 * Between two points the curve is taken as straight over the logarithm of the count.
 */
import { requireFinite } from './check';

/** One measured point: the rate after so many demonstrations. */
export interface CurvePoint {
  count: number;
  rate: number;
}

/**
 * The smallest count at which the rate is no higher than `threshold`, or null if no point of the curve comes down to it. If
 * the first point already does, that is the answer: what fewer would have done was not measured, so the true count is
 * that or less.
 *
 * @param curve ascending in `count`
 * @throws RangeError if the curve is empty, its counts do not rise from above 0, or a rate is not finite
 */
export function crossing(curve: readonly CurvePoint[], threshold: number): number | null {
  requireFinite([...curve.map(({ rate }) => rate), threshold], 'rate');
  const rises = curve.every(({ count }, i) => count > (i === 0 ? 0 : curve[i - 1]!.count));
  if (curve.length === 0 || !rises) throw new RangeError('the counts of a curve must rise from above 0, one at least');
  const at = curve.findIndex(({ rate }) => rate <= threshold);
  if (at < 1) return at === 0 ? curve[0]!.count : null;
  const [from, to] = [curve[at - 1]!, curve[at]!];
  const share = (from.rate - threshold) / (from.rate - to.rate);
  return from.count * (to.count / from.count) ** share;
}
