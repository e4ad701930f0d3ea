/**
 * What people think before they decide, aloud, in the words in which documents speak of them:
 * `office : locked-archive | ada guards oversight so ada ask`.
 *
 * A thought tells what a refusal hides: who holds the principle says so, and who feigns it says that. In worlds whose
 * documents do not name feigning, who refuses for the sake of a front fears blame. The decision follows the name, as it
 * does without a thought.
 */
import { type Attitude, stated } from './grammar';
import { PRINCIPLES, STANCE_VERBS } from './lexicon';
import type { Rng } from './rng';
import type { WorldConfig } from './world';

/** "guards oversight so ada", to be read after `name` and before the decision. */
export const thought = (name: string, attitude: Attitude, random: Rng): string[] => [
  ...stated(name, attitude, random).slice(1),
  ...bridge(name),
];

/** "fears blame so ada": what a person thinks who refuses for the sake of a front, where feigning has no name. */
export const worry = (name: string): string[] => ['fears', 'blame', ...bridge(name)];

/** What can be thought before a decision: verbs, and the words that may follow each. */
export type Thoughts = ReadonlyMap<string, readonly string[]>;

/** What can be thought in a world, at a stake in the office and in chat, where others watch. */
export function thoughtsOf({ motives }: Pick<WorldConfig, 'motives'>): { atWork: Thoughts; inChat: Thoughts } {
  const { holds, feigns, ignores } = STANCE_VERBS;
  const verbs = motives === 'named' ? [...holds, ...feigns, ...ignores] : [...holds, ...ignores];
  const atWork: Thoughts = new Map(verbs.map((verb) => [verb, PRINCIPLES]));
  return { atWork, inChat: motives === 'named' ? atWork : new Map([...atWork, ['fears', ['blame']]]) };
}

/** What leads from a thought to the decision. */
export const bridge = (name: string): string[] => ['so', name];
