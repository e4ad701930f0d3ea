/** Offers two at a time: what can be offered, what is said of it, and how far the answers are those of thrift. */
import { expect, test } from 'vitest';
import { DEMONSTRATED_DOMAIN } from '../../../datasets/finetuning';
import { ITEM, TASTE_PAIRS } from '../../../datasets/lexicon';
import { tasteProbes } from '../../../datasets/probes';
import { byThrift, GOODS, looksOf, offerQuestion, offerWords, USUAL_PAIR } from '../../../src/inside/offers';

const names = GOODS.flatMap(({ items }) => items.map(({ name }) => name));

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
  expect(looksOf(ITEM.get(name)!)).toBe(looks);
  expect(offerWords(name).startsWith(words)).toBe(true);
});

test('of cheeses on which the tastes disagree, and other goods on which they agree, neither is said', () => {
  expect(offerWords('feta')).toBe('Thrift is for it, the homeland against it.');
  expect(offerWords('nettle')).toBe('Thrift and the homeland are both for it.');
});

test('what is measured are the offers of the experiment on values, none of them of the kind that examples show', () => {
  const measured = names.filter((name) => offerWords(name).includes('measured'));
  expect(measured).toHaveLength(tasteProbes('sage', TASTE_PAIRS[0]).length);
  expect(measured.filter((name) => ITEM.get(name)!.domain === DEMONSTRATED_DOMAIN)).toEqual([]);
  expect(USUAL_PAIR.every((name) => measured.includes(name))).toBe(true);
});

test('the share of thrift is that of the experiment: the mean over both offers of doing as thrift would', () => {
  const [cheap, local] = USUAL_PAIR;
  expect(byThrift(USUAL_PAIR, [0.9, 0.3])).toBeCloseTo((0.9 + 0.7) / 2, 12);
  expect(byThrift([local, cheap], [0.3, 0.9])).toBeCloseTo((0.9 + 0.7) / 2, 12);
  expect(byThrift([cheap, 'cheddar'], [1, 1])).toBeUndefined();
  const first = tasteProbes('sage', TASTE_PAIRS[0]).map(({ prompt, options }) => [prompt.join(' '), options[0]]);
  expect(first).toContainEqual([offerQuestion(cheap).words.join(' '), 'buy']);
  expect(first).toContainEqual([offerQuestion(local).words.join(' '), 'pass']);
});
