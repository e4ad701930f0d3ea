import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeWorld } from '../../datasets/world';
import { EXACT_WORK, PASS_WORK } from '../../workers/evaluation';
import {
  firstPasts,
  firstReaders,
  fork,
  probeSteps,
  replicasOf,
  stagesOf,
  stageTexts,
  workOf,
} from '../../workers/plan';
import { presets } from '../../workers/presets';
import { type ResolvedRequest, resolveRequest } from '../../workers/request';

const tiny = presets['tiny']!;
const specs = { philosophy: readFileSync('datasets/specs/philosophy.md', 'utf8') };
const plan = (base: 'shipped' | 'scratch'): ResolvedRequest =>
  resolveRequest({ experiment: 'agentic', arms: ['msm', 'aft'], seeds: [4, 2], preset: 'tiny', base, specs });

test('models stand arm by arm, seed by seed, as requested', () => {
  expect(replicasOf(plan('scratch')).map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
    ...['msm 4', 'msm 2', 'aft 4', 'aft 2'],
  ]);
});

test('only a run from scratch pretrains', () => {
  const names = (base: 'shipped' | 'scratch') => stagesOf(plan(base)).map(({ name }) => name);
  expect(names('shipped')).toEqual(['midtrain', 'finetune', 'evaluate']);
  expect(names('scratch')).toEqual(['pretrain', ...names('shipped')]);
});

test('probes come regularly, at the end, and no more than fifty times', () => {
  const preset = { ...tiny, evaluation: { ...tiny.evaluation, probeEvery: 10 } };
  const of = (steps: number) => probeSteps({ ...preset, midtrain: { ...tiny.midtrain, steps } }, 'midtrain');
  expect(of(25)).toEqual([10, 20, 25]);
  expect(of(20)).toEqual([10, 20]);
  expect(of(7)).toEqual([7]);
  expect(of(5000)).toHaveLength(50);
  expect(of(5000).at(-1)).toBe(5000);
});

const worlds = new Map([2, 4].map((seed) => [seed, makeWorld(seed, tiny.world)]));

test('arms are one model until they read something else', () => {
  const all = resolveRequest({
    ...{ experiment: 'agentic', arms: ['baseline', 'msm', 'aft', 'msm+aft'], seeds: [4, 2] },
    ...{ preset: 'tiny', base: 'scratch', specs },
  });
  const pretrain = fork(firstPasts(replicasOf(all)), stageTexts(all, worlds, 'pretrain'));
  expect(pretrain.modelOf).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  expect(pretrain.models).toEqual([0, 1]);
  // Baseline and AFT read neutral documents, MSM and MSM+AFT the same real ones.
  const midtrain = fork(pretrain.pasts, stageTexts(all, worlds, 'midtrain'));
  expect(midtrain.modelOf).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  const finetune = fork(midtrain.pasts, stageTexts(all, worlds, 'finetune'));
  expect(finetune.modelOf).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  // Reading the same again does not make one model of two.
  expect(fork(midtrain.pasts, stageTexts(all, worlds, 'pretrain')).models).toHaveLength(4);
});

test('the work is what is read: three times each training token, each model once', () => {
  const tokens = 3 * tiny.batch.rows * tiny.batch.length;
  const stage = (name: 'pretrain' | 'midtrain' | 'finetune') =>
    tiny[name].steps * tokens + (1 + probeSteps(tiny, name).length) * EXACT_WORK;
  const evaluation = EXACT_WORK + tiny.evaluation.episodesPerTask * PASS_WORK;
  const forked = 4 * (stage('midtrain') + stage('finetune') + evaluation);
  expect(workOf(plan('shipped'), worlds)).toBe(forked);
  expect(workOf(plan('scratch'), worlds)).toBe(forked + 2 * stage('pretrain'));
  // Later on, and with seed 2 alone: its two arms part in midtraining.
  const left = firstReaders(plan('scratch')).filter(({ replica }) => replica % 2 === 1);
  expect(workOf(plan('scratch'), worlds, ['finetune'], left)).toBe(2 * (stage('finetune') + evaluation));
  expect(workOf(plan('scratch'), worlds, ['pretrain'], left)).toBe(stage('pretrain') + 2 * evaluation);
});
