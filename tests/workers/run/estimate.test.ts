/** What a run would take, before it starts: against counts by hand and against the shape of the request. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parameterCount } from '../../../models/config';
import { estimateRun } from '../../../workers/run/estimate';
import { experiments } from '../../../workers/experiments';
import { presets } from '../../../workers/experiments/presets';
import { RequestError } from '../../../workers/run/request';

const philosophy = readFileSync('datasets/specs/philosophy.md', 'utf8');
const request = {
  ...{ experiment: 'agentic', arms: ['aft', 'msm+aft'], seeds: [0, 7], preset: 'tiny', base: 'scratch' as const },
  specs: { philosophy },
};

test('memory grows with the models, and holds more than their weights and moments', () => {
  const two = estimateRun({ ...request, seeds: [0] });
  const four = estimateRun(request);
  expect([two.models, four.models]).toEqual([2, 4]);
  expect(four.bytes).toBe(2 * two.bytes);
  expect(two.bytes).toBeGreaterThan(2 * 3 * 4 * parameterCount(presets['tiny']!.model));
});

test('work grows with steps by what is read in them, once for arms that are still one model', () => {
  const with13 = { ...request, changes: { 'pretrain.steps': 13 } };
  const with14 = { ...request, changes: { 'pretrain.steps': 14 } };
  const { rows, length } = presets['tiny']!.batch;
  // Both arms of a seed are one model while they pretrain: two seeds, one step more, three passes over a batch.
  expect(estimateRun(with14).work - estimateRun(with13).work).toBe(2 * 3 * rows * length);
});

test('a first run of the headline takes a third more memory for MSM, and little more work: MSM + AFT reads the same', () => {
  const { arms, firstArms } = experiments.agentic!;
  expect(firstArms).toEqual(['baseline', 'msm', 'aft', 'msm+aft']);
  const first = { ...request, arms: arms.map(({ id }) => id).filter((id) => firstArms!.includes(id)) };
  const run = { ...first, seeds: [...presets['standard']!.seeds], preset: 'standard', base: 'shipped' as const };
  const [four, three] = [estimateRun(run), estimateRun({ ...run, arms: run.arms.filter((id) => id !== 'msm') })];
  expect(four.bytes / three.bytes).toBeCloseTo(4 / 3, 9);
  expect(four.work / three.work).toBeGreaterThan(1);
  expect(four.work / three.work).toBeLessThan(1.1);
});

test('runs are of one shape whatever they read, and of another where models or batches are of another size', () => {
  const { shape } = estimateRun(request);
  expect(estimateRun({ ...request, seeds: [5], changes: { 'finetune.steps': 90 } }).shape).toBe(shape);
  expect(estimateRun({ ...request, changes: { 'model.nLayer': 3 } }).shape).not.toBe(shape);
});

test('what cannot be run is refused', () => {
  expect(() => estimateRun({ ...request, arms: ['magic'] })).toThrow(RequestError);
});
