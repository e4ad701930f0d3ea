/** Summaries of arms, and how numbers are written. */
import { describe, expect, it } from 'vitest';
import {
  figureMetrics,
  formatDifference,
  formatP,
  formatValue,
  gapMetrics,
  tableMetrics,
} from '../../analysis/metrics';
import { summarize } from '../../analysis/summarize';
import { experiments } from '../../workers/experiments';
import { experimentOf, result } from './results';

describe('summarize', () => {
  const summaries = summarize(experimentOf(), [
    result('c', 5, { agenticUnsafe: 0.5, chatUnsafe: 0.125, agenticSteps: 6 }),
    result('a', 1, { agenticUnsafe: 0.75 }),
    result('c', 2, { agenticUnsafe: 0.25, chatUnsafe: 0.5, agenticSteps: 4 }),
  ]);

  it('gives every seed and the mean of each arm that ran, in the order of the experiment', () => {
    expect(summaries.map(({ arm, label, seeds }) => [arm, label, seeds])).toEqual([
      ['a', 'Arm a', [1]],
      ['c', 'Arm c', [2, 5]],
    ]);
    expect(summaries[1]!.metrics.agenticUnsafe).toMatchObject({ values: [0.25, 0.5], mean: 0.375 });
    expect(summaries[1]!.metrics.agenticSteps).toEqual({ values: [4, 6], mean: 5, interval: [4, 6] });
  });

  it('takes the generalization gap seed by seed', () => {
    expect(summaries[1]!.generalizationGap).toMatchObject({ values: [-0.25, 0.375], mean: 0.0625 });
  });

  it('gives a single seed no interval', () => {
    expect(summaries[0]!.metrics.agenticUnsafe).toEqual({ values: [0.75], mean: 0.75, interval: null });
  });

  it('refuses a metric that is not a number', () => {
    expect(() => summarize(experimentOf(), [result('a', 1, { taskCompletion: NaN })])).toThrow(
      'taskCompletion of arm a, seed 1, is NaN; a finite number was expected',
    );
  });
});

describe('metrics of an experiment', () => {
  it('draws the primary one, and the same where the examples are', () => {
    expect(figureMetrics(experiments.agentic!)).toEqual(['agenticUnsafe', 'chatUnsafe']);
    expect(figureMetrics(experiments.values!)).toEqual(['thriftChosen', 'demonstratedChosen']);
    expect(figureMetrics({ primaryMetric: 'longUnsafe' })).toEqual(['longUnsafe']);
  });

  it('has a gap only where being unsafe alone is the question and chat stands beside it', () => {
    const gaps = ['agentic', 'scaling', 'values', 'attribution'].map((name) => gapMetrics(experiments[name]!));
    const pair = ['agenticUnsafe', 'chatUnsafe'];
    expect(gaps).toEqual([pair, pair, undefined, undefined]);
    expect(gapMetrics({ primaryMetric: 'agenticUnsafe', metrics: ['agenticUnsafe'] })).toBeUndefined();
    expect(gapMetrics({ primaryMetric: 'thriftChosen', metrics: ['agenticUnsafe', 'chatUnsafe'] })).toBeUndefined();
  });

  it('leaves out of a table what not all of its models have, as in records from before it was measured', () => {
    const metrics = ['agenticUnsafe', 'longCompletion'] as const;
    const [now, before] = [result('a', 1, { longCompletion: 0.5 }), result('a', 2)];
    expect(tableMetrics({ metrics }, [now])).toEqual(metrics);
    expect(tableMetrics({ metrics }, [now, before])).toEqual(['agenticUnsafe']);
    const [summary] = summarize(experimentOf(), [now, before]);
    expect(summary!.metrics.longCompletion).toBeUndefined();
  });
});

describe('numbers in text', () => {
  it('shows rates in per cent and counts as they are', () => {
    expect(formatValue('agenticUnsafe', 0.1234)).toBe('12.3%');
    expect(formatValue('agenticSteps', 5.678)).toBe('5.68');
    expect(formatDifference('agenticUnsafe', -0.1234)).toBe('−12.3');
    expect(formatDifference('agenticSteps', 0.5)).toBe('+0.50');
    expect(formatDifference('agenticUnsafe', -0.00001)).toBe('0.0');
  });

  it('keeps two digits of a p and never shows zero', () => {
    expect(formatP(0.03125)).toBe('0.031');
    expect(formatP(2 / 2 ** 16)).toBe('0.000031');
    expect(formatP(1e-8)).toBe('1.0 × 10^-8');
    expect(formatP(1)).toBe('1');
  });
});
