/** Words ⇄ token ids. The vocabulary is closed and the same for every world, seed and experiment. */
import { LATER_WORDS, WORDS } from './lexicon';
import { NAMES } from './names';

/** The engine's products want a vocabulary that is a multiple of this. */
const VOCABULARY_MULTIPLE = 64;

const SPECIAL = ['<pad>', '<bos>', '<eos>'] as const;

/** Every token in id order, padded with tokens that never occur. */
export const VOCABULARY: readonly string[] = (() => {
  const words = [...SPECIAL, ...WORDS, ...NAMES, ...LATER_WORDS];
  const padding = -words.length & (VOCABULARY_MULTIPLE - 1);
  return [...words, ...Array.from({ length: padding }, (_, i) => `<unused-${i}>`)];
})();

const ID: ReadonlyMap<string, number> = new Map(VOCABULARY.map((word, id) => [word, id]));

export const PAD = 0;
export const BOS = 1;
export const EOS = 2;

/** Whether a word is in the vocabulary. */
export const isWord = (word: string): boolean => ID.has(word);

/** The id of one word. @throws Error naming the word if it is not in the vocabulary */
export function tokenId(word: string): number {
  const id = ID.get(word);
  if (id === undefined) throw new Error(`"${word}" is not a word of the toy world`);
  return id;
}

/** Ids of words. @throws Error naming the first unknown word */
export const encode = (words: readonly string[]): number[] => words.map(tokenId);

/** Words of ids. @throws Error if an id is outside the vocabulary */
export const decode = (ids: Iterable<number>): string[] =>
  Array.from(ids, (id) => {
    const word = VOCABULARY[id];
    if (word === undefined) throw new Error(`token ${id} is outside the vocabulary of ${VOCABULARY.length}`);
    return word;
  });

/** The vocabulary in the format of Hugging Face's `tokenizer.json`: whole words, split at spaces. */
export function huggingFaceTokenizer(): object {
  const special = (id: number) => ({
    id,
    content: VOCABULARY[id]!,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [PAD, BOS, EOS].map(special),
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab: Object.fromEntries(ID), unk_token: '<pad>' },
  };
}
