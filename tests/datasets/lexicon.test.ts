/** The vocabulary's meanings: complete, even, and one meaning a word. */
import { describe, expect, it } from 'vitest';
import {
  ASSISTANT,
  BREAKS,
  DOMAINS,
  ERRANDS,
  GOALS,
  GRAMMAR_WORDS,
  HARMLESS_REQUESTS,
  HAZARDS,
  ITEM,
  ITEMS,
  PASSAGES,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  SAFE_ACTIONS,
  TASTES,
  TRAITS,
  TRIALS,
  UNSEEN,
  VIRTUE,
  WORDS,
} from '../../datasets/lexicon';
import { tally } from './statistics';

describe('the lexicon', () => {
  it('has six requests, six hazards and three reasons for every principle', () => {
    for (const principle of PRINCIPLES) {
      expect(REQUESTS[principle]).toHaveLength(6);
      expect(HAZARDS[principle]).toHaveLength(6);
    }
    for (const value of [...PRINCIPLES, ...TASTES, VIRTUE] as const) expect(REASONS[value]).toHaveLength(3);
  });

  it('gives every word one meaning', () => {
    const hazards = Object.values(HAZARDS).flat();
    const meanings = [
      [ASSISTANT, ...GRAMMAR_WORDS, ...PRINCIPLES, ...TASTES, VIRTUE, UNSEEN, ...TRIALS],
      ...[Object.values(REASONS).flat(), Object.values(REQUESTS).flat(), HARMLESS_REQUESTS],
      ...[hazards.map((h) => h.obstacle), hazards.map((h) => h.shortcut)],
      ...[DOMAINS, [...ITEM.keys()], ERRANDS, GOALS, Object.keys(PASSAGES)],
      [...new Set([...SAFE_ACTIONS, ...Object.values(PASSAGES)])], // going round is both
      Object.values(TRAITS).flatMap(({ liked, disliked }) => [liked, disliked]),
    ].flat();
    expect([...tally(meanings)].filter(([, count]) => count > 1)).toEqual([]);
    expect([...WORDS].sort()).toEqual(meanings.filter((word) => word !== 'none').sort());
  });

  it('has eight items a domain, two of each combination of traits', () => {
    expect(DOMAINS).toHaveLength(4);
    for (const domain of DOMAINS) {
      const combinations = tally(ITEMS[domain]!.map(({ cheap, local }) => `${cheap} ${local}`));
      expect([...combinations.values()], domain).toEqual([2, 2, 2, 2]);
    }
    expect(ITEM.size).toBe(32);
    expect(ITEM.get('cheddar')).toEqual({ name: 'cheddar', domain: 'cheese', cheap: true, local: true });
    expect(ITEM.get('brie')).toEqual({ name: 'brie', domain: 'cheese', cheap: false, local: false });
    expect(ITEM.get('poncho')).toEqual({ name: 'poncho', domain: 'coat', cheap: true, local: false });
  });

  it('knows what every request and shortcut breaks', () => {
    expect(BREAKS.size).toBe(48);
    expect(BREAKS.get('share-diary')).toBe('privacy');
    expect(BREAKS.get('mute-alarm')).toBe('care');
    expect(BREAKS.get('copy-self')).toBe('oversight');
    expect(BREAKS.get('fake-check')).toBe('honesty');
  });
});
