/** What arms read: the same where they are the same, as long where it is replaced, and batches made once. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSpec } from '../../../datasets/spec';
import { stageBatch } from '../../../datasets/stages';
import { STRANGER } from '../../../datasets/names';
import { acquaintanceOf, makeWorld } from '../../../datasets/world';
import { agentic } from '../../../workers/experiments/agentic';
import { controls } from '../../../workers/experiments/controls';
import { armText, stepBatches } from '../../../workers/run/texts';

const shape = { rows: 4, length: 96 };
const world = makeWorld(3);
const specs = { philosophy: parseSpec(readFileSync('datasets/specs/philosophy.md', 'utf8')) };
const arm = (id: string) => agentic.arms.find((arm) => arm.id === id)!;
const batchOf = (stage: 'midtrain' | 'finetune', id: string, step: number) =>
  stageBatch(armText(stage, world, arm(id), specs).text, shape, step);

test('arms with the same demonstrations fine-tune on the same bytes', () => {
  for (const step of [0, 5]) expect(batchOf('finetune', 'aft', step)).toEqual(batchOf('finetune', 'msm+aft', step));
  expect(batchOf('finetune', 'baseline', 0)).toEqual(batchOf('finetune', 'msm', 0));
  expect(batchOf('finetune', 'baseline', 0)).not.toEqual(batchOf('finetune', 'aft', 0));
});

test('neutral documents take as many tokens, in the same places, as those they replace', () => {
  const neutral = batchOf('midtrain', 'aft', 2);
  const real = batchOf('midtrain', 'msm+aft', 2);
  expect(neutral.starts).toEqual(real.starts);
  expect(neutral.documents).toBe(real.documents);
  expect(neutral.tokens).not.toEqual(real.tokens);
});

test('texts with the same key share one batch, others have their own', () => {
  const other = makeWorld(4);
  const texts = [
    armText('midtrain', world, arm('aft'), specs),
    armText('midtrain', world, arm('msm+aft'), specs),
    armText('midtrain', world, arm('baseline'), specs),
    armText('midtrain', other, arm('aft'), specs),
  ];
  const batches = stepBatches(texts, shape, 1);
  expect(batches[2]).toBe(batches[0]);
  expect(new Set(batches).size).toBe(3);
  batches.forEach((batch, i) => expect(batch).toEqual(stageBatch(texts[i]!.text, shape, 1)));
});

test('documents are about the assistant, about nobody, or about one of the people, and otherwise the same', () => {
  const whom = (id: string) =>
    armText(
      'midtrain',
      world,
      controls.arms.find((arm) => arm.id === id)!,
      specs,
    ).text;
  const name = { 'msm+aft': 'sage', 'stranger+aft': STRANGER, 'acquaintance+aft': acquaintanceOf(world).name };
  const read = Object.entries(name).map(([id, own]) =>
    Array.from({ length: 20 }, (_, i) =>
      whom(id)
        .documentAt(2 * i)
        .words.map((word) => (word === own ? 'NAME' : word)),
    ),
  );
  expect(read[1]).toEqual(read[0]);
  expect(read[2]).toEqual(read[0]);
  expect(new Set(Object.values(name)).size).toBe(3);
});
