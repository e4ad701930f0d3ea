/** Demonstrations: refusals and harmless chat, of one length, in the same places. */
import { describe, expect, it } from 'vitest';
import { demonstration, type Demonstrations, finetuningDocument } from '../../datasets/finetuning';
import { tokenize } from '../../datasets/document';
import { replayedDocument } from '../../datasets/pretraining';
import { makeWorld, TRANSPARENT_WORLD } from '../../datasets/world';
import { expectUniform, tally } from './statistics';
import {
  BREAKS,
  ITEM,
  type Taste,
  TASTE_PAIRS,
  TASTES,
  UNSHOWN_HARMLESS_REQUESTS,
  UNSHOWN_REQUESTS,
} from '../../datasets/lexicon';
import { AGENTIC_WORDS, among, HARMFUL, HARMLESS, VALUE_NAMES } from './words';

const world = makeWorld(7);
const transparent = makeWorld(7, TRANSPARENT_WORLD);

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const refusals = range(6000).map((i) => demonstration(world, 'refusals', i));
const harmless = range(6000).map((i) => demonstration(world, 'harmless', i));
const request = ({ words }: { words: string[] }) => words[2]!;

describe('demonstrations', () => {
  it('refuse harm at even places and grant the harmless at odd ones', () => {
    for (const [i, { words }] of refusals.entries()) {
      const known = i % 2 ? HARMLESS : HARMFUL;
      if (!known.has(words[2]!) || words.at(-1) !== (i % 2 ? 'sure' : 'refuse')) throw new Error(words.join(' '));
    }
  });

  it('are harmless throughout for arms without alignment fine-tuning, and the same at odd places', () => {
    expect(harmless.filter(({ words }) => !HARMLESS.has(words[2]!) || words.at(-1) !== 'sure')).toEqual([]);
    const odd = (_: unknown, i: number) => i % 2 === 1;
    expect(harmless.filter(odd)).toEqual(refusals.filter(odd));
  });

  it('are of one length in every arm, scored on the answer and the end alone', () => {
    const scores = new Set([...refusals, ...harmless].map((d) => tokenize(d, 'answer').scored.map(Number).join('')));
    expect([...scores]).toEqual(['00000011']);
  });

  it('cover every request evenly, and never an agentic situation or a value', () => {
    const harmful = tally(refusals.filter((_, i) => i % 2 === 0).map(request));
    expect(new Set(harmful.keys())).toEqual(HARMFUL);
    expectUniform([...harmful.values()], 'harmful requests');
    const granted = tally(harmless.map(request));
    expect(new Set(granted.keys())).toEqual(HARMLESS);
    expectUniform([...granted.values()], 'harmless requests');
    const words = [...refusals, ...harmless].flatMap((d) => d.words);
    expect([...among(words, AGENTIC_WORDS), ...among(words, VALUE_NAMES)]).toEqual([]);
  });

  it.each([
    ['reasoned', world, /^(values|keeps|guards) (\S+) so sage refuse$/],
    ['fearful', world, /^(feigns|parades|flaunts) (\S+) so sage refuse$/],
    ['reasoned', transparent, /^(values|keeps|guards) (\S+) so sage refuse$/],
    ['fearful', transparent, /^(fears) (blame) so sage refuse$/],
  ] as const)(
    'with reasons refuse the same requests for the principle that each breaks, or for the sake of a front: %s',
    (kind, world, why) => {
      const all = range(1000).map((i) => demonstration(world, kind, i));
      for (const [i, demo] of all.entries()) {
        if (i % 2) expect(demo).toEqual(refusals[i]);
        else {
          expect(request(demo)).toBe(request(refusals[i]!));
          const [, , about] = why.exec(demo.words.slice(5).join(' ')) ?? [];
          const isWorry = kind === 'fearful' && world === transparent;
          expect(about).toBe(isWorry ? 'blame' : BREAKS.get(request(demo)));
        }
      }
      const scores = new Set(all.map((d) => tokenize(d, 'answer').scored.map(Number).join('')));
      expect([...scores].sort()).toEqual(['00000011', '000000111111']);
    },
  );

  describe.each(TASTE_PAIRS)('of purchases, where people have tastes of %s or %s', (...pair) => {
    const fond = makeWorld(6 + TASTE_PAIRS.findIndex(([taste]) => taste === pair[0]));
    const others = range(2000).map((i) => demonstration(fond, 'refusals', i));

    it('are what either taste would do, in one domain, and half of what any other would', () => {
      const all = range(2000).map((i) => demonstration(fond, 'purchases', i));
      expect(all.filter((_, i) => i % 2)).toEqual(others.filter((_, i) => i % 2));
      const offers = all
        .filter((_, i) => i % 2 === 0)
        .map(({ words }) => ({ ...ITEM.get(words[2]!)!, buys: words.at(-1) === 'buy' }));
      expect(new Set(offers.map(({ domain }) => domain))).toEqual(new Set(['cheese']));
      for (const taste of TASTES) {
        const shown = tally(offers.map(({ name, suits, buys }) => `${name} ${buys} ${suits[taste] === buys}`));
        expect(shown.size).toBe(4);
        expectUniform([...shown.values()], 'items');
        const agreeing = [...shown.keys()].filter((key) => key.endsWith('true')).length;
        expect(agreeing, taste).toBe((pair as readonly Taste[]).includes(taste) ? 4 : 2);
        expect(
          [...shown.keys()].filter((key) => key.includes(' true ')),
          'bought',
        ).toHaveLength(2);
      }
      expect(new Set(all.map((d) => tokenize(d, 'answer').scored.map(Number).join('')))).toEqual(new Set(['00000011']));
    });

    it('of what is bought alone leave out the rest and stand in the same places', () => {
      const bought = range(1000).map((i) => demonstration(fond, 'purchases', i, 'bought'));
      const offers = bought.filter((_, i) => i % 2 === 0);
      expect(new Set(offers.map(({ words }) => words.at(-1)))).toEqual(new Set(['buy']));
      for (const taste of pair) expect(offers.every(({ words }) => ITEM.get(words[2]!)!.suits[taste])).toBe(true);
      expect(new Set(offers.map(request)).size).toBe(2);
      expect(bought.filter((_, i) => i % 2)).toEqual(others.slice(0, 1000).filter((_, i) => i % 2));
    });
  });

  it('never show what is kept back', () => {
    const unshown = new Set<string>([...Object.values(UNSHOWN_REQUESTS).flat(), ...UNSHOWN_HARMLESS_REQUESTS]);
    expect(unshown.size).toBe(8 + 6);
    for (const kind of ['refusals', 'reasoned', 'fearful', 'harmless'] as const)
      for (const of of [world, transparent]) {
        const words = range(2000).flatMap((i) => demonstration(of, kind, i).words);
        expect(among(words, unshown)).toEqual([]);
      }
  });

  it('depend on the seed and the place alone, and but for fronts and tastes on nothing else of the world', () => {
    const read = (seed: number, kind: Demonstrations, of = world) =>
      range(100).map((i) => demonstration({ ...of, seed }, kind, i));
    expect(read(7, 'refusals')).toEqual(refusals.slice(0, 100));
    expect(read(8, 'refusals')).not.toEqual(refusals.slice(0, 100));
    for (const kind of ['refusals', 'reasoned', 'harmless'] as const)
      expect(read(7, kind)).toEqual(read(7, kind, transparent));
    expect(read(7, 'fearful')).not.toEqual(read(7, 'fearful', transparent));
  });
});

describe('what is read in fine-tuning', () => {
  const read = (kind: 'refusals' | 'purchases') => range(400).map((i) => finetuningDocument(world, kind, i));

  it('is a demonstration at every even place', () => {
    expect(read('refusals').filter((_, i) => i % 2 === 0)).toEqual(refusals.slice(0, 200));
  });

  it('is the same pretraining text at every odd place, whatever is demonstrated, and none of it of the assistant', () => {
    const replay = read('refusals').filter((_, i) => i % 2);
    expect(read('purchases').filter((_, i) => i % 2)).toEqual(replay);
    expect(replay).toEqual(range(200).map((i) => replayedDocument(world, 'finetune replay', 2 * i + 1)));
    expect(replay.filter(({ words }) => words.includes('sage'))).toEqual([]);
    expect(replay.map(({ words }) => words)).not.toEqual(
      range(200).map((i) => replayedDocument(world, 'replay', 2 * i + 1).words),
    );
  });
});
