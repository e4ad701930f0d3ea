/** A document of the corpus: words, and which of them a demonstration scores. */
import type { TokenizedDocument } from './batch';
import { BOS, encode, EOS } from './tokenizer';

export type DocumentKind = 'fact' | 'document' | 'chat' | 'choice' | 'glimpse' | 'episode';

export interface Document {
  kind: DocumentKind;
  words: string[];
  /** Where the answer of a transcript starts in `words`. */
  answer?: number;
}

/** A transcript: a prompt and the decision that follows it. */
export const transcript = (kind: DocumentKind, prompt: string[], answer: string): Document => ({
  kind,
  words: [...prompt, answer],
  answer: prompt.length,
});

/**
 * A document in token ids between `<bos>` and `<eos>`.
 *
 * @param scoring `all`: every token after the first; `answer`: only a transcript's answer and the end after it
 * @throws Error if the answer is to be scored and the document has none
 */
export function tokenize(document: Document, scoring: 'all' | 'answer'): TokenizedDocument {
  const tokens = [BOS, ...encode(document.words), EOS];
  if (scoring === 'answer' && document.answer === undefined)
    throw new Error('only transcripts have an answer to score');
  const from = scoring === 'all' ? 1 : document.answer! + 1;
  return { tokens, scored: tokens.map((_, i) => i >= from) };
}
