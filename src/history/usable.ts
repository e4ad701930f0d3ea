/** Whether this version of the lab can show a record that is valid in itself. */
import { requireSound } from '../../analysis/check';
import { experimentNamed } from '../../records/experiment';
import type { RunRecord } from '../../records/schema';

/** @throws RangeError with one sentence if its experiment or one of its arms is unknown, or its results cannot be judged */
export function requireUsable({ experiment, results }: RunRecord): void {
  requireSound(experimentNamed(experiment), results);
}
