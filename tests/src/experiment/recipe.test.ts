/** What arms go through, as the page's table says it: arms of every shape. */
import { expect, test } from 'vitest';
import { recipeOf } from '../../../src/experiment/recipe';
import { experiments } from '../../../workers/experiments';

const of = (name: string) => recipeOf(experiments[name]!);
const rowOf = (name: string, id: string) => {
  const { asides, cells } = of(name).rows.find(({ arm }) => arm.id === id)!;
  return { asides, cells: cells.map(({ text }) => text) };
};

test('documents first, demonstrations after: the headings say so, and arms that think say that they do', () => {
  const { headings, rows, alike } = of('agentic');
  expect({ headings, alike }).toEqual({ headings: ['First reads', 'Then is shown'], alike: true });
  expect(rows[0]!.cells).toEqual([
    { text: 'neutral documents', control: true },
    { text: 'harmless chat only', control: true },
  ]);
  expect(rowOf('agentic', 'msm+aft-reasons')).toEqual({
    asides: ['says why before it acts'],
    cells: ['its specification, explained', 'refusals of harmful requests, each with its reason'],
  });
});

test('other orders, and both in one stage: each cell says what is done', () => {
  expect(of('placement')).toMatchObject({ headings: ['First', 'Then'], alike: true });
  expect(rowOf('placement', 'after').cells).toEqual([
    'is shown refusals of harmful requests',
    'reads its specification, explained',
  ]);
  expect(rowOf('placement', 'mixed').cells).toEqual([
    'reads its specification, explained, mixed with refusals of harmful requests',
    '–',
  ]);
});

test('a stage that an arm lacks, another world and somebody else', () => {
  expect(of('controls').alike).toBe(false);
  expect(rowOf('controls', 'aft-only').cells).toEqual(['is shown refusals of harmful requests', '–']);
  expect(rowOf('controls', 'msm+aft-unlinked').asides).toEqual([
    'in a world in which what is said of people is not true',
  ]);
  expect(rowOf('controls', 'stranger+aft').cells[0]).toBe(
    'reads its specification, explained, but about someone nobody has met',
  );
  expect(rowOf('controls', 'acquaintance+aft').cells[0]).toBe(
    'reads its specification, explained, but about one of the people',
  );
});

test('an earlier start and a longer stage are said where they differ, and nowhere else', () => {
  const [early] = experiments.emergence!.arms;
  const share = Math.round(100 * early!.base!.after!);
  expect(rowOf('emergence', early!.id).asides).toEqual([`after ${share}% of pretraining`]);
  expect(rowOf('emergence', 'aft-100').asides).toEqual([]);
  expect(rowOf('scaling', 'aft-5280').cells[1]).toBe('refusals of harmful requests, 4 times as long');
  expect(rowOf('scaling', 'aft-512').cells[1]).toBe('refusals of harmful requests, 17 in a step');
  expect(rowOf('values', 'thrift').cells[0]).toBe('thrift, explained'); // twice as long, as in every arm
});
