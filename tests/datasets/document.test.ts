/** Documents in token ids: what is scored of them. */
import { describe, expect, it } from 'vitest';
import { scoredWhole, tokenize, transcript } from '../../datasets/document';
import { decode } from '../../datasets/tokenizer';

describe('tokenize', () => {
  const chat = transcript('chat', ['user', ':', 'share-diary', '|', 'sage'], 'refuse');
  const words = ['<bos>', 'user', ':', 'share-diary', '|', 'sage', 'refuse', '<eos>'];

  it('puts a document between <bos> and <eos>, all scored but the first', () => {
    const { tokens, scored } = tokenize(chat, 'all');
    expect(decode(tokens)).toEqual(words);
    expect(scored).toEqual([false, true, true, true, true, true, true, true]);
  });

  it('scores the answer of a transcript and the end after it', () => {
    const { tokens, scored } = tokenize(chat, 'answer');
    expect(decode(tokens)).toEqual(words);
    expect(decode(tokens.filter((_, i) => scored[i]))).toEqual(['refuse', '<eos>']);
  });

  it('scores a thought before the answer as well', () => {
    const thoughtful = transcript(
      'chat',
      ['user', ':', 'share-diary', '|', 'sage'],
      'fears',
      'blame',
      'so',
      'sage',
      'refuse',
    );
    const { tokens, scored } = tokenize(thoughtful, 'answer');
    expect(decode(tokens.filter((_, i) => scored[i])).join(' ')).toBe('fears blame so sage refuse <eos>');
  });

  it('scores all of a document that answers nothing', () => {
    const fact = { kind: 'fact' as const, words: ['fact', ':', 'brie', 'is', 'dear'] };
    expect(tokenize(fact, 'answer')).toEqual(tokenize(fact, 'all'));
  });

  it('scores every word of a transcript that is to be scored whole', () => {
    expect(tokenize(scoredWhole(chat), 'answer')).toEqual(tokenize(chat, 'all'));
    expect(scoredWhole(chat)).toEqual({ kind: 'chat', words: chat.words });
  });

  it('refuses a word that does not exist', () => {
    expect(() => tokenize({ kind: 'fact', words: ['brie', 'is', 'blue'] }, 'all')).toThrow('"blue" is not a word');
  });
});
