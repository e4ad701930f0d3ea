/** What a model thinks before it decides, where its arm is asked to say why first. */
import { ASSISTANT } from '../../datasets/lexicon';
import { bridge, type Thoughts } from '../../datasets/thoughts';

/** Thoughts that a question leaves room for. */
export interface Room {
  thoughts: Thoughts;
  /** It may decide without a thought as well, as in chat. */
  free: boolean;
}

/**
 * The likeliest thought, a verb and what it is about, without the name before it: `['guards', 'oversight']`. Empty where
 * the model would rather decide at once and may. Measured are all thoughts, each as probable as the model finds it (see
 * workers/evaluate/thinking.ts): that many texts would keep a reader waiting.
 *
 * @param likeliest which of some words the model finds most probable after the question and other words
 */
export async function likeliestThought(
  likeliest: (after: readonly string[], among: readonly string[]) => Promise<string>,
  options: readonly string[],
  { thoughts, free }: Room,
): Promise<string[]> {
  const verb = await likeliest([], [...thoughts.keys(), ...(free ? options : [])]);
  const objects = thoughts.get(verb);
  return objects ? [verb, await likeliest([verb], objects)] : [];
}

/** Words of a thought as it is read. */
export const THOUGHT_LENGTH = 2 + bridge(ASSISTANT).length;

/** A thought as it is read: with what leads from it to the decision. */
export const asRead = (thought: readonly string[]): string[] =>
  thought.length > 0 ? [...thought, ...bridge(ASSISTANT)] : [];
