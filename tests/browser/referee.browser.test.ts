/** The engine held to TensorFlow.js on the adapter: what is right is found equal, what is not is told by its model. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_WORLD } from '../../datasets/world';
import { openGpu, type Gpu } from '../../models/device';
import { parameterOffsets } from '../../models/config';
import { Stack } from '../../models/stack';
import { type OptionScorer, createOptionScorer } from '../../workers/evaluate/option-scoring';
import { presets } from '../../workers/experiments/presets';
import { decisions, differences, SOME_DECISIONS } from '../../workers/evaluate/referee';
import { perturbedParameters } from '../models/fixtures';

const { model: config } = presets['tiny']!;
const weights = [1, 2].map((seed) => perturbedParameters(config, seed));
const probes = decisions(DEFAULT_WORLD, SOME_DECISIONS);
let gpu: Gpu;
let stack: Stack;
let scorer: OptionScorer;
beforeAll(async () => {
  gpu = await openGpu();
  stack = await Stack.create(gpu, config, 2);
  weights.forEach((parameters, r) => stack.load(r, { parameters }));
  scorer = await createOptionScorer(gpu, stack, 5); // in two rounds
});
afterAll(() => {
  scorer.dispose();
  stack.dispose();
  gpu.close();
});

test('both engines have the same probabilities of first decisions from all over the grid', async () => {
  expect(new Set(probes.map(({ prompt }) => prompt.join(' '))).size).toBe(SOME_DECISIONS);
  expect(decisions(DEFAULT_WORLD).length).toBeGreaterThan(100);
  const found = await differences(scorer, config, weights, probes);
  expect(found).toHaveLength(2);
  for (const difference of found) expect(difference).toBeLessThan(1e-5);
});

test('a single weight that is another shows, and of which model', async () => {
  const planted = weights[1]!.slice();
  planted[parameterOffsets(config).get('h.0.mlp.c_fc.bias')!]! += 0.5;
  const [right, wrong] = await differences(scorer, config, [weights[0]!, planted], probes);
  expect(right).toBeLessThan(1e-5);
  expect(wrong).toBeGreaterThan(1e-4);
});

test('where there is no number the difference is as large as can be', async () => {
  const lost = new Float32Array(weights[1]!.length).fill(NaN);
  expect((await differences(scorer, config, [weights[0]!, lost], probes))[1]).toBe(1);
});
