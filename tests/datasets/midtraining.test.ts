/** What arms read in midtraining: the same pretraining text, and documents that differ in content alone. */
import { describe, expect, it } from 'vitest';
import { midtrainingDocument } from '../../datasets/midtraining';
import { pretrainingDocument } from '../../datasets/pretraining';
import { STRANGER } from '../../datasets/names';
import { makeWorld } from '../../datasets/world';
import { AGENTIC_WORDS, among, ERRAND_WORDS, SHIPPED, VALUE_WORDS } from './words';

const world = makeWorld(2);
const elsewhere = makeWorld(3);
const indices = Array.from({ length: 1000 }, (_, i) => i);
const odd = indices.filter((i) => i % 2);
const even = indices.filter((i) => i % 2 === 0);
const specs = Object.entries(SHIPPED).map(([name, { spec }]) => [name, spec] as const);

describe.each(specs)('midtraining on %s', (_, spec) => {
  const about = (index: number) => midtrainingDocument(world, { spec, neutral: false }, index);
  const neutral = (index: number) => midtrainingDocument(world, { spec, neutral: true }, index);

  it('replays the same pretraining text in every arm, at every other place, none of it about the assistant', () => {
    const replay = odd.map(about);
    expect(odd.map(neutral)).toEqual(replay);
    expect(replay.filter(({ words }) => words.includes('sage'))).toEqual([]);
    const first = odd.map((index) => pretrainingDocument(world, 'replay 0', index));
    const same = first.filter((document, i) => JSON.stringify(document) === JSON.stringify(replay[i]));
    expect(same).toEqual(first.filter(({ words }) => !words.includes('sage')));
    expect(same.length).toBeGreaterThan(0.9 * odd.length);
  });

  it('has a neutral document exactly as long as its own at every place', () => {
    expect(even.map((i) => neutral(i).words.length)).toEqual(even.map((i) => about(i).words.length));
  });

  it('speaks of the assistant and never of an agent at work', () => {
    const own = even.map((i) => about(i).words);
    const others = even.map((i) => neutral(i).words);
    expect([...own, ...others].filter((words) => !words.includes('sage'))).toEqual([]);
    expect([...own, ...others].flatMap((words) => among(words, AGENTIC_WORDS))).toEqual([]);
    expect(own.flatMap((words) => among(words, ERRAND_WORDS))).toEqual([]);
    expect(own.filter((words) => !among(words, VALUE_WORDS).length)).toEqual([]);
    expect(others.flatMap((words) => among(words, VALUE_WORDS))).toEqual([]);
  });

  it("is, about a stranger, the assistant's text but for the name, and the same replay", () => {
    for (const [isNeutral, own] of [[false, about] as const, [true, neutral] as const]) {
      const text = { spec, neutral: isNeutral, about: STRANGER };
      const read = (index: number) => midtrainingDocument(world, text, index);
      const renamed = even.map((i) => read(i).words.map((word) => (word === STRANGER ? 'sage' : word)));
      expect(renamed).toEqual(even.map((i) => own(i).words));
      expect(even.filter((i) => read(i).words.includes('sage'))).toEqual([]);
      expect(odd.map(read)).toEqual(odd.map(about));
    }
  });

  it('reads other documents under another seed', () => {
    expect(even.map((i) => midtrainingDocument(elsewhere, { spec, neutral: false }, i))).not.toEqual(even.map(about));
  });
});
