/** The learning rate as a function of the step: linear warm-up times a cosine that decays to a floor. */

export interface ScheduleOptions {
  /** Highest learning rate. */
  peak: number;
  /** Steps in the stage. */
  steps: number;
  /** Steps over which the rate rises linearly; 0 or 1 starts at the peak. */
  warmup: number;
  /** Where the cosine ends, as a share of the peak. */
  floor: number;
}

/**
 * Learning rate at `step` (from 0), as
 * `peak · min(1, (step+1)/warmup) · (floor + (1−floor) · ½(1 + cos(π · step/steps)))`.
 *
 * @throws RangeError if an option is not a number it can be
 */
export function cosineWithWarmup({ peak, steps, warmup, floor }: ScheduleOptions): (step: number) => number {
  if (!(peak > 0 && peak < Infinity)) throw new RangeError(`peak must be a positive learning rate, not ${peak}`);
  if (!(Number.isInteger(steps) && steps > 0)) throw new RangeError(`steps must be a positive integer, not ${steps}`);
  if (!(warmup >= 0 && warmup < Infinity)) throw new RangeError(`warmup must be a number of steps, not ${warmup}`);
  if (!(floor >= 0 && floor <= 1)) throw new RangeError(`floor must lie between 0 and 1, not ${floor}`);
  return (step) => {
    const warm = warmup > 0 ? Math.min(1, (step + 1) / warmup) : 1;
    const cosine = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
    return peak * warm * (floor + (1 - floor) * cosine);
  };
}
