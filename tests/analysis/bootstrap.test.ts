/** Intervals against SciPy 1.17's `bootstrap` with a million resamples, and what must be true of any interval. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../analysis/bootstrap';

const skewed = [-0.21, -0.35, -0.18, -0.4, -0.02, -0.33, -0.27, -0.3];
const positive = [0.1, 0.2, -0.05, 0.15, 0.3, 0.25, 0.12, -0.02, 0.08];

function expectClose(interval: [number, number] | null, low: number, high: number) {
  // Ends of 10,000 resamples scatter by about .002 here.
  expect(Math.abs(interval![0] - low)).toBeLessThan(0.005);
  expect(Math.abs(interval![1] - high)).toBeLessThan(0.005);
}

describe('bootstrapInterval', () => {
  it('agrees with SciPy, BCa', () => {
    expectClose(bootstrapInterval(skewed), -0.32125, -0.16);
    expectClose(bootstrapInterval(positive), 0.0533, 0.1956);
  });

  it('agrees with SciPy, percentile', () => {
    expectClose(bootstrapInterval(skewed, { method: 'percentile' }), -0.32875, -0.17375);
    expectClose(bootstrapInterval(positive, { method: 'percentile' }), 0.0544, 0.1967);
  });

  it('is the same for the same seed and moves with another', () => {
    expect(bootstrapInterval(skewed)).toEqual(bootstrapInterval(skewed));
    expect(bootstrapInterval(skewed, { seed: 1, resamples: 200 })).not.toEqual(
      bootstrapInterval(skewed, { seed: 2, resamples: 200 }),
    );
  });

  it('is wider for more confidence', () => {
    const [low, high] = bootstrapInterval(skewed, { confidence: 0.99 })!;
    const [low80, high80] = bootstrapInterval(skewed, { confidence: 0.8 })!;
    expect(low).toBeLessThan(low80);
    expect(high).toBeGreaterThan(high80);
  });

  it('is a point where all values are equal, and nothing where there is only one', () => {
    expect(bootstrapInterval([0.1, 0.1, 0.1])).toEqual([0.1, 0.1]);
    expect(bootstrapInterval([0.1])).toBeNull();
  });

  it('lies inside the data, low end first, around no more than the range', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 });
    const method = fc.constantFrom('bca' as const, 'percentile' as const);
    fc.assert(
      fc.property(values, method, (x, m) => {
        const [low, high] = bootstrapInterval(x, { method: m, resamples: 300 })!;
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...x));
        expect(high).toBeLessThanOrEqual(Math.max(...x));
      }),
    );
  });

  it('refuses a value that is not a number', () => {
    expect(() => bootstrapInterval([0, NaN])).toThrow('value number 2 is NaN; a finite number was expected');
  });
});
