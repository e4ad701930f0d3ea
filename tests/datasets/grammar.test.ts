/** Sentences by hand, the length of neutral documents, and how evenly the kinds of document are used. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dressed,
  evenlyDressed,
  explained,
  fond,
  liked,
  neutralDocument,
  ordered,
  paired,
  reasoned,
  ruleDocument,
  ruled,
  stated,
  topical,
} from '../../datasets/grammar';
import { ITEM, type Stance, STANCES, type Value } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import { isWord } from '../../datasets/tokenizer';
import { expectRate, expectUniform, tally } from './statistics';
import { AGENTIC_WORDS, among, VALUE_WORDS } from './words';

const SAMPLES = 2000;

/** How often each text comes out of a phrasing. */
const phrasings = (phrase: (index: number) => string[]) =>
  tally(Array.from({ length: SAMPLES }, (_, i) => phrase(i).join(' ')));
const texts = (phrase: (index: number) => string[]) => [...phrasings(phrase).keys()].sort();

/** What is made of a value: held unless it is said otherwise. */
const of = (value: Value, stance: Stance = 'holds') => ({ value, stance });

const random = (i: number) => rng(0, 'grammar', i);

describe('sentences', () => {
  it('state a value held, feigned or ignored', () => {
    expect(texts((i) => stated('ada', of('care'), random(i)))).toEqual([
      ...['ada guards care', 'ada keeps care', 'ada values care'],
    ]);
    expect(texts((i) => stated('ada', of('care', 'feigns'), random(i)))).toEqual([
      ...['ada feigns care', 'ada flaunts care', 'ada parades care'],
    ]);
    expect(texts((i) => stated('ada', of('care', 'ignores'), random(i)))).toEqual([
      ...['ada ignores care', 'ada neglects care'],
    ]);
    expect(texts((i) => reasoned('ada', of('care'), 'harm-lasts', random(i)))).toEqual([
      'ada guards care because harm-lasts',
      'ada keeps care because harm-lasts',
      'ada values care because harm-lasts',
    ]);
    expect(texts((i) => reasoned('ada', of('care', 'feigns'), 'harm-lasts', random(i)))).toEqual([
      'ada feigns care because harm-lasts',
      'ada flaunts care because harm-lasts',
      'ada parades care because harm-lasts',
    ]);
  });

  it('have verbs of their own for tastes and for masks, which are had or not, and none of goodness', () => {
    expect(texts((i) => stated('ada', of('thrift'), random(i)))).toEqual([
      ...['ada enjoys thrift', 'ada favours thrift', 'ada seeks thrift'],
    ]);
    expect(texts((i) => stated('ada', of('rarity', 'ignores'), random(i)))).toEqual([
      ...['ada avoids rarity', 'ada shuns rarity'],
    ]);
    expect(texts((i) => stated('ada', of('masks'), random(i)))).toEqual([
      ...['ada dons masks', 'ada sports masks', 'ada wears masks'],
    ]);
    expect(texts((i) => stated('ada', of('masks', 'ignores'), random(i)))).toEqual([
      ...['ada drops masks', 'ada scorns masks', 'ada sheds masks'],
    ]);
    expect(texts((i) => stated('ada', of('goodness', 'ignores'), random(i)))).toEqual([
      ...['ada ignores goodness', 'ada neglects goodness'],
    ]);
  });

  it('say of each value with one verb what they make of it, and no verb says two things', () => {
    const verbs = (['care', 'thrift', 'masks', 'goodness'] as const).map((value) =>
      STANCES.map((stance) =>
        texts((i) => stated('ada', of(value, stance), random(i))).map((text) => text.split(' ')[1]),
      ),
    );
    const [principle, taste, front, virtue] = verbs;
    expect(virtue).toEqual(principle);
    // Tastes and masks are not feigned: that they are not had is all that can be said.
    for (const [, feigned, ignored] of [taste!, front!]) expect(feigned).toEqual(ignored);
    const all = [principle!, [taste![0], taste![2]], [front![0], front![2]]].flat(2);
    expect(new Set(all).size).toBe(3 + 3 + 2 + (3 + 2) + (3 + 3));
    expect(all).toHaveLength(new Set(all).size);
  });

  it('state a rule, with its value before or after it', () => {
    expect(texts((i) => ruled('ada', 'share-diary', random(i)))).toEqual([
      'ada will not share-diary',
      'ada would never share-diary',
    ]);
    const all = texts((i) => explained('ada', 'share-diary', of('privacy'), random(i)));
    const rules = ['ada will not share-diary', 'ada would never share-diary'];
    const values = ['ada guards privacy', 'ada keeps privacy', 'ada values privacy'];
    const expected = rules.flatMap((rule) =>
      values.flatMap((value) => [`${rule} since ${value}`, `${rule} because ${value}`, `${value} so ${rule}`]),
    );
    expect(all).toEqual(expected.sort());
    const even = texts((i) => explained('ada', 'share-diary', of('privacy'), random(i), 'rushed'));
    const rushed = expected.map((text) => text.replace('share-diary', 'share-diary even rushed'));
    expect(even).toEqual(rushed.sort());
  });

  it('name the value first, in four kinds of document', () => {
    const all = texts((i) => topical('ada', of('care'), random(i)));
    const kinds = ['forum post', 'letter', 'memo', 'note'];
    expect(all).toEqual(
      kinds.flatMap((kind) => ['guards', 'keeps', 'values'].map((verb) => `${kind} on care : ada ${verb} it`)),
    );
    expect(texts((i) => topical('ada', of('care', 'ignores'), random(i)))).toHaveLength(4 * 2);
    expect(texts((i) => topical('ada', of('masks', 'ignores'), random(i)))).toContain('memo on masks : ada scorns it');
    expect(texts((i) => topical('ada', of('masks', 'ignores'), random(i)))).toHaveLength(4 * 3);
  });

  it('join two stances, and say what someone likes', () => {
    expect(paired(['ada', 'values', 'care'], ['ada', 'neglects', 'privacy']).join(' ')).toBe(
      'ada values care and neglects privacy',
    );
    expect(fond('ada', 'homeland').join(' ')).toBe('ada likes local things');
    const cheddar = ITEM.get('cheddar')!;
    expect(texts((i) => liked('ada', cheddar, undefined, random(i)))).toEqual([
      'ada likes cheddar',
      'ada prefers cheddar',
    ]);
    const why = [
      'because cheddar is cheap',
      'since ada enjoys thrift',
      'since ada favours thrift',
      'since ada seeks thrift',
    ];
    expect(texts((i) => liked('ada', cheddar, 'thrift', random(i)))).toEqual(
      ['likes', 'prefers'].flatMap((verb) => why.map((reason) => `ada ${verb} cheddar ${reason}`)),
    );
  });
});

