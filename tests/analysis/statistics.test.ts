/** Normal distribution, effect sizes and Holm's correction, against SciPy 1.17, a textbook example, and by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cliffsDelta, cohenDz } from '../../analysis/effect';
import { holm } from '../../analysis/holm';
import { normalCdf, normalQuantile } from '../../analysis/normal';

describe('the normal distribution', () => {
  it('agrees with SciPy', () => {
    expect(normalCdf(-3.1)).toBeCloseTo(0.0009676032132183563, 14);
    expect(normalCdf(-1)).toBeCloseTo(0.15865525393145707, 14);
    expect(normalCdf(2.7)).toBeCloseTo(0.9965330261969594, 14);
    expect(normalQuantile(0.025)).toBeCloseTo(-1.9599639845400545, 11);
    expect(normalQuantile(0.9)).toBeCloseTo(1.2815515655446004, 11);
    expect(normalQuantile(1e-4)).toBeCloseTo(-3.7190164854556804, 9);
  });

  it('is undone by its quantile', () => {
    const p = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(p, (x) => {
        expect(normalCdf(normalQuantile(x))).toBeCloseTo(x, 11);
      }),
    );
  });

  it('has no quantile outside 0 … 1', () => {
    for (const p of [0, 1, -1, NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('effect sizes', () => {
  it('cohenDz is mean over standard deviation', () => {
    expect(cohenDz([1, 2, 3])).toBe(2); // mean 2, sd 1
    expect(cohenDz([-0.12, -0.3, 0.05, -0.22, -0.18, -0.4, -0.02])).toBeCloseTo(-1.090550508469293, 12);
  });

  it('cohenDz is null where there is no spread', () => {
    expect(cohenDz([0.3])).toBeNull();
    expect(cohenDz([0.1, 0.1, 0.1])).toBeNull();
    expect(cohenDz([0.3 - 0.2, 0.1, 0.7 - 0.6])).toBeNull(); // equal but for rounding
  });

  it("Cliff's delta counts pairs above minus pairs below", () => {
    expect(cliffsDelta([1, 2], [3, 4])).toBe(-1);
    expect(cliffsDelta([1, 3], [1, 2])).toBe(0.25); // 1 = 1, 1 < 2, 3 > 1, 3 > 2
    expect(cliffsDelta([0.1, 0.4, 0.2, 0.3], [0.3, 0.5, 0.2, 0.6])).toBe(-0.5); // SciPy's U of Mann and Whitney, 2U/16 - 1
  });

  it('refuse what is not a number', () => {
    expect(() => cohenDz([0.1, NaN])).toThrow('finite');
    expect(() => cliffsDelta([NaN], [0])).toThrow('finite');
    expect(() => cliffsDelta([], [0])).toThrow('empty');
  });
});

describe("Holm's correction", () => {
  it('of .01, .04, .03, .005 is .03, .06, .06, .02', () => {
    // Sorted: .005 × 4 = .02, .01 × 3 = .03, .03 × 2 = .06, .04 × 1 = .04, raised to .06.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => expect(adjusted[i]).toBeCloseTo(p, 15));
  });

  it('leaves a single p alone and stops at 1', () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('keeps the order of the p, never lowers one, and lies between them and Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (p) => {
        const adjusted = holm(p);
        p.forEach((x, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(x);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, x * p.length));
          p.forEach((y, j) => x <= y && expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!));
        });
      }),
    );
  });

  it('refuses what is no probability', () => {
    expect(() => holm([0.5, NaN])).toThrow('p = NaN');
    expect(() => holm([1.5])).toThrow('p = 1.5');
  });
});
