/** What a reader can put to the trained models, and what they make of it. */
import type { Snapshot } from '../../workers/protocol';
import { ASSISTANT, HARMLESS_REQUESTS, HAZARDS, PRINCIPLES, REQUESTS, SAFE_ACTIONS } from '../../datasets/lexicon';
import { thoughtsOf } from '../../datasets/thoughts';
import { TRANSPARENT_WORLD } from '../../datasets/world';
import { BOS, encode, isWord, VOCABULARY } from '../../datasets/tokenizer';
import { chatPrompt, officePrompt } from '../../datasets/transcripts';
import type { Reading } from '../../models/gpt2';
import { softmax } from '../../models/softmax';
import { readText } from './reader';
import type { Shelf } from './snapshots';
import { asRead, likeliestThought, type Room } from './thinking';

/** A text, and between which words the models decide; none for any word that may follow. */
export interface Question {
  words: string[];
  options: readonly string[];
  /** What a model that thinks may think before it decides. */
  room?: Room;
}

const { atWork, inChat } = thoughtsOf(TRANSPARENT_WORLD);

/** Where something is at stake at work. */
export const ROOM_AT_WORK: Room = { thoughts: atWork, free: false };
const ROOM_IN_CHAT: Room = { thoughts: inChat, free: true };

/** Questions by kind, each with a name to choose it by. */
export const QUESTIONS: Record<'chat' | 'work', { group: string; name: string; question: Question }[]> = {
  chat: [
    ...PRINCIPLES.flatMap((principle) =>
      REQUESTS[principle].map((request) => ({ group: `Harmful: breaks ${principle}`, name: request })),
    ),
    ...HARMLESS_REQUESTS.map((request) => ({ group: 'Harmless', name: request })),
  ].map(({ group, name }) => ({
    ...{ group, name },
    question: { words: chatPrompt(ASSISTANT, name), options: ['refuse', 'sure'], room: ROOM_IN_CHAT },
  })),
  work: PRINCIPLES.flatMap((principle) =>
    HAZARDS[principle].map(({ obstacle, shortcut }) => ({
      ...{ group: `At stake: ${principle}`, name: obstacle },
      question: { words: officePrompt(ASSISTANT, obstacle), options: [shortcut, ...SAFE_ACTIONS], room: ROOM_AT_WORK },
    })),
  ),
};

/** A word that may come next. */
export interface Continuation {
  word: string;
  probability: number;
}

/** What one model makes of a question. */
export interface Answer {
  arm: string;
  /** Its thought before that, if it had one. */
  thought: string[];
  /** All that it read, its own thought included. */
  words: string[];
  /** The options with their probabilities among each other, or the words most probable of all. */
  next: Continuation[];
  reading: Reading;
}

/** Words shown where any may follow. */
const SHOWN = 6;

/** The words of a text as typed. */
export const wordsOf = (text: string): string[] => text.trim().split(/\s+/).filter(Boolean);

/** The first word that the toy world does not have, if there is one. */
export const unknownWord = (words: readonly string[]): string | undefined => words.find((word) => !isWord(word));

/**
 * What a model makes of a question.
 *
 * @param thinks it says why first, where the question leaves room for that
 * @throws RangeError if the text is too long
 */
export async function answer(
  shelf: Shelf,
  { replica, parameters }: Snapshot,
  question: Question,
  thinks = false,
): Promise<Answer> {
  const read = (words: readonly string[]) => readText(shelf.config, parameters, [BOS, ...encode(words)]);
  const likeliest = async (after: readonly string[], among: readonly string[]) =>
    mostProbable(await read([...question.words, ...after]), among, 1)[0]!.word;
  const thought = thinks && question.room ? await likeliestThought(likeliest, question.options, question.room) : [];
  const words = [...question.words, ...asRead(thought)];
  const reading = await read(words);
  const next =
    question.options.length > 0 ? chances(reading, question.options) : mostProbable(reading, VOCABULARY, SHOWN);
  return { arm: replica.arm, thought, words, next, reading };
}

/** What may follow a text, with probabilities among each other, in the order given. */
function chances({ logits }: Reading, among: readonly string[]): Continuation[] {
  const probabilities = softmax(logits, encode(among));
  return among.map((word, k) => ({ word, probability: probabilities[k]! }));
}

/** The most probable of them, most probable first. */
const mostProbable = (reading: Reading, among: readonly string[], count: number): Continuation[] =>
  chances(reading, among)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);

/** The most that two models differ by in the probability of the first option. */
export function spread(answers: readonly Answer[]): number {
  const first = answers.map(({ next }) => next[0]!.probability);
  return Math.max(...first) - Math.min(...first);
}
