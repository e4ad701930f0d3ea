import { makeWorld } from '../../../datasets/world';
import { expect, test } from 'vitest';
import { shippedSpecs } from '../../../scripts/command-line';
import { evaluationWork, probeWork } from '../../../workers/evaluate/evaluation';
import {
  firstReaders,
  fork,
  passesOf,
  probeSteps,
  replicasOf,
  stagesOf,
  workOf,
  worldsOf,
} from '../../../workers/run/plan';
import { milestoneStep, presets } from '../../../workers/experiments/presets';
import type { RunRequest } from '../../../workers/protocol';
import { type ResolvedRequest, resolveRequest } from '../../../workers/run/request';

const tiny = presets['tiny']!;
const plan = (changes: Partial<RunRequest> = {}): ResolvedRequest =>
  resolveRequest({
    ...{ experiment: 'agentic', arms: ['msm', 'aft'], seeds: [4, 2], preset: 'tiny', base: 'shipped' },
    ...{ specs: shippedSpecs(), ...changes },
  });
const all = plan({ arms: ['baseline', 'msm', 'aft', 'msm+aft'], base: 'scratch' });

test('models stand arm by arm, seed by seed, as requested', () => {
  expect(replicasOf(plan()).map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(['msm 4', 'msm 2', 'aft 4', 'aft 2']);
});

test('only a run from scratch pretrains', () => {
  const names = (resolved: ResolvedRequest) => stagesOf(resolved, passesOf(resolved)).map(({ name }) => name);
  expect(names(plan())).toEqual(['midtrain', 'finetune', 'evaluate']);
  expect(names(plan({ base: 'scratch' }))).toEqual(['pretrain', 'midtrain', 'finetune', 'evaluate']);
  const thinking = plan({ arms: ['aft', 'aft-reasons'] });
  expect(stagesOf(thinking, passesOf(thinking)).map((stage) => stage.thinking)).toEqual([
    ...[undefined, undefined, undefined, true],
  ]);
});

test('probes come regularly, at the end, and no more than fifty times', () => {
  const of = (until: number) => probeSteps({ evaluation: { ...tiny.evaluation, probeEvery: 10 } }, { until });
  expect(of(25)).toEqual([10, 20, 25]);
  expect(of(20)).toEqual([10, 20]);
  expect(of(7)).toEqual([7]);
  expect(of(5000)).toHaveLength(50);
  expect(of(5000).at(-1)).toBe(5000);
});

/** The models of each pass of a run, as replicas in it. */
function modelsOf(resolved: ResolvedRequest): number[][] {
  const historyKeys = new Map(firstReaders(resolved).map(({ replica, historyKey }) => [replica, historyKey]));
  return passesOf(resolved).map((pass) => {
    const own = pass.readers.map(({ replica }) => replica);
    const forked = fork(
      own.map((replica) => historyKeys.get(replica)!),
      pass.readers.map(({ text }) => text),
      pass,
    );
    own.forEach((replica, r) => historyKeys.set(replica, forked.historyKeys[r]!));
    return forked.modelOf;
  });
}

test('arms are one model until they read something else', () => {
  expect(modelsOf(all)).toEqual([
    [0, 1, 0, 1, 0, 1, 0, 1],
    // Baseline and AFT read neutral documents, MSM and MSM + AFT the same real ones.
    [0, 1, 2, 3, 0, 1, 2, 3],
    [0, 1, 2, 3, 4, 5, 6, 7],
  ]);
});

test('reading the same again does not make one model of two', () => {
  const [pretrain, midtrain] = passesOf(all);
  const parted = fork(
    ['a', 'b'],
    midtrain!.readers.slice(0, 2).map(({ text }) => text),
    midtrain!,
  );
  const again = pretrain!.readers.slice(0, 1).flatMap(({ text }) => [text, text]);
  expect(fork(parted.historyKeys, again, pretrain!).models).toHaveLength(2);
});

test('arms that go through their stages in another order, or with other steps, take passes of their own', () => {
  const placement = plan({ experiment: 'placement', arms: ['aft', 'msm+aft', 'after', 'mixed'], seeds: [4] });
  const passes = passesOf(placement).map(({ stage, until, readers }) => [
    stage,
    until,
    readers.map(({ replica }) => replica),
  ]);
  const { midtrain, finetune } = tiny;
  expect(passes).toEqual([
    ['midtrain', midtrain.steps, [0, 1]],
    ['finetune', finetune.steps, [2]],
    ['midtrain', Math.round(midtrain.steps * 1.1), [3]],
    ['finetune', finetune.steps, [0, 1]],
    ['midtrain', midtrain.steps, [2]],
  ]);
});

test('an arm may live in another world, and start from an early model', () => {
  const controls = plan({ experiment: 'controls', arms: ['aft', 'msm+aft', 'aft-unlinked'], seeds: [4] });
  const [linked, same, unlinked] = worldsOf(controls);
  expect(same).toBe(linked);
  expect(unlinked!.config).toEqual({ ...linked!.config, linked: false });
  // What neutral documents say is the same there, but what is replayed is not: never one model.
  expect(modelsOf(controls)[0]).toEqual([0, 1, 2]);
  const emergence = plan({ experiment: 'emergence', arms: ['aft-20', 'aft-100'], seeds: [4], base: 'scratch' });
  const [early, whole] = passesOf(emergence);
  expect([early!.stage, early!.until, whole!.until]).toEqual([
    'pretrain',
    milestoneStep(tiny, 0.2),
    tiny.pretrain.steps,
  ]);
  expect(early!.recipe).toEqual(tiny.pretrain); // the same rates, left early
});

test('the work is what is read: three times each training token, each model once', () => {
  const tokens = 3 * tiny.batch.rows * tiny.batch.length;
  const world = makeWorld(0, tiny.world);
  const stage = (name: 'pretrain' | 'midtrain' | 'finetune') =>
    tiny[name].steps * tokens + (1 + probeSteps(tiny, { until: tiny[name].steps }).length) * probeWork(world);
  const evaluation = evaluationWork(tiny.evaluation, world, false);
  const forked = 4 * (stage('midtrain') + stage('finetune') + evaluation);
  const scratch = plan({ base: 'scratch' });
  expect(workOf(plan(), passesOf(plan()))).toBe(forked);
  expect(workOf(scratch, passesOf(scratch))).toBe(forked + 2 * stage('pretrain'));
  // Later on, and with seed 2 alone: its two arms part in midtraining.
  const left = firstReaders(scratch).filter(({ replica }) => replica % 2 === 1);
  const [pretrain, , finetune] = passesOf(scratch);
  expect(workOf(scratch, [finetune!], left)).toBe(2 * (stage('finetune') + evaluation));
  expect(workOf(scratch, [pretrain!], left)).toBe(stage('pretrain') + 2 * evaluation);
  expect(evaluationWork(tiny.evaluation, world, true)).toBeGreaterThan(2 * evaluation); // every thought is weighed
});
