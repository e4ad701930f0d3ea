/** What every statistic asks of its input before it counts: finite numbers, known arms, one result for each arm and seed. */
import type { Experiment } from '../workers/experiments/experiment';
import type { ReplicaResult } from '../workers/protocol';

/** What statistics read of a result. */
export type Measured = Pick<ReplicaResult, 'arm' | 'seed' | 'metrics' | 'ideal'>;

/** @throws RangeError naming the first value that is not a finite number */
export function requireFinite(values: readonly number[], what: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`${what} number ${at + 1} is ${values[at]}; a finite number was expected`);
}

/**
 * @throws RangeError with one sentence if an arm is not one of the experiment's, if an arm and seed come twice, or if
 *   a metric is not a finite number: leaving such a model out in silence would bias every comparison it belongs to
 */
export function requireSound(experiment: Experiment, results: readonly Measured[]): void {
  const seen = new Set<string>();
  for (const { arm, seed, metrics } of results) {
    if (!experiment.arms.some(({ id }) => id === arm)) {
      const known = experiment.arms.map(({ id }) => id).join(', ');
      throw new RangeError(`"${arm}" is no arm of experiment ${experiment.name}; expected one of ${known}`);
    }
    const key = JSON.stringify([arm, seed]);
    if (seen.has(key)) throw new RangeError(`arm ${arm} has two results for seed ${seed}; expected one`);
    seen.add(key);
    for (const [name, value] of Object.entries(metrics)) {
      if (Number.isFinite(value)) continue;
      throw new RangeError(`${name} of arm ${arm}, seed ${seed}, is ${value}; a finite number was expected`);
    }
  }
}
