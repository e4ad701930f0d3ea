/** Statistics against values that other programs computed; tests/analysis/fixtures.py made them and says how. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossing } from '../../analysis/crossing';
import { minimumDetectableEffect } from '../../analysis/detectable-effect';
import { equivalenceP } from '../../analysis/equivalence';
import { episodeError, nestedInterval } from '../../analysis/nested';
import { normalQuantile } from '../../analysis/normal';
import { aboveZeroP, signFlipP } from '../../analysis/sign-flip';
import fixtures from './fixtures.json';

const difference = fc.integer({ min: -1000, max: 1000 }).map((k) => k / 1000);
const differences = fc.array(difference, { minLength: 1, maxLength: 9 });

describe('equivalenceP', () => {
  it.each(fixtures.equivalence)('agrees with SciPy within $bound: $p', ({ differences, bound, p }) => {
    expect(equivalenceP(differences, bound)).toBeCloseTo(p, 12);
  });

  it('never grows as the bound does, and does not depend on the sign of the differences', () => {
    fc.assert(
      fc.property(differences, fc.double({ min: 0.01, max: 2, noNaN: true }), (d, bound) => {
        const p = equivalenceP(d, bound);
        expect(equivalenceP(d, bound + 0.5)).toBeLessThanOrEqual(p);
        expect(
          equivalenceP(
            d.map((x) => -x),
            bound,
          ),
        ).toBe(p);
      }),
    );
  });

  it('never accepts both that two arms differ and that they are the same to within nearly nothing', () => {
    fc.assert(fc.property(differences, (d) => signFlipP(d) > 0.05 || equivalenceP(d, 1e-9) > 0.05));
  });

  it('refuses a bound that is none', () => {
    expect(() => equivalenceP([0.1], 0)).toThrow('the bound of equivalence is 0; expected a number above 0');
  });
});

describe('aboveZeroP', () => {
  it('is the two-sided p above zero, and 1 elsewhere', () => {
    expect(aboveZeroP([1, 2, 3, 4, 5, 6])).toBe(2 / 2 ** 6);
    expect(aboveZeroP([-1, -2, -3])).toBe(1);
    expect(aboveZeroP([0.1, 0.2, -0.3])).toBe(1);
  });
});

describe('minimumDetectableEffect', () => {
  it.each(fixtures.minimumDetectableEffect)(
    'of $n seeds at $alpha agrees with a simulation in NumPy',
    ({ n, alpha, ...expected }) => {
      const found = minimumDetectableEffect(n, alpha)!;
      expect(found.difference / expected.difference).toBeCloseTo(1, 1);
      expect(found.bound / expected.bound).toBeCloseTo(1, 1);
    },
  );

  it.each(fixtures.tTest)('of many seeds ($n) agrees with the t test in statsmodels', ({ n, alpha, difference }) => {
    expect(Math.abs(minimumDetectableEffect(n, alpha)!.difference / difference - 1)).toBeLessThan(0.03);
  });

  it('asks for differences of one sign where nothing less would do', () => {
    // All of 8 normal differences above zero with probability .8: e = the .8^(1/8) quantile.
    expect(minimumDetectableEffect(8, 2 / 2 ** 8)!.difference).toBeCloseTo(normalQuantile(0.8 ** (1 / 8)), 1);
  });

  it('is nothing with too few seeds, and shrinks with more', () => {
    expect(minimumDetectableEffect(5, 0.05)).toBeNull();
    expect(minimumDetectableEffect(7, 0.0125)).toBeNull();
    const differences = [6, 8, 10, 12, 16, 30].map((n) => minimumDetectableEffect(n, 0.05)!.difference);
    expect(differences).toEqual([...differences].sort((a, b) => b - a));
  });
});

describe('crossing', () => {
  const curve = [
    [1250, 0.5],
    [2500, 0.4],
    [5000, 0.22],
    [10000, 0.1],
  ].map(([count, rate]) => ({ count: count!, rate: rate! }));

  it.each(fixtures.crossing)('agrees with NumPy at $target', ({ target, count }) => {
    expect(crossing(curve, target)! / count).toBeCloseTo(1, 9);
  });

  it('is the first point where that is low enough, nothing where none is', () => {
    expect(crossing(curve, 0.6)).toBe(1250);
    expect(crossing(curve, 0.05)).toBeNull();
  });

  it('takes the first time a curve comes down that goes up again', () => {
    const wave = [0.5, 0.1, 0.4, 0.1].map((rate, i) => ({ count: 10 ** i, rate }));
    expect(crossing(wave, 0.3)).toBeCloseTo(10 ** 0.5, 12);
  });

  it('refuses counts that do not rise', () => {
    expect(() => crossing([{ count: 0, rate: 1 }], 0.5)).toThrow('must rise from above 0');
    expect(() => crossing([], 0.5)).toThrow('one at least');
  });

  it('never gives more for a higher target', () => {
    const rates = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
    const target = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(rates, target, target, (r, t, u) => {
        const points = r.map((rate, i) => ({ count: 2 ** i, rate }));
        const [strict, lax] = [Math.min(t, u), Math.max(t, u)].map((x) => crossing(points, x) ?? Infinity);
        expect(lax! <= strict! * (1 + 1e-12)).toBe(true);
      }),
    );
  });
});

describe('episodes nested in seeds', () => {
  const { episodes, arm, reference, interval, error } = fixtures.nested;
  const pairs = arm.map((rates, i) => ({ arm: { rates, episodes }, reference: { rates: reference[i]!, episodes } }));

  it('give an interval that agrees with NumPy', () => {
    const [low, high] = nestedInterval(pairs, { resamples: 20_000, seed: 0 })!;
    expect(Math.abs(low - interval[0]!)).toBeLessThan(0.004);
    expect(Math.abs(high - interval[1]!)).toBeLessThan(0.004);
  });

  it('give the error of one seed as NumPy does', () => {
    expect(episodeError({ rates: arm[0]!, episodes })).toBeCloseTo(error, 3);
  });

  it('add nothing where every episode ended alike', () => {
    const sure = [0, 1, 1].map((rate) => ({ arm: { rates: [rate, rate], episodes: 4 } }));
    expect(episodeError(sure[1]!.arm)).toBe(0);
    expect(nestedInterval([sure[1]!, sure[2]!])).toEqual([1, 1]);
    expect(nestedInterval([sure[0]!])).toBeNull();
  });
});
