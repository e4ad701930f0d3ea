/** Names of people. */
import { describe, expect, it } from 'vitest';
import { WORDS } from '../../datasets/lexicon';
import { NAMES } from '../../datasets/names';

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
});
