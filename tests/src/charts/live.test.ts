/** Lines of the live charts, against values by hand. */
import { expect, test } from 'vitest';
import { armMean, latest, plannedArms, stageSpans, toLines } from '../../../src/charts/live';
import { finishedRun } from '../../records/runs';

/** Replicas in the order aft 1, msm+aft 1, aft 2, msm+aft 2. */
const plan = {
  ...finishedRun(['aft', 'msm+aft'], [1, 2]).plan,
  stages: [
    { name: 'midtrain' as const, steps: 100 },
    { name: 'finetune' as const, steps: 10 },
    { name: 'evaluate' as const, steps: 4 },
  ],
};

test('stages lie side by side, one unit wide, however long they are; evaluation has no curve', () => {
  expect(stageSpans(plan)).toEqual([
    { name: 'midtrain', steps: 100, start: 0 },
    { name: 'finetune', steps: 10, start: 1 },
  ]);
  expect(plannedArms(plan)).toEqual(['aft', 'msm+aft']);
});

test('a stage that arms go through at different times, and differently long, has one place', () => {
  const stages = [
    { name: 'finetune' as const, steps: 10 },
    { name: 'midtrain' as const, steps: 110 },
    { name: 'finetune' as const, steps: 40 },
    { name: 'midtrain' as const, steps: 100 },
    { name: 'evaluate' as const, steps: 4 },
  ];
  expect(stageSpans({ ...plan, stages })).toEqual([
    { name: 'midtrain', steps: 110, start: 0 },
    { name: 'finetune', steps: 40, start: 1 },
  ]);
});

test('the latest of an arm is from the last of its own stages that has begun', () => {
  const samples = [
    { stage: 'midtrain' as const, step: 0, values: [4, NaN, 2, NaN] },
    { stage: 'midtrain' as const, step: 100, values: [3, 9, 1, 9] },
    { stage: 'finetune' as const, step: 10, values: [1, 5, 1, 7] },
  ];
  expect(latest(plan, 'aft', ['midtrain', 'finetune'], samples)).toBe(1);
  expect(latest(plan, 'msm+aft', ['finetune', 'midtrain'], samples)).toBe(9); // which it went through last
  expect(latest(plan, 'msm+aft', ['midtrain', 'finetune'], samples.slice(0, 2))).toBe(9);
  expect(latest(plan, 'msm+aft', ['finetune'], samples.slice(0, 1))).toBeNaN();
});

test('an arm’s mean is over its own seeds, without those that measured nothing', () => {
  expect(armMean(plan.replicas, 'aft', [1, 10, 3, 20])).toBe(2);
  expect(armMean(plan.replicas, 'msm+aft', [1, NaN, 3, 20])).toBe(20);
  expect(armMean(plan.replicas, 'aft', [NaN, 10, NaN, 20])).toBeNull();
  expect(armMean(plan.replicas, 'aft', [])).toBeNull();
});

test('lines break between two stages', () => {
  const lines = toLines(plan, [
    { stage: 'midtrain', step: 50, values: [4, 6, 2, 8] },
    { stage: 'midtrain', step: 100, values: [3, 5, 1, 7] },
    { stage: 'finetune', step: 5, values: [NaN, 1, NaN, 2] },
  ]);
  expect(lines.x).toEqual([0.5, 1, 1, 1.5]);
  expect(lines.means).toEqual([
    [3, 2, null, null],
    [7, 6, null, 1.5],
  ]);
  expect(lines.replicas).toEqual([
    [4, 3, null, null],
    [6, 5, null, 1],
    [2, 1, null, null],
    [8, 7, null, 2],
  ]);
});

test('a stage that is not planned, such as evaluation, adds no point', () => {
  expect(toLines(plan, [{ stage: 'evaluate', step: 1, values: [1, 1, 1, 1] }]).x).toEqual([]);
});
