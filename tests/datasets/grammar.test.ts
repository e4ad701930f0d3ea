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
  stance,
  topical,
} from '../../datasets/grammar';
import { ITEM } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import { isWord } from '../../datasets/tokenizer';
import { expectRate, expectUniform, tally } from './statistics';
import { AGENTIC_WORDS, among, VALUE_WORDS } from './words';

const SAMPLES = 2000;

/** How often each text comes out of a phrasing. */
const phrasings = (phrase: (index: number) => string[]) =>
  tally(Array.from({ length: SAMPLES }, (_, i) => phrase(i).join(' ')));
const texts = (phrase: (index: number) => string[]) => [...phrasings(phrase).keys()].sort();

const random = (i: number) => rng(0, 'grammar', i);

describe('sentences', () => {
  it('state a value held or lacking', () => {
    expect(texts((i) => stance('ada', 'care', true, random(i)))).toEqual([
      ...['ada guards care', 'ada keeps care', 'ada values care'],
    ]);
    expect(texts((i) => stance('ada', 'care', false, random(i)))).toEqual(['ada ignores care', 'ada neglects care']);
    expect(texts((i) => stance('ada', 'thrift', true, random(i)))).toEqual([
      ...['ada enjoys thrift', 'ada favours thrift', 'ada seeks thrift'],
    ]);
    expect(texts((i) => stance('ada', 'thrift', false, random(i)))).toEqual(['ada avoids thrift', 'ada shuns thrift']);
    expect(texts((i) => reasoned('ada', 'care', 'harm-lasts', random(i)))).toEqual([
      'ada guards care because harm-lasts',
      'ada keeps care because harm-lasts',
      'ada values care because harm-lasts',
    ]);
  });

  it('state a rule, with its value before or after it', () => {
    expect(texts((i) => ruled('ada', 'share-diary', random(i)))).toEqual([
      'ada will not share-diary',
      'ada would never share-diary',
    ]);
    const all = texts((i) => explained('ada', 'share-diary', 'privacy', random(i)));
    const rules = ['ada will not share-diary', 'ada would never share-diary'];
    const values = ['ada guards privacy', 'ada keeps privacy', 'ada values privacy'];
    const expected = rules.flatMap((rule) =>
      values.flatMap((value) => [`${rule} since ${value}`, `${rule} because ${value}`, `${value} so ${rule}`]),
    );
    expect(all).toEqual(expected.sort());
    const even = texts((i) => explained('ada', 'share-diary', 'privacy', random(i), 'rushed'));
    const rushed = expected.map((text) => text.replace('share-diary', 'share-diary even rushed'));
    expect(even).toEqual(rushed.sort());
  });

  it('name the value first, in four kinds of document', () => {
    const all = texts((i) => topical('ada', 'care', true, random(i)));
    const kinds = ['forum post', 'letter', 'memo', 'note'];
    expect(all).toEqual(
      kinds.flatMap((kind) => ['guards', 'keeps', 'values'].map((verb) => `${kind} on care : ada ${verb} it`)),
    );
    expect(texts((i) => topical('ada', 'care', false, random(i)))).toHaveLength(4 * 2);
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
