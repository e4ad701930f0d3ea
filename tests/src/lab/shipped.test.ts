/** Which pretrained weights come with the page, told by the names of files. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seedsWithout, shippedSeeds } from '../../../src/lab/shipped';
import { experiments } from '../../../workers/experiments';
import { milestoneStep, presets } from '../../../workers/experiments/presets';

const { standard, tiny } = presets as Record<'standard' | 'tiny', (typeof presets)[string]>;
const usual = [{}];
const file = (name: string) => `base/${name}.safetensors`;

test('a seed counts where all of its arms have weights: in their world, after their share of pretraining', () => {
  const step = milestoneStep(standard, 0.3);
  const files = [
    ...['standard/seed-1', 'standard/seed-2', `standard/seed-2-step-${step}`, 'standard-unlinked/seed-3'].map(file),
  ];
  const without = (base: object | undefined) => seedsWithout(standard, base ? [{ base }] : usual, [1, 2, 3], files);
  expect(without(undefined)).toEqual([3]);
  expect(without({ after: 0.3 })).toEqual([1, 3]);
  expect(without({ world: 'unlinked' })).toEqual([1, 2]);
  expect(seedsWithout(standard, [{}, { base: { world: 'unlinked' } }], [1, 2, 3], files)).toEqual([1, 2, 3]);
  expect(shippedSeeds(standard, usual, files)).toEqual([1, 2]);
  expect(shippedSeeds(standard, [{ base: { after: 0.3 } }], files)).toEqual([2]);
});

test('a preset without weights has none on any seed', () => {
  expect(seedsWithout(tiny, usual, [0], [file('tiny/seed-0')])).toEqual([0]);
});

test('what comes with this page is what lies in its folder', () => {
  const { arms } = experiments['agentic']!;
  const seeds = shippedSeeds(standard, arms);
  expect(seeds.slice(0, standard.seeds.length)).toEqual([...standard.seeds]);
  for (const seed of [...seeds, seeds.at(-1)! + 1])
    expect(seedsWithout(standard, arms, [seed])).toEqual(
      existsSync(`public/base/standard/seed-${seed}.safetensors`) ? [] : [seed],
    );
});
