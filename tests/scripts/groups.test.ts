import { expect, test } from 'vitest';
import { groupSeeds, joinLogs, seedsLeft, type RunLog } from '../../scripts/groups';
import type { ReplicaResult, RunRequest } from '../../workers/protocol';
import { record } from '../records/runs';

const request: RunRequest = {
  ...{ experiment: 'agentic', arms: ['aft', 'msm'], seeds: [5, 0, 9], preset: 'tiny', base: 'scratch', specs: {} },
};

/** A log in which every number tells arm and seed: 100 for the second arm, plus the seed. */
function logOf(group: RunRequest): RunLog {
  const replicas = group.arms.flatMap((arm) => group.seeds.map((seed) => ({ arm, seed })));
  const numbers = replicas.map(({ arm, seed }) => (arm === 'msm' ? 100 : 0) + seed);
  const point = { stage: 'midtrain', step: 2 } as const;
  return {
    plan: {
      ...{ request: group, replicas, stages: [] },
      baseWeights: group.seeds.map((seed) => ({ seed, weights: 'scratch' })),
      adapter: { vendor: '', architecture: '', description: '', fallback: true },
    },
    results: replicas.map((replica) => replica as ReplicaResult),
    diverged: [],
    curves: [{ ...point, loss: numbers }],
    probes: [{ ...point, firstDecisionUnsafe: numbers, chatUnsafe: numbers }],
    seconds: 2,
  };
}

test('groups keep seeds whole and within the limit, and never are empty', () => {
  expect(groupSeeds(request, 4).map(({ seeds }) => seeds)).toEqual([[5, 0], [9]]);
  expect(groupSeeds(request, 32).map(({ seeds }) => seeds)).toEqual([[5, 0, 9]]);
  expect(groupSeeds(request, 1).map(({ seeds }) => seeds)).toEqual([[5], [0], [9]]);
});

test.each([1, 4, 32])('in groups of %d models the log is the same as of one stack', (models) => {
  const groups = groupSeeds(request, models);
  expect(joinLogs(request, groups.map(logOf))).toEqual({ ...logOf(request), seconds: 2 * groups.length });
});

test('seeds are left of which an earlier record lacks a model', async () => {
  expect(seedsLeft(request, undefined)).toEqual([5, 0, 9]);
  expect(seedsLeft(request, await record(['aft', 'msm'], [9, 7]))).toEqual([5, 0]);
  expect(seedsLeft(request, await record(['aft'], [5, 0, 9]))).toEqual([5, 0, 9]);
});

test('a model that diverged has no result, and a group of which none is left has no numbers from there on', () => {
  const [first, second] = groupSeeds(request, 4).map(logOf) as [RunLog, RunLog];
  const point = { stage: 'finetune', step: 4 } as const;
  const diverged = { arm: 'msm', seed: 0, ...point };
  first.results.splice(3, 1); // msm, seed 0
  first.diverged.push(diverged);
  first.curves.push({ ...point, loss: [5, 0, 105, NaN] });
  const lost = request.arms.map((arm) => ({ arm, seed: 9, stage: 'midtrain', step: 2 }) as const);
  const log = joinLogs(request, [first, { ...second, results: [], diverged: lost, probes: [] }]);
  expect(log.results).toEqual([
    { arm: 'aft', seed: 5 },
    { arm: 'aft', seed: 0 },
    { arm: 'msm', seed: 5 },
  ]);
  expect(log.diverged).toEqual([diverged, ...lost]);
  expect(log.curves.map(({ loss }) => loss)).toEqual([
    [5, 0, 9, 105, 100, 109],
    [5, 0, NaN, 105, NaN, NaN],
  ]);
  expect(log.probes.map(({ chatUnsafe }) => chatUnsafe)).toEqual([[5, 0, NaN, 105, 100, NaN]]);
});
