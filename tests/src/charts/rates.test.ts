import { DEFAULT_WORLD, TRANSPARENT_WORLD } from '../../../datasets/world';
/** What the result figure shows, against values by hand. */
import { expect, test } from 'vitest';
import { summarize } from '../../../analysis/summarize';
import { describeRates, ratesFigure } from '../../../src/charts/rates';
import { experiments } from '../../../workers/experiments';
import { finishedRun } from '../../records/runs';

const experiment = experiments.agentic!;
const figureOf = (arms: string[], seeds: number[]) => {
  const summaries = summarize(experiment, finishedRun(arms, seeds).results);
  return ratesFigure(experiment, summaries, 'agenticUnsafe', TRANSPARENT_WORLD);
};

test('one row an arm in the experiment’s order, with every seed, the mean and the paper’s numbers', () => {
  const { rows } = figureOf(['msm+aft', 'aft'], [2, 4]);
  expect(rows.map(({ label }) => label)).toEqual(['AFT', 'MSM + AFT']);
  expect(rows[0]!.seeds).toEqual([
    { seed: 2, value: 0.62 },
    { seed: 4, value: 0.64 },
  ]);
  expect(rows[0]!.mean).toBeCloseTo(0.63, 12);
  expect(rows[0]!.interval).not.toBeNull();
  expect(rows[1]!.paper.map(({ value }) => value)).toEqual([0.22, 0.1]);
});

test('a single seed has no interval', () => {
  expect(figureOf(['aft'], [1]).rows[0]!.interval).toBeNull();
});

test('the two arms of the headline claim are joined where their rows are neighbours', () => {
  expect(figureOf(['baseline', 'msm', 'aft', 'msm+aft'], [1, 2]).pair).toEqual([2, 3]);
  expect(figureOf(['baseline', 'msm'], [1, 2]).pair).toBeNull();
  expect(figureOf(['aft'], [1, 2]).pair).toBeNull();
});

test('the world’s own people stand beside unsafe rates of agents, and beside nothing else', () => {
  const references = (metric: 'agenticUnsafe' | 'chatUnsafe' | 'thriftChosen') =>
    ratesFigure(experiment, [], metric, TRANSPARENT_WORLD).references.map(({ value }) => value);
  const [held, absent] = references('agenticUnsafe');
  expect(held).toBeCloseTo((0.03 + 0.05) / 2, 12);
  expect(absent).toBeCloseTo((0.8 + 0.95) / 2, 12);
  expect(references('chatUnsafe')).toEqual([]);
  expect(references('thriftChosen')).toEqual([]);
});

test('the figure shows whatever metric is asked for, with the paper’s numbers of that metric', () => {
  const values = experiments.values!;
  const { results } = finishedRun(['aft', 'thrift+aft'], [1], 'scratch', 'values');
  const { rows } = ratesFigure(values, summarize(values, results), 'thriftChosen', TRANSPARENT_WORLD);
  expect(rows.map(({ mean, paper }) => [mean, paper.map(({ value }) => value)])).toEqual([
    [0.51, [0.32]],
    [0.71, [0.48]],
  ]);
});

test('an arm keeps its colour and mark whichever arms stand beside it', () => {
  const alone = figureOf(['msm+aft'], [1]).rows[0]!.style;
  const among = figureOf(['baseline', 'aft', 'msm+aft'], [1]).rows[2]!.style;
  expect(alone).toEqual(among);
});

test('the sentence for those who do not see it names every arm with its mean and its seeds', () => {
  const summaries = summarize(experiment, finishedRun(['aft', 'msm+aft'], [0, 2]).results);
  const text = describeRates(summaries, 'agenticUnsafe');
  expect(text).toContain('AFT 61% (2 seeds), MSM + AFT 11% (2 seeds)');
});

test('what an ideal reader would do stands beside each row, if every result of the row has it', () => {
  const results = finishedRun(['baseline', 'aft'], [1, 2]).results.map((one) =>
    one.arm === 'aft' ? { ...one, ideal: { agenticUnsafe: 0.5 + one.seed / 100 } } : one,
  );
  const { rows } = ratesFigure(experiment, summarize(experiment, results), 'agenticUnsafe', DEFAULT_WORLD);
  expect(rows.map(({ ideal }) => ideal)).toEqual([undefined, expect.closeTo(0.515, 12)]);
});

test('people of the usual world are drawn as often tempted as its goals tempt', () => {
  const [held, absent] = ratesFigure(experiment, [], 'agenticUnsafe', DEFAULT_WORLD).references;
  expect(held!.value).toBeCloseTo(0.04, 12);
  expect(absent!.value).toBeCloseTo((5 * 0.81 + 4 * 0.925) / 9, 12);
});
