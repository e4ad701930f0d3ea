/** Groups of seeds: cut so that they fit, and joined into the record that one stack would have made. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRecords } from '../../records/join';
import { type FinishedRun, makeRecord } from '../../records/make';
import type { RunRecord } from '../../records/schema';
import { groupSeeds, seedsLeft } from '../../scripts/groups';
import type { Replica, RunRequest } from '../../workers/protocol';
import { finishedRun, record } from '../records/runs';

const request: RunRequest = {
  ...{ experiment: 'agentic', arms: ['aft', 'msm'], seeds: [5, 0, 9], preset: 'tiny', base: 'scratch', specs: {} },
};

test('groups keep seeds whole and within the limit, and never are empty', () => {
  expect(groupSeeds(request, 4).map(({ seeds }) => seeds)).toEqual([[5, 0], [9]]);
  expect(groupSeeds(request, 32).map(({ seeds }) => seeds)).toEqual([[5, 0, 9]]);
  expect(groupSeeds(request, 1).map(({ seeds }) => seeds)).toEqual([[5], [0], [9]]);
});

test('seeds are left of which an earlier record lacks a model', async () => {
  expect(seedsLeft(request, undefined)).toEqual([5, 0, 9]);
  expect(seedsLeft(request, await record(['aft', 'msm'], [9, 7]))).toEqual([5, 0]);
  expect(seedsLeft(request, await record(['aft'], [5, 0, 9]))).toEqual([5, 0, 9]);
});

/** A run in which every number tells arm and seed, and some models have diverged by the second point. */
function runOf(
  { arms, seeds }: Pick<RunRequest, 'arms' | 'seeds'>,
  lost: readonly Replica[],
  seconds: number,
): FinishedRun {
  const run = finishedRun(arms, seeds);
  const isLost = ({ arm, seed }: Replica) => lost.some((one) => one.arm === arm && one.seed === seed);
  const replicas = arms.flatMap((arm) => seeds.map((seed) => ({ arm, seed })));
  const numbers = replicas.map(({ arm, seed }) => (arm === 'msm' ? 100 : 0) + seed);
  const later = numbers.map((number, r) => (isLost(replicas[r]!) ? NaN : number + 0.5));
  const point = { stage: 'midtrain', step: 2 } as const;
  const all = replicas.every(isLost);
  return {
    ...run,
    plan: { ...run.plan, replicas },
    results: replicas
      .filter((one) => !isLost(one))
      .map((one) => run.results.find((own) => own.arm === one.arm && own.seed === one.seed)!),
    diverged: replicas.filter(isLost).map((one) => ({ ...one, stage: 'finetune', step: 4 })),
    // A group of which no model is left ends early.
    curves: [{ ...point, loss: numbers }, ...(all ? [] : [{ stage: 'finetune' as const, step: 4, loss: later }])],
    probes: [{ ...point, firstDecisionUnsafe: numbers, chatUnsafe: numbers.map((number) => number / 1000) }],
    seconds,
  };
}

test('in groups of any size the record is the same as of one stack that took as long', async () => {
  const arms = ['aft', 'msm', 'msm+aft'];
  const seeds = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 6 });
  const losses = fc.array(fc.tuple(fc.constantFrom(...arms), fc.nat(20)), { maxLength: 4 });
  const property = fc.asyncProperty(seeds, fc.integer({ min: 1, max: 20 }), losses, async (own, models, lost) => {
    const gone = lost.map(([arm, seed]) => ({ arm, seed }));
    const whole = { ...request, arms, seeds: own };
    const groups = groupSeeds(whole, models);
    let joined: RunRecord | undefined;
    for (const [g, group] of groups.entries()) {
      const made = await makeRecord(runOf(group, gone, g + 0.1));
      joined = joinRecords(joined ? [joined, made] : [made]).record;
    }
    const time = groups.reduce((sum, _, g) => sum + (g + 0.1), 0);
    expect(joined).toEqual(joinRecords([await makeRecord(runOf(whole, gone, time))]).record);
  });
  await fc.assert(property, { numRuns: 25 });
});

test('a session that went on with an earlier one is one session of its own, in however many groups', async () => {
  const earlier = await makeRecord(runOf({ ...request, seeds: [7] }, [], 3));
  let joined = earlier;
  for (const [g, group] of groupSeeds(request, 2).entries()) {
    const made = await makeRecord({ ...runOf(group, [], g + 1), started: '2026-11-24T10:00:00Z' });
    joined = joinRecords([joined, made]).record;
  }
  const names = (replicas: Replica[]) => replicas.map(({ arm, seed }) => `${arm} ${seed}`);
  expect(joined.sessions!.map(({ started, seconds, replicas }) => [started, seconds, names(replicas)])).toEqual([
    ['2026-11-23T10:00:00Z', 3, ['msm 7', 'aft 7']],
    ['2026-11-24T10:00:00Z', 6, ['msm 0', 'msm 5', 'msm 9', 'aft 0', 'aft 5', 'aft 9']],
  ]);
  expect(joined.seconds).toBe(9);
});