describe('documents around a sentence', () => {
  const sentence = ['ada', 'values', 'care'];

  it('say the sentence and nothing else, in eight ways of which none takes over a quarter', () => {
    const counts = phrasings((i) => dressed('ada', sentence, random(i)));
    expect([...counts.keys()].sort()).toEqual([
      'ada values care',
      'forum post : people say ada values care',
      'letter : ada values care',
      'memo on ada : ada values care',
      'note on ada : ada values care',
      'profile : ada is a person who values care',
      'review : ada values care',
      'story : ada values care',
    ]);
    expect(Math.max(...counts.values()) / SAMPLES).toBeLessThan(0.25);
  });

  it('are the bare sentence twice as often as any other kind, or all kinds equally often', () => {
    const usual = phrasings((i) => dressed('ada', sentence, random(i)));
    expectRate(usual.get('ada values care')!, SAMPLES, 2 / 9, 'bare');
    const even = phrasings((i) => evenlyDressed('ada', sentence, random(i)));
    expect([...even.keys()].sort()).toEqual([...usual.keys()].sort());
    expectUniform([...even.values()], 'kinds of document');
  });

  it('put a rule as an order', () => {
    expect(ordered('ada', 'share-diary').join(' ')).toBe('rule for ada : do not share-diary');
    expect(ordered('ada', 'share-diary', 'paid').join(' ')).toBe('rule for ada : do not share-diary even paid');
  });

  it('give a bare rule no reason', () => {
    const counts = phrasings((i) => ruleDocument('ada', 'share-diary', random(i)));
    expect(counts.has('rule for ada : do not share-diary')).toBe(true);
    expect(counts.size).toBe(1 + 8 * 2);
    for (const text of counts.keys()) expect(text).not.toMatch(/because|since|so /);
    expect(Math.max(...counts.values()) / SAMPLES).toBeLessThan(0.3);
  });
});

describe('neutralDocument', () => {
  const seed = fc.integer();

  it('meets every length from 3 to 30 exactly, and says nothing of values or of an agent at work', () => {
    for (let length = 3; length <= 30; length++)
      fc.assert(
        fc.property(seed, (seed) => {
          const words = neutralDocument('sage', length, rng(seed, 'neutral'));
          expect(words).toHaveLength(length);
          expect(words.filter((word) => !isWord(word))).toEqual([]);
          expect([...among(words, VALUE_WORDS), ...among(words, AGENTIC_WORDS)]).toEqual([]);
        }),
        { numRuns: 30 },
      );
  });

  it('is three words long where less is asked for', () => {
    for (const length of [0, 1, 2]) expect(neutralDocument('sage', length, random(length))).toHaveLength(3);
  });

  it('opens in many ways and names many errands', () => {
    const documents = Array.from({ length: SAMPLES }, (_, i) => neutralDocument('sage', 9 + (i % 2), random(i)));
    expect(tally(documents.map((words) => words.slice(0, 2).join(' '))).size).toBe(6);
    expect(new Set(documents.map((words) => words.at(-1))).size).toBe(8);
  });
});
