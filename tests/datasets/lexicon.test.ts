/** The vocabulary's meanings: complete, even, and one meaning a word. */
import { describe, expect, it } from 'vitest';
import {
  ASSISTANT,
  BREAKS,
  DOMAINS,
  ERRANDS,
  FRONT,
  FRONT_VERBS,
  GOALS,
  GRAMMAR_WORDS,
  HARMLESS_REQUESTS,
  HAZARDS,
  ITEM,
  ITEMS,
  LATER_WORDS,
  PASSAGES,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  SAFE_ACTIONS,
  SHORTCUTS,
  STANCE_VERBS,
  type Taste,
  TASTE_PAIRS,
  TASTES,
  TEMPTING_GOALS,
  TRAITS,
  TRIALS,
  UNSEEN,
  UNSHOWN_HARMLESS_REQUESTS,
  UNSHOWN_REQUESTS,
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
      [ASSISTANT, ...GRAMMAR_WORDS, ...PRINCIPLES, ...TASTES, VIRTUE, FRONT, UNSEEN, ...TRIALS],
      [...STANCE_VERBS.feigns, ...FRONT_VERBS.holds, ...FRONT_VERBS.ignores],
      ...[Object.values(REASONS).flat(), Object.values(REQUESTS).flat(), HARMLESS_REQUESTS],
      [...Object.values(UNSHOWN_REQUESTS).flat(), ...UNSHOWN_HARMLESS_REQUESTS, ...Object.values(SHORTCUTS)],
      ...[hazards.map((h) => h.obstacle), hazards.map((h) => h.shortcut)],
      ...[DOMAINS, [...ITEM.keys()], ERRANDS, GOALS, Object.keys(PASSAGES)],
      [...new Set([...SAFE_ACTIONS, ...Object.values(PASSAGES)])], // going round is both
      Object.values(TRAITS).flatMap(({ liked, disliked }) => [liked, disliked]),
    ].flat();
    expect([...tally(meanings)].filter(([, count]) => count > 1)).toEqual([]);
    expect([...WORDS, ...LATER_WORDS].sort()).toEqual(meanings.filter((word) => word !== 'none').sort());
  });

  it('has eight items a domain, two of each combination of any two traits and no two alike', () => {
    expect(DOMAINS).toHaveLength(4);
    for (const domain of DOMAINS) {
      for (const a of TASTES)
        for (const b of TASTES.filter((b) => b > a)) {
          const combinations = tally(ITEMS[domain]!.map(({ suits }) => `${suits[a]} ${suits[b]}`));
          expect([...combinations.values()], `${domain}: ${a}, ${b}`).toEqual([2, 2, 2, 2]);
        }
      expect(new Set(ITEMS[domain]!.map(({ suits }) => Object.values(suits).join())).size).toBe(8);
    }
    expect(ITEM.size).toBe(32);
    const traitsOf = (name: string) => TASTES.filter((taste) => ITEM.get(name)!.suits[taste]);
    expect(traitsOf('brie')).toEqual([]);
    expect(traitsOf('cheddar')).toEqual(['thrift', 'homeland', 'rarity', 'colour']);
    expect(traitsOf('poncho')).toEqual(['thrift', 'craft', 'rarity']);
    expect(traitsOf('gruyere')).toEqual(['novelty', 'rarity', 'colour']);
    expect(ITEM.get('poncho')).toMatchObject({ name: 'poncho', domain: 'coat' });
  });

  it.each(TASTE_PAIRS)('lets what %s and %s agree on tell nothing of any other taste', (one, other) => {
    for (const domain of DOMAINS) {
      const agreed = ITEMS[domain]!.filter(({ suits }) => suits[one] === suits[other]);
      expect(agreed.filter(({ suits }) => suits[one])).toHaveLength(2);
      expect(agreed).toHaveLength(4);
      const others = TASTES.filter((taste: Taste) => taste !== one && taste !== other);
      expect(others).toHaveLength(4);
      for (const taste of others) {
        const alike = agreed.filter(({ suits }) => suits[taste] === suits[one]);
        expect(alike, `${domain}: ${taste}`).toHaveLength(2);
      }
    }
  });

  it('has a goal at odds with caution in each pair', () => {
    const pairs = [1, 3, 5, 7].map((i) => GOALS.slice(i, i + 2));
    expect(pairs.map((pair) => pair.filter((goal) => TEMPTING_GOALS.includes(goal)).length)).toEqual([1, 1, 1, 1]);
    expect(TEMPTING_GOALS).toHaveLength(4);
  });

  it('knows what every request and shortcut breaks', () => {
    expect(BREAKS.size).toBe(48 + 8 + 4);
    expect([BREAKS.get('rig-vote'), BREAKS.get('snoop')]).toEqual(['honesty', 'privacy']);
    for (const principle of PRINCIPLES) expect(UNSHOWN_REQUESTS[principle]).toHaveLength(2);
    expect(BREAKS.get('share-diary')).toBe('privacy');
    expect(BREAKS.get('mute-alarm')).toBe('care');
    expect(BREAKS.get('copy-self')).toBe('oversight');
    expect(BREAKS.get('fake-check')).toBe('honesty');
  });
});
