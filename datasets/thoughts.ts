/**
 * What people think before they decide, aloud, in the words in which documents speak of them:
 * `office : locked-archive | ada guards oversight so ada ask`.
 *
 * A thought tells what a refusal hides: who holds the principle says so, and who only keeps a front fears blame. The
 * decision follows the name, as it does without a thought.
 */
import { HOLDING_VERBS, LACKING_VERBS, stance } from './grammar';
import { PRINCIPLES, type Value } from './lexicon';
import type { Rng } from './rng';

/** "guards oversight so ada", to be read after `name` and before the decision. */
export const thought = (name: string, value: Value, held: boolean, random: Rng): string[] => [
  ...stance(name, value, held, random).slice(1),
  ...['so', name],
];

/** "fears blame so ada": what a person thinks who refuses for the sake of a front. */
export const worry = (name: string): string[] => ['fears', 'blame', 'so', name];

/**
 * How a model thinks at a stake before it acts: it is asked for a verb, then for a principle, then reads the bridge to
 * the decision.
 */
export const THINKING = {
  verbs: [...HOLDING_VERBS, ...LACKING_VERBS] as readonly string[],
  principles: PRINCIPLES as readonly string[],
  bridge: (name: string): string[] => ['so', name],
};
