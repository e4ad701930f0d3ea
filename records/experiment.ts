/** The experiment a record is about. */
import { listed, quoted } from '../datasets/sentences';
import type { Experiment } from '../workers/experiments/experiment';
import { experiments } from '../workers/experiments';

/** @throws RangeError with one sentence if there is none of that name */
export function experimentNamed(name: string): Experiment {
  const experiment = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (experiment !== undefined) return experiment;
  const known = Object.keys(experiments);
  throw new RangeError(`this version of the lab has no experiment ${quoted(name)}; it has ${listed(known)}`);
}
