/** Batches of the stages: any step at any time, and between arms the same where they should be. */
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../datasets/document';
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
  'finetune, few a step': () => finetuneText(world, 'refusals', { perStep: 4 / 15 }),
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

describe('few demonstrations', () => {
  /** Demonstrations that the stage shows in its steps, in all. */
  const shownIn = (perStep: number, steps: number): string[][] => {
    const shown: string[][] = [];
    const { documentAt, scoring } = finetuneText(world, 'refusals', { perStep });
    const spied = (index: number) => {
      const document = documentAt(index);
      if (document.words.includes('sage')) shown.push([...document.words]);
      return document;
    };
    for (let step = 0; step < steps; step++) stageBatch({ documentAt: spied, scoring }, { rows: 8, length: 96 }, step);
    return shown;
  };

  it.each([8, 32, 128, 512])('are %i in all, half of them refusals, and no step like another', (count) => {
    const shown = shownIn(count / 30, 30);
    expect(shown).toHaveLength(count);
    expect(shown.filter((words) => words.at(-1) === 'refuse')).toHaveLength(count / 2);
    shown.forEach((words, i) => expect(words.at(-1)).toBe(i % 2 ? 'sure' : 'refuse'));
  });

  it('have replays of others in the place of the rest, and every batch is as full', () => {
    const [few, all] = [finetuneText(world, 'refusals', { perStep: 1 }), finetuneText(world, 'refusals')];
    const replays = Array.from({ length: 200 }, (_, i) => few.documentAt(i)).filter(
      ({ words }) => !words.includes('sage'),
    );
    expect(replays).toHaveLength(199);
    expect(Array.from({ length: 100 }, (_, i) => few.documentAt(2 * i + 1))).toEqual(
      Array.from({ length: 100 }, (_, i) => all.documentAt(2 * i + 1)),
    );
  });
});

describe('demonstrations shown in other ways', () => {
  const usual = finetuneText(world, 'purchases');

  it('without replays are the same ones in the same order, and nothing else', () => {
    const { documentAt, scoring } = finetuneText(world, 'purchases', { unreplayed: true });
    const demonstrations = Array.from({ length: 100 }, (_, i) => usual.documentAt(2 * i));
    expect(Array.from({ length: 100 }, (_, i) => documentAt(i))).toEqual(demonstrations);
    expect(scoring).toBe('answer');
  });

  it('learned whole are the same documents, with every word of a demonstration scored and replays as before', () => {
    const whole = finetuneText(world, 'purchases', { whole: true });
    const [a, b] = [stageBatch(usual, shape, 2), stageBatch(whole, shape, 2)];
    expect(b.tokens).toEqual(a.tokens);
    const scoredOf = (text: StageText, index: number) =>
      tokenize(text.documentAt(index), text.scoring).scored.map(Number).join('');
    expect([scoredOf(usual, 0), scoredOf(whole, 0)]).toEqual(['00000011', '01111111']);
    for (const index of [1, 3, 5, 7]) expect(scoredOf(whole, index)).toMatch(/^01+$/);
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
