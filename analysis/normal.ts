/** The standard normal distribution, to about 1e-12 where |x| < 6: BCa intervals need both directions. */

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ x), by Marsaglia's series: 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …). J. Stat. Software 11(4), 2004. */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0; // beyond what 1 - p can tell from 1
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

/**
 * The x with `normalCdf(x) = p`, by Newton's method from 0. The distribution function bends towards the axis on both
 * sides of 0, so the steps approach the root from one side and never overshoot.
 * @throws RangeError unless 1e-9 ≤ p ≤ 1 - 1e-9
 */
export function normalQuantile(p: number): number {
  if (!(p >= 1e-9 && p <= 1 - 1e-9)) throw new RangeError(`p is ${p}; expected between 1e-9 and 1 - 1e-9`);
  let x = 0;
  for (let i = 0; i < 100; i++) {
    const step = (p - normalCdf(x)) / density(x);
    x += step;
    if (Math.abs(step) < 1e-13) break;
  }
  return x;
}
