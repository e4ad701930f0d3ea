/** The experiment a record is about. */
import type { Experiment } from '../../workers/experiment';
import { experiments } from '../../workers/experiments';

/** @throws RangeError with one sentence if there is none of that name */
export function experimentNamed(name: string): Experiment {
  const experiment = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (experiment !== undefined) return experiment;
  const known = Object.keys(experiments).join(', ');
  throw new RangeError(`this version of the lab has no experiment "${name}"; it has ${known}`);
}
