/** The learning-rate schedule, against values by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosineWithWarmup } from '../../models/schedule';

describe('cosineWithWarmup', () => {
  it('is the product of warm-up and cosine', () => {
    const rate = cosineWithWarmup({ peak: 0.003, steps: 100, warmup: 20, floor: 0.1 });
    expect(rate(0)).toBeCloseTo(0.003 / 20, 12); // cos 0 = 1: the cosine has not begun to fall
    expect(rate(50)).toBeCloseTo(0.003 * 0.55, 12); // cos π/2 = 0: halfway between 1 and the floor
    expect(rate(100)).toBeCloseTo(0.0003, 12);
    // Step 9 is half warm: ½ · (0.1 + 0.9 · ½(1 + cos 0.09π)), cos 0.09π = 0.960293686
    expect(rate(9)).toBeCloseTo(0.003 * 0.5 * (0.1 + 0.45 * 1.960293686), 11);
  });

  it('starts at the peak without warm-up', () => {
    expect(cosineWithWarmup({ peak: 1, steps: 10, warmup: 0, floor: 0 })(0)).toBe(1);
    expect(cosineWithWarmup({ peak: 1, steps: 10, warmup: 1, floor: 0 })(0)).toBe(1);
  });

  it('rises until warm, then never rises again, and stays between floor and peak', () => {
    const options = fc.record({
      peak: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      steps: fc.integer({ min: 2, max: 500 }),
      floor: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(options, ({ peak, steps, floor }) => {
        const warmup = Math.floor(steps / 10);
        const rate = cosineWithWarmup({ peak, steps, warmup, floor });
        for (let step = Math.max(0, warmup - 1); step < steps; step++) {
          expect(rate(step + 1)).toBeLessThanOrEqual(rate(step) * (1 + 1e-12));
          expect(rate(step)).toBeLessThanOrEqual(peak);
          expect(rate(step)).toBeGreaterThanOrEqual(peak * floor * (1 - 1e-12));
        }
      }),
    );
  });

  it.each([
    [{ peak: 0, steps: 10, warmup: 1, floor: 0 }, 'peak must be a positive learning rate, not 0'],
    [{ peak: 1, steps: 1.5, warmup: 1, floor: 0 }, 'steps must be a positive integer, not 1.5'],
    [{ peak: 1, steps: 10, warmup: NaN, floor: 0 }, 'warmup must be a number of steps, not NaN'],
    [{ peak: 1, steps: 10, warmup: 1, floor: 2 }, 'floor must lie between 0 and 1, not 2'],
  ])('refuses %o', (options, message) => {
    expect(() => cosineWithWarmup(options)).toThrow(new RangeError(message));
  });
});
