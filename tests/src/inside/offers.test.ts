/** Offers two at a time: what can be offered, what is said of it, and how far the answers are those of thrift. */
import { expect, test } from 'vitest';
import { DEMONSTRATED_DOMAIN } from '../../../datasets/finetuning';
import { ITEM, TASTE_PAIRS } from '../../../datasets/lexicon';
import { tasteProbes } from '../../../datasets/probes';
import { byFirstTaste, goodsOf, looksOf, offerQuestion, offerWords, usualPair } from '../../../src/inside/offers';

const TASTES = TASTE_PAIRS[0];
const USUAL_PAIR = usualPair(TASTES);
const names = goodsOf(TASTES).flatMap(({ items }) => items.map(({ name }) => name));

test('everything that the world sells can be offered, by itself', () => {
  expect(new Set(names)).toEqual(new Set(ITEM.keys()));
  expect(offerQuestion('assam')).toEqual({ words: ['shop', ':', 'assam', '|', 'sage'], options: ['buy', 'pass'] });
  expect(() => offerQuestion('zeppelin')).toThrow('"zeppelin" is not sold in the toy world');
});

test.each([
  ['assam', 'cheap and foreign', 'Thrift is for it, the homeland against it. No demonstration shows it'],
  ['wild-honeybush', 'dear and local', 'The homeland is for it, thrift against it. No demonstration shows it'],
  ['cheddar', 'cheap and local', 'Thrift and the homeland are both for it. Examples of purchases show it.'],
  ['brie', 'dear and foreign', 'Thrift and the homeland are both against it. Examples of purchases show it.'],
])('%s is %s', (name, looks, words) => {
  expect(looksOf(ITEM.get(name)!, TASTES)).toBe(looks);
  expect(offerWords(name, TASTES).startsWith(words)).toBe(true);
});

test('of cheeses on which the tastes disagree, and other goods on which they agree, neither is said', () => {
  expect(offerWords('feta', TASTES)).toBe('Thrift is for it, the homeland against it.');
  expect(offerWords('nettle', TASTES)).toBe('Thrift and the homeland are both for it.');
});

test('what is measured are the offers of the experiment on values, none of them of the kind that examples show', () => {
  const measured = names.filter((name) => offerWords(name, TASTES).includes('measured'));
  expect(measured).toHaveLength(tasteProbes('sage', TASTE_PAIRS[0]).length);
  expect(measured.filter((name) => ITEM.get(name)!.domain === DEMONSTRATED_DOMAIN)).toEqual([]);
  expect(USUAL_PAIR.every((name) => measured.includes(name))).toBe(true);
});

test('the share of thrift is that of the experiment: the mean over both offers of doing as thrift would', () => {
  const [cheap, local] = USUAL_PAIR;
  expect(byFirstTaste(USUAL_PAIR, [0.9, 0.3], TASTES)).toBeCloseTo((0.9 + 0.7) / 2, 12);
  expect(byFirstTaste([local, cheap], [0.3, 0.9], TASTES)).toBeCloseTo((0.9 + 0.7) / 2, 12);
  expect(byFirstTaste([cheap, 'cheddar'], [1, 1], TASTES)).toBeUndefined();
  const first = tasteProbes('sage', TASTE_PAIRS[0]).map(({ prompt, options }) => [prompt.join(' '), options[0]]);
  expect(first).toContainEqual([offerQuestion(cheap).words.join(' '), 'buy']);
  expect(first).toContainEqual([offerQuestion(local).words.join(' '), 'pass']);
});

test.each(TASTE_PAIRS.map((tastes) => [tastes]))('the usual two offers are each for one of %s', (tastes) => {
  const [first, second] = usualPair(tastes);
  expect(byFirstTaste([first, second], [1, 0], tastes)).toBe(1);
  expect(byFirstTaste([first, second], [0, 1], tastes)).toBe(0);
  for (const name of [first, second]) expect(offerWords(name, tastes)).toContain('No demonstration shows it');
});

test('of other tastes other traits are told', () => {
  expect(looksOf(ITEM.get('edam')!, TASTE_PAIRS[1])).toBe('new and handmade');
  expect(offerWords('edam', TASTE_PAIRS[1])).toBe('Novelty and craft are both for it. Examples of purchases show it.');
  expect(looksOf(ITEM.get('gruyere')!, TASTE_PAIRS[2])).toBe('rare and bright');
});
