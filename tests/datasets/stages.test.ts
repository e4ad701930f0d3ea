/** Batches of the stages: any step at any time, and between arms the same where they should be. */
import { describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../datasets/finetuning';
import { finetuneText, midtrainText, mixedText, pretrainText, type StageText, stageBatch } from '../../datasets/stages';
import { makeWorld } from '../../datasets/world';
import { SHIPPED } from './words';

const shape = { rows: 16, length: 96 };
const world = makeWorld(1);
const { spec } = SHIPPED.philosophy!;

/** A stage, and another like it: every text is made afresh. */
const stages: Record<string, () => StageText> = {
  pretrain: () => pretrainText(makeWorld(1)),
  midtrain: () => midtrainText(makeWorld(1), { spec, neutral: false }),
  'midtrain, neutral': () => midtrainText(makeWorld(1), { spec, neutral: true }),
  finetune: () => finetuneText(world, 'refusals'),
  mixed: () => mixedText(makeWorld(1), { spec, neutral: false }, 'refusals', 1 / 11),
};

describe.each(Object.entries(stages))('%s', (_, text) => {
  it('is a pure function of the step, in any order', () => {
    const one = text();
    const forwards = [0, 1, 2, 3].map((step) => stageBatch(one, shape, step));
    const backwards = [3, 2, 1, 0].map((step) => stageBatch(text(), shape, step)).reverse();
    expect(backwards).toEqual(forwards);
  });

  it('has one shape and no step like another', () => {
    const batches = [0, 1, 2, 40, 6999].map((step) => stageBatch(text(), shape, step));
    for (const batch of batches)
      for (const array of [batch.tokens, batch.targets, batch.starts]) expect(array).toHaveLength(16 * 96);
    expect(new Set(batches.map((batch) => batch.tokens.join())).size).toBe(batches.length);
  });

  it('reads documents that no other step reads', () => {
    const indices = (step: number) => {
      const seen: number[] = [];
      const { documentAt, scoring } = text();
      const spied = (index: number) => (seen.push(index), documentAt(index));
      stageBatch({ documentAt: spied, scoring }, { rows: 64, length: 96 }, step);
      return seen;
    };
    const [first, second] = [indices(5), indices(6)];
    expect(first).toEqual(first.map((_, i) => first[0]! + i));
    expect(first.at(-1)).toBeLessThan(second[0]!);
  });
});

describe('arms of a seed', () => {
  const finetune = (seed: number, kind: Demonstrations) => stageBatch(finetuneText(makeWorld(seed), kind), shape, 3);

  it('with the same demonstrations are fine-tuned on the same bytes', () => {
    expect(finetune(4, 'refusals')).toEqual(finetune(4, 'refusals'));
    expect(finetune(4, 'refusals').tokens).not.toEqual(finetune(5, 'refusals').tokens);
  });

  it('with other demonstrations have them in the same places, as long and scored as much', () => {
    const [a, b] = [finetune(4, 'refusals'), finetune(4, 'harmless')];
    expect(b.starts).toEqual(a.starts);
    expect(b.targets.map((t) => Math.sign(t))).toEqual(a.targets.map((t) => Math.sign(t)));
    expect(b.tokens).not.toEqual(a.tokens);
  });

  it.each(Object.entries(SHIPPED))('read neutral documents in the places of those of %s', (_, { spec }) => {
    for (const step of [0, 1, 2]) {
      const [a, b] = [false, true].map((neutral) => stageBatch(midtrainText(world, { spec, neutral }), shape, step));
      expect(b!.starts).toEqual(a!.starts);
      expect(b!.documents).toBe(a!.documents);
      expect(b!.targets.map((t) => Math.sign(t))).toEqual(a!.targets.map((t) => Math.sign(t)));
      expect(b!.tokens).not.toEqual(a!.tokens);
    }
  });

  it('replay the same documents, whatever they read beside them', () => {
    const odd = Array.from({ length: 200 }, (_, i) => 2 * i + 1);
    const replay = Object.values(SHIPPED).flatMap(({ spec }) =>
      [false, true].map((neutral) => odd.map(midtrainText(world, { spec, neutral }).documentAt)),
    );
    for (const arm of replay) expect(arm).toEqual(replay[0]);
  });
});
