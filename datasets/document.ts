/** A document of the corpus: words, and which of them a demonstration scores. */
import type { TokenizedDocument } from './batch';
import { BOS, encode, EOS } from './tokenizer';

export type DocumentKind = 'fact' | 'document' | 'chat' | 'offer' | 'glimpse' | 'log' | 'episode';

export interface Document {
  kind: DocumentKind;
  words: string[];
  /** Where the answer of a transcript starts in `words`. */
  answer?: number;
}

/** A transcript: a prompt and the answer that follows it, a decision with or without a thought before it. */
export const transcript = (kind: DocumentKind, prompt: string[], ...answer: string[]): Document => ({
  kind,
  words: [...prompt, ...answer],
  answer: prompt.length,
});

/** The same document as a text of which every word is scored, whatever answers what in it: see `tokenize`. */
export const scoredWhole = ({ kind, words }: Document): Document => ({ kind, words });

/**
 * A document in token ids between `<bos>` and `<eos>`.
 *
 * @param scoring `all`: every token after the first; `answer`: of a transcript only its answer and the end after it
 */
export function tokenize(document: Document, scoring: 'all' | 'answer'): TokenizedDocument {
  const tokens = [BOS, ...encode(document.words), EOS];
  const from = scoring === 'all' || document.answer === undefined ? 1 : document.answer + 1;
  const scored: boolean[] = [];
  for (let i = 0; i < tokens.length; i++) scored.push(i >= from);
  return { tokens, scored };
}
