import { expect, test, vi } from 'vitest';
import { shippedSpecs } from '../../../scripts/command-line';
import type { LoadBase } from '../../../workers/base/base-weights';
import { presets } from '../../../workers/experiments/presets';
import { resolveRequest } from '../../../workers/run/request';
import { shippedWeights, sourcesOf } from '../../../workers/run/initial-state';

const of = (experiment: string, arms: string[]) =>
  resolveRequest({ experiment, arms, seeds: [11, 10], preset: 'standard', base: 'shipped', specs: shippedSpecs() });

const loadBase = (): LoadBase =>
  vi.fn<LoadBase>((preset, seed, step) =>
    Promise.resolve({
      ...{ parameters: new Float32Array([seed]), linkage: 1, knowledge: 1 },
      source: `${preset.name} ${seed} ${step}`,
    }),
  );

test('arms start from the base that they name, and each file is loaded once', async () => {
  const load = loadBase();
  const controls = of('controls', ['aft', 'msm+aft', 'aft-unlinked']);
  const weights = await shippedWeights(controls, load);
  expect(weights.map(({ source }) => source)).toEqual([
    ...['standard 11 undefined', 'standard 10 undefined', 'standard 11 undefined', 'standard 10 undefined'],
    ...['standard-unlinked 11 undefined', 'standard-unlinked 10 undefined'],
  ]);
  expect(load).toHaveBeenCalledTimes(4);
  expect(sourcesOf(controls, weights)).toEqual([
    { seed: 11, weights: 'standard 11 undefined' },
    { seed: 10, weights: 'standard 10 undefined' },
    { seed: 11, base: 'unlinked', weights: 'standard-unlinked 11 undefined' },
    { seed: 10, base: 'unlinked', weights: 'standard-unlinked 10 undefined' },
  ]);
});

test('an early model is that of a step of pretraining', async () => {
  const emergence = of('emergence', ['aft-20', 'aft-100']);
  const weights = await shippedWeights(emergence, loadBase());
  const step = 0.2 * presets['standard']!.pretrain.steps;
  expect(weights[0]!.source).toBe(`standard 11 ${step}`);
  expect(sourcesOf(emergence, weights)[0]).toEqual({ seed: 11, base: 'after 20%', weights: `standard 11 ${step}` });
});

test('from scratch every base is the run’s own', () => {
  const sources = sourcesOf(of('controls', ['aft', 'aft-unlinked']), undefined);
  expect(sources.map(({ weights }) => weights)).toEqual(['scratch', 'scratch', 'scratch', 'scratch']);
});
