/** The sign-flip test against values by hand, by SciPy 1.17 (`permutation_test`, samples) and by full enumeration. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAWS, smallestP } from '../../analysis/patterns';
import { signFlipP } from '../../analysis/sign-flip';

/** Multiples of 1/1000, as rates over many episodes are. */
const difference = fc.integer({ min: -1000, max: 1000 }).map((k) => k / 1000);
const differences = fc.array(difference, { minLength: 1, maxLength: 9 });

describe('signFlipP', () => {
  it('is 2 / 2^n when every difference has the same sign', () => {
    expect(signFlipP([-1, -2, -3, -4, -5, -6])).toBe(0.03125);
    expect(signFlipP([0.2, 0.1, 0.4, 0.3, 0.2])).toBe(0.0625);
    expect(signFlipP([0.3])).toBe(1);
  });

  it('counts patterns that tie with the measured one', () => {
    // Sums: ±6, ±4, ±2, 0, 0. Measured: 1 + 2 - 3 = 0, which all eight reach; -1 + 2 + 3 = 4, which four reach.
    expect(signFlipP([1, 2, -3])).toBe(1);
    expect(signFlipP([-1, 2, 3])).toBe(0.5);
  });

  it('counts ties that rounding would hide: 0.1 + 0.2 and 0.3 are the same size', () => {
    // Sums in tenths: ±6 (1), ±4 (1), ±2 (1), ±0 (1), each twice; measured 0.1 + 0.2 + 0.3 = 6, and 0.3 + 0.1 - 0.2 = 2.
    expect(signFlipP([0.1, 0.2, 0.3])).toBe(0.25);
    expect(signFlipP([0.1, -0.2, 0.3])).toBe(0.75);
  });

  it('agrees with SciPy', () => {
    expect(signFlipP([-0.12, -0.3, 0.05, -0.22, -0.18, -0.4, -0.02])).toBe(0.046875);
    expect(signFlipP([0.1, 0.2, -0.05, 0.15, 0.3, 0.25, 0.12, -0.02, 0.08])).toBe(0.015625);
  });

  it('is 1 when nothing differs', () => {
    expect(signFlipP([0, 0, 0, 0, 0, 0, 0])).toBe(1);
  });

  it('enumerates 16 pairs', () => {
    expect(signFlipP(Array.from({ length: 16 }, () => -0.1))).toBe(2 / 2 ** 16);
  });

  it('samples beyond 16 pairs, close to the full enumeration and the same every time', () => {
    const eighteen = [0.05, -0.1, 0.2, 0.15, -0.05, 0.1, 0.3, -0.2, 0.12, 0.08, -0.03, 0.22, -0.15, 0.07, 0.18, 0.02];
    eighteen.push(-0.09, 0.11);
    const exact = 0.111572265625; // all 2^18 patterns, in NumPy
    const error = Math.sqrt((exact * (1 - exact)) / DRAWS);
    expect(Math.abs(signFlipP(eighteen) - exact)).toBeLessThan(4 * error);
    expect(signFlipP(eighteen)).toBe(signFlipP(eighteen));
    expect(signFlipP(eighteen, 1)).not.toBe(signFlipP(eighteen, 2));
  });

  it('is never zero when sampling: the measured pattern counts as one', () => {
    expect(signFlipP(Array.from({ length: 40 }, () => 0.5))).toBe(1 / (DRAWS + 1));
  });

  it('does not depend on order or on which arm is called the reference, and is at least 2 / 2^n', () => {
    const shuffled = differences.chain((d) =>
      fc.tuple(fc.constant(d), fc.shuffledSubarray(d, { minLength: d.length })),
    );
    fc.assert(
      fc.property(shuffled, ([d, other]) => {
        const p = signFlipP(d);
        expect(signFlipP(other)).toBe(p);
        expect(signFlipP(d.map((x) => -x))).toBe(p);
        expect(p).toBeGreaterThanOrEqual(smallestP(d.length));
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses what it cannot test, in one sentence', () => {
    expect(() => signFlipP([])).toThrow('no difference');
    expect(() => signFlipP([0.1, NaN])).toThrow('difference number 2 is NaN; a finite number was expected');
  });
});
