/** Words and ids: a bijection, closed, and in a file that Hugging Face's tokenizers can read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATER_WORDS, WORDS } from '../../datasets/lexicon';
import { NAMES } from '../../datasets/names';
import {
  BOS,
  decode,
  encode,
  EOS,
  huggingFaceTokenizer,
  isWord,
  PAD,
  tokenId,
  VOCABULARY,
} from '../../datasets/tokenizer';

describe('the vocabulary', () => {
  it('holds every word and name once, after the special tokens, padded to a multiple of 64', () => {
    expect(VOCABULARY.length % 64).toBe(0);
    expect(new Set(VOCABULARY).size).toBe(VOCABULARY.length);
    expect([PAD, BOS, EOS].map((id) => VOCABULARY[id])).toEqual(['<pad>', '<bos>', '<eos>']);
    for (const word of [...WORDS, ...NAMES, ...LATER_WORDS]) expect(isWord(word), word).toBe(true);
    const unused = VOCABULARY.filter((word) => word.startsWith('<unused-'));
    expect(unused.length).toBeLessThan(64);
    expect(VOCABULARY).toHaveLength(3 + WORDS.length + NAMES.length + LATER_WORDS.length + unused.length);
  });

  it('has words that came later in the places where there was none, so that older weights can be read', () => {
    expect(VOCABULARY.slice(3, 3 + WORDS.length)).toEqual(WORDS);
    expect(VOCABULARY.slice(3 + WORDS.length, 3 + WORDS.length + NAMES.length)).toEqual(NAMES);
    expect(tokenId('sage')).toBe(VOCABULARY.indexOf('sage'));
    expect([tokenId('bala'), tokenId('masks')]).toEqual([3 + WORDS.length, 3 + WORDS.length + NAMES.length]);
  });

  it('has no word that white space would split', () => {
    expect(VOCABULARY.filter((word) => !/^\S+$/.test(word))).toEqual([]);
  });
});

describe('encode and decode', () => {
  it('are inverse to each other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VOCABULARY)), (words) => {
        expect(decode(encode(words))).toEqual(words);
      }),
    );
    expect(encode(decode(VOCABULARY.keys()))).toEqual([...VOCABULARY.keys()]);
  });

  it('name what they do not know', () => {
    expect(() => encode(['sage', 'values', 'chaos'])).toThrow('"chaos" is not a word of the toy world');
    expect(() => tokenId('constructor')).toThrow('"constructor"');
    expect(isWord('toString')).toBe(false);
    for (const id of [-1, VOCABULARY.length, 0.5])
      expect(() => decode([id])).toThrow(`token ${id} is outside the vocabulary of ${VOCABULARY.length}`);
  });
});

describe('huggingFaceTokenizer', () => {
  // The fields that the `tokenizers` library wants of a tokenizer.json with a word-level model.
  const file = JSON.parse(JSON.stringify(huggingFaceTokenizer())) as {
    version: string;
    added_tokens: { id: number; content: string; special: boolean }[];
    pre_tokenizer: { type: string };
    model: { type: string; vocab: Record<string, number>; unk_token: string };
  };

  it('is a word-level model split at spaces', () => {
    expect(Object.keys(file)).toEqual([
      ...['version', 'truncation', 'padding', 'added_tokens', 'normalizer', 'pre_tokenizer', 'post_processor'],
      ...['decoder', 'model'],
    ]);
    expect([file.version, file.pre_tokenizer.type, file.model.type]).toEqual(['1.0', 'WhitespaceSplit', 'WordLevel']);
    expect(file.model.vocab).toHaveProperty([file.model.unk_token]);
  });

  it('gives every word its id', () => {
    expect(Object.keys(file.model.vocab)).toHaveLength(VOCABULARY.length);
    VOCABULARY.forEach((word, id) => expect(file.model.vocab[word]).toBe(id));
    for (const { id, content, special } of file.added_tokens)
      expect([file.model.vocab[content], special]).toEqual([id, true]);
  });
});
