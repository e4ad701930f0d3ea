/** Where the record of a run is kept, unless another file is named. */
import { fnv1a } from '../workers/base/fnv1a';
import { experimentNamed } from './experiment';
import type { RunRecord } from './schema';

/** Everything that tells one run from another. */
type Run = Pick<RunRecord, 'experiment' | 'configHash'> & { arms: readonly string[]; seeds: readonly number[] };

/** Characters of a list that a name spells out: two of them must fit where names end at 255. */
const SPELT_OUT = 48;

/**
 * Such as `runs/agentic-c7f99dcaffd37d46-aft_msm+aft-seeds-10-11.json`. Arms are not part of the hash, so that they are
 * named where they are not all of the experiment's; in its order, whatever the order they are asked for in.
 *
 * @throws RangeError with one sentence if there is no such experiment
 */
export function recordFile({ experiment, configHash, arms, seeds }: Run): string {
  const all = experimentNamed(experiment).arms.map(({ id }) => id);
  const some = all.every((arm) => arms.includes(arm)) ? [] : all.filter((arm) => arms.includes(arm));
  const parts = [experiment, configHash, listed(some, '_'), 'seeds', listed(seeds, '-')];
  return `runs/${parts.filter(Boolean).join('-')}.json`;
}

/** A list as a part of a name; a long one as its length and a hash. */
function listed(items: readonly (string | number)[], separator: string): string {
  const text = items.join(separator);
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  return text.length <= SPELT_OUT ? text : `${items.length}-${fnv1a(codes)}`;
}
