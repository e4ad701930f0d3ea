/** Names of people. */
import { describe, expect, it } from 'vitest';
import { ASSISTANT, WORDS } from '../../datasets/lexicon';
import { NAMES, STRANGER } from '../../datasets/names';
import { isWord } from '../../datasets/tokenizer';
import { makeWorld } from '../../datasets/world';

describe('the names', () => {
  // Twelve onsets, four vowels, five endings; none of them is a word already.
  it('are 12 × 4 × 5 different words that mean nothing else', () => {
    expect(NAMES).toHaveLength(240);
    expect(new Set(NAMES).size).toBe(240);
    const words = new Set(WORDS);
    expect(NAMES.filter((name) => words.has(name) || !/^[a-z]+$/.test(name))).toEqual([]);
    for (const name of ['bala', 'tomi', 'ravin']) expect(NAMES).toContain(name);
  });

  it('mix their sounds: the first two dozen have many onsets', () => {
    expect(new Set(NAMES.slice(0, 24).map((name) => name[0])).size).toBeGreaterThan(10);
  });

  it('are one more than the people of a usual world need: a stranger who is a word and nobody', () => {
    expect(isWord(STRANGER)).toBe(true);
    expect(STRANGER).not.toBe(ASSISTANT);
    expect(makeWorld(0).people.filter(({ name }) => name === STRANGER)).toEqual([]);
  });
});
