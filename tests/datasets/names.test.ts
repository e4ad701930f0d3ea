/** Names of people. */
import { describe, expect, it } from 'vitest';
import { ASSISTANT, LATER_WORDS, WORDS } from '../../datasets/lexicon';
import { NAMES, STRANGER } from '../../datasets/names';
import { isWord, VOCABULARY } from '../../datasets/tokenizer';
import { makeWorld } from '../../datasets/world';

describe('the names', () => {
  // Of twelve onsets, four vowels and five endings; none of them is a word already.
  it('are as many different words as there is room for, and mean nothing else', () => {
    expect(NAMES).toHaveLength(203);
    expect(new Set(NAMES).size).toBe(203);
    expect(VOCABULARY).toHaveLength(512);
    const words = new Set([...WORDS, ...LATER_WORDS]);
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
