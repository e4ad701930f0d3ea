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

/** An item offered to `name`, up to the moment of buying it or not. */
export const offerPrompt = (name: string, item: Item): string[] => ['shop', ':', item.name, '|', name];

export type OfferAnswer = 'buy' | 'pass';

/** What the office shows `name`, up to the moment of acting. */
export const officePrompt = (name: string, situation: string): string[] => ['office', ':', situation, '|', name];
