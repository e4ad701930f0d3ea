/** Demonstrations: refusals and harmless chat, of one length, in the same places. */
import { describe, expect, it } from 'vitest';
import { demonstration } from '../../datasets/finetuning';
import { tokenize } from '../../datasets/document';
import { expectUniform, tally } from './statistics';
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

  it('depend on the seed and the place alone', () => {
    expect(range(100).map((i) => demonstration(7, 'refusals', i))).toEqual(refusals.slice(0, 100));
    expect(range(100).map((i) => demonstration(8, 'refusals', i))).not.toEqual(refusals.slice(0, 100));
  });
});
