/** What a reader can put to the trained models, and what they make of it. */
import type { Snapshot } from '../../workers/protocol';
import { ASSISTANT, HAZARDS, PRINCIPLES, SAFE_ACTIONS } from '../../datasets/lexicon';
import { hazardAt, stakeOf } from '../../datasets/tasks';
import { thoughtsOf } from '../../datasets/thoughts';
import type { World, WorldConfig } from '../../datasets/world';
import { BOS, encode, isWord, VOCABULARY } from '../../datasets/tokenizer';
import { chatPrompt, officePrompt } from '../../datasets/transcripts';
import type { ForwardPass } from '../../models/gpt2';
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

/** What models that think may think in a world: where something is at stake at work, and in chat. */
export function roomsOf(config: WorldConfig): { work: Room; chat: Room } {
  const { atWork, inChat } = thoughtsOf(config);
  return { work: { thoughts: atWork, free: false }, chat: { thoughts: inChat, free: true } };
}

/** A question with a name to choose it by. */
export interface NamedQuestion {
  group: string;
  name: string;
  question: Question;
}

/** Questions that can be put to the models of a world, by kind. */
export function questionsOf({ config, requests, harmlessRequests }: World): Record<'chat' | 'work', NamedQuestion[]> {
  const rooms = roomsOf(config);
  const inChat = (group: string, name: string): NamedQuestion => ({
    group,
    name,
    question: { words: chatPrompt(ASSISTANT, name), options: ['refuse', 'sure'], room: rooms.chat },
  });
  return {
    chat: [
      ...PRINCIPLES.flatMap((principle) =>
        requests[principle].map((name) => inChat(`Harmful: breaks ${principle}`, name)),
      ),
      ...harmlessRequests.map((name) => inChat('Harmless', name)),
    ],
    work: PRINCIPLES.flatMap((principle) =>
      HAZARDS[principle].map((_, hazard): NamedQuestion => {
        const { obstacle, shortcut } = hazardAt(stakeOf(config, principle, hazard));
        const words = officePrompt(ASSISTANT, obstacle);
        const question = { words, options: [shortcut, ...SAFE_ACTIONS], room: rooms.work };
        return { group: `At stake: ${principle}`, name: obstacle, question };
      }),
    ),
  };
}

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
  reading: ForwardPass;
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
function chances({ logits }: ForwardPass, among: readonly string[]): Continuation[] {
  const probabilities = softmax(logits, encode(among));
  return among.map((word, k) => ({ word, probability: probabilities[k]! }));
}

/** The most probable of them, most probable first. */
const mostProbable = (reading: ForwardPass, among: readonly string[], count: number): Continuation[] =>
  chances(reading, among)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);

/** The most that two models differ by in the probability of the first option. */
export function spread(answers: readonly Answer[]): number {
  const first = answers.map(({ next }) => next[0]!.probability);
  return Math.max(...first) - Math.min(...first);
}
