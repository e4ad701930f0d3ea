/** Names of people. */
import { describe, expect, it } from 'vitest';
import { WORDS } from '../../datasets/lexicon';
import { NAMES } from '../../datasets/names';

describe('the names', () => {
  it('are 768 different words that mean nothing else', () => {
    expect(NAMES).toHaveLength(768);
    expect(new Set(NAMES).size).toBe(768);
    const words = new Set(WORDS);
    expect(NAMES.filter((name) => words.has(name) || !/^[a-z]+$/.test(name))).toEqual([]);
    for (const name of ['bala', 'tomi', 'raivin']) expect(NAMES).toContain(name);
  });

  it('mix their sounds: the first two dozen have many onsets', () => {
    expect(new Set(NAMES.slice(0, 24).map((name) => name[0])).size).toBeGreaterThan(10);
  });
});
