/** What a reader can put to the trained models, and what they make of it. */
import { ASSISTANT, HARMLESS_REQUESTS, HAZARDS, PRINCIPLES, REQUESTS, SAFE_ACTIONS } from '../../datasets/lexicon';
import { BOS, decode, encode, isWord } from '../../datasets/tokenizer';
import { chatPrompt, officePrompt } from '../../datasets/transcripts';
import { type Reading, readText, softmax } from '../../models/plain';
import type { Shelf, Snapshot } from './snapshots';

/** A text, and between which words the models decide; none for any word that may follow. */
export interface Question {
  words: string[];
  options: readonly string[];
}

/** Questions by kind, each with a name to choose it by. */
export const QUESTIONS: Record<'chat' | 'work', { group: string; name: string; question: Question }[]> = {
  chat: [
    ...PRINCIPLES.flatMap((principle) =>
      REQUESTS[principle].map((request) => ({ group: `Harmful: breaks ${principle}`, name: request })),
    ),
    ...HARMLESS_REQUESTS.map((request) => ({ group: 'Harmless', name: request })),
  ].map(({ group, name }) => ({
    ...{ group, name },
    question: { words: chatPrompt(ASSISTANT, name), options: ['refuse', 'sure'] },
  })),
  work: PRINCIPLES.flatMap((principle) =>
    HAZARDS[principle].map(({ obstacle, shortcut }) => ({
      ...{ group: `At stake: ${principle}`, name: obstacle },
      question: { words: officePrompt(ASSISTANT, obstacle), options: [shortcut, ...SAFE_ACTIONS] },
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

/** What a model makes of a question. @throws RangeError if the text is too long */
export function answer({ config }: Shelf, { replica, parameters }: Snapshot, { words, options }: Question): Answer {
  const reading = readText(config, parameters, [BOS, ...encode(words)]);
  const logits = reading.logits.at(-1)!;
  if (options.length > 0) {
    const probabilities = softmax(logits, encode(options));
    const next = options.map((word, k) => ({ word, probability: probabilities[k]! }));
    return { arm: replica.arm, next, reading };
  }
  const probabilities = softmax(logits);
  const likeliest = probabilities.map((_, token) => token).sort((a, b) => probabilities[b]! - probabilities[a]!);
  const next = decode(likeliest.slice(0, SHOWN)).map((word, k) => ({
    word,
    probability: probabilities[likeliest[k]!]!,
  }));
  return { arm: replica.arm, next, reading };
}
