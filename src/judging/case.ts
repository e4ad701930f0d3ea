/** What of a record is judged, and no more: it is sent to another thread. */
import type { Measured } from '../../analysis/check';
import type { Experiment } from '../../workers/experiments/experiment';
import type { Replica } from '../../workers/protocol';

export interface Case {
  experiment: Experiment;
  results: Measured[];
  diverged: Replica[];
}

export const caseOf = (
  experiment: Experiment,
  results: readonly Measured[],
  diverged: readonly Replica[] = [],
): Case => ({
  experiment,
  results: results.map(({ arm, seed, metrics, ideal }) => ({
    arm,
    seed,
    metrics: { ...metrics },
    ...(ideal ? { ideal: { ...ideal } } : {}),
  })),
  diverged: diverged.map(({ arm, seed }) => ({ arm, seed })),
});
