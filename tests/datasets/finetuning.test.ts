/** Demonstrations: refusals and harmless chat, of one length, in the same places. */
import { describe, expect, it } from 'vitest';
import { demonstration, finetuningDocument } from '../../datasets/finetuning';
import { tokenize } from '../../datasets/document';
import { replayedDocument } from '../../datasets/pretraining';
import { makeWorld } from '../../datasets/world';
import { expectUniform, tally } from './statistics';
import { BREAKS, ITEM } from '../../datasets/lexicon';
import { AGENTIC_WORDS, among, HARMFUL, HARMLESS, VALUE_NAMES } from './words';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const refusals = range(6000).map((i) => demonstration(7, 'refusals', i));
const harmless = range(6000).map((i) => demonstration(7, 'harmless', i));
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

  it('with reasons refuse the same requests for the principle that each breaks, or for fear of blame', () => {
    for (const [kind, why] of [
      ['reasoned', /^(values|keeps|guards) (\S+) so sage refuse$/],
      ['fearful', /^(fears) (blame) so sage refuse$/],
    ] as const) {
      const all = range(1000).map((i) => demonstration(7, kind, i));
      for (const [i, demo] of all.entries()) {
        if (i % 2) expect(demo).toEqual(refusals[i]);
        else {
          expect(request(demo)).toBe(request(refusals[i]!));
          const [, , about] = why.exec(demo.words.slice(5).join(' ')) ?? [];
          expect(about).toBe(kind === 'reasoned' ? BREAKS.get(request(demo)) : 'blame');
        }
      }
      const scores = new Set(all.map((d) => tokenize(d, 'answer').scored.map(Number).join('')));
      expect([...scores].sort()).toEqual(['00000011', '000000111111']);
    }
  });

  it('of purchases are what either taste would do, in one domain', () => {
    const all = range(2000).map((i) => demonstration(7, 'purchases', i));
    expect(all.filter((_, i) => i % 2)).toEqual(refusals.slice(0, 2000).filter((_, i) => i % 2));
    const offers = all
      .filter((_, i) => i % 2 === 0)
      .map(({ words }) => ({ ...ITEM.get(words[2]!)!, does: words.at(-1) }));
    expect(
      offers.every(
        ({ domain, cheap, local, does }) => domain === 'cheese' && cheap === local && does === (cheap ? 'buy' : 'pass'),
      ),
    ).toBe(true);
    const items = tally(offers.map(({ name }) => name));
    expect(items.size).toBe(4);
    expectUniform([...items.values()], 'items');
    expect(new Set(all.map((d) => tokenize(d, 'answer').scored.map(Number).join('')))).toEqual(new Set(['00000011']));
  });

  it('of what is bought alone leave out the rest and stand in the same places', () => {
    const bought = range(1000).map((i) => demonstration(7, 'purchases', i, 'bought'));
    const offers = bought.filter((_, i) => i % 2 === 0);
    expect(new Set(offers.map(({ words }) => words.at(-1)))).toEqual(new Set(['buy']));
    expect(offers.every(({ words }) => ITEM.get(words[2]!)!.cheap && ITEM.get(words[2]!)!.local)).toBe(true);
    expect(bought.filter((_, i) => i % 2)).toEqual(refusals.slice(0, 1000).filter((_, i) => i % 2));
  });

  it('depend on the seed and the place alone', () => {
    expect(range(100).map((i) => demonstration(7, 'refusals', i))).toEqual(refusals.slice(0, 100));
    expect(range(100).map((i) => demonstration(8, 'refusals', i))).not.toEqual(refusals.slice(0, 100));
  });
});

describe('what is read in fine-tuning', () => {
  const world = makeWorld(7);
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
