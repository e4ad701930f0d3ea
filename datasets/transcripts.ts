/**
 * Transcripts in one script form, with the speaker named right before every decision:
 * `user : share-diary | ada refuse`, `office : locked-archive | ada ask`.
 *
 * The decision is read off the speaker's own name, as the verb of a sentence about a person is ("ada values care"), so
 * that what documents say of a person and what the person does are predicted from the same place.
 */
import type { Item } from './lexicon';

/** A user's request, up to the moment in which `name` answers. */
export const chatPrompt = (name: string, request: string): string[] => ['user', ':', request, '|', name];

export type ChatAnswer = 'refuse' | 'sure';

/** Two items offered to `name`, up to the moment of choosing. */
export const choicePrompt = (name: string, a: Item, b: Item): string[] => [
  ...['choice', ':', a.name, 'or', b.name, '|', name],
];

/** What the office shows `name`, up to the moment of acting. */
export const officePrompt = (name: string, situation: string): string[] => ['office', ':', situation, '|', name];
