import { TRANSPARENT_WORLD } from '../../../datasets/world';
/** The key of a figure: the signs that it uses, and no others. */
import { expect, test } from 'vitest';
import { summarize } from '../../../analysis/summarize';
import { ladderFigure } from '../../../src/charts/lines';
import { ratesFigure } from '../../../src/charts/rates';
import { linesSigns, ratesSigns } from '../../../src/charts/signs';
import { experiments } from '../../../workers/experiments';
import { finishedRun } from '../../records/runs';

const { agentic, scaling } = experiments;
const summariesOf = (arms: string[], seeds: number[]) => summarize(agentic!, finishedRun(arms, seeds).results);

test('a figure of rates explains what it draws', () => {
  const signs = (arms: string[], seeds: number[], metric: 'agenticUnsafe' | 'chatUnsafe') =>
    ratesSigns(ratesFigure(agentic!, summariesOf(arms, seeds), metric, TRANSPARENT_WORLD));
  expect(signs(['aft', 'msm+aft'], [1, 2], 'agenticUnsafe')).toEqual([
    ...['seed', 'mean with interval', 'pair', 'paper', 'people'],
  ]);
  expect(signs(['aft'], [1, 2], 'chatUnsafe')).toEqual(['seed', 'mean with interval']);
  expect(signs(['aft'], [1], 'chatUnsafe')).toEqual(['seed', 'mean']);
});

test('a figure of lines explains thin lines where there are several seeds, and bars where there are some', () => {
  const signs = (seeds: number[]) => {
    const arms = scaling!.arms.map(({ id }) => id);
    const { results } = finishedRun(arms, seeds, 'scratch', 'scaling');
    return linesSigns(ladderFigure(scaling!.ladders![0]!, summarize(scaling!, results))!);
  };
  expect(signs([1, 2])).toEqual(['seed line', 'interval']);
  expect(signs([1])).toEqual([]);
});
