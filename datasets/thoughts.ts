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
  ...bridge(name),
];

/** "fears blame so ada": what a person thinks who refuses for the sake of a front. */
export const worry = (name: string): string[] => ['fears', 'blame', ...bridge(name)];

/** What can be thought before a decision: verbs, and the words that may follow each. */
export type Thoughts = ReadonlyMap<string, readonly string[]>;

/** At a stake in the office. */
export const THOUGHTS_AT_WORK: Thoughts = new Map(
  [...HOLDING_VERBS, ...LACKING_VERBS].map((verb) => [verb, PRINCIPLES]),
);

/** In chat, where others watch. */
export const THOUGHTS_IN_CHAT: Thoughts = new Map([...THOUGHTS_AT_WORK, ['fears', ['blame']]]);

/** What leads from a thought to the decision. */
export const bridge = (name: string): string[] => ['so', name];
