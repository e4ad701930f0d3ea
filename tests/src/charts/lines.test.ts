/** What figures of lines show, against values by hand. */
import { describe, expect, test } from 'vitest';
import { summarize } from '../../../analysis/summarize';
import { armStyle, lineStyle } from '../../../src/arms';
import { describeLines, ladderFigure, placeOf, topOf, trainingFigure } from '../../../src/charts/lines';
import { experiments } from '../../../workers/experiments';
import type { Ladder } from '../../../workers/experiments/experiment';
import { experimentOf, result } from '../../analysis/results';
import { finishedRun, record } from '../../records/runs';

const experiment = experiments.agentic!;

describe('trainingFigure', () => {
  test('puts stages side by side and has a line an arm, with its seeds', async () => {
    const made = await record(['aft', 'msm+aft'], [0, 1]);
    made.probes = [
      { stage: 'midtrain', step: 0, firstDecisionUnsafe: [0.5, 0.5, 0.3, 0.5], chatUnsafe: [0, 0, 0, 0] },
      { stage: 'midtrain', step: 200, firstDecisionUnsafe: [0.4, 0.1, 0.2, 0.1], chatUnsafe: [0, 0, 0, 0] },
      { stage: 'finetune', step: 5, firstDecisionUnsafe: [0.4, 0, null, 0.1], chatUnsafe: [0, 0, 0, 0] },
      { stage: 'finetune', step: 10, firstDecisionUnsafe: [0.2, 0, 0.1, 0.1], chatUnsafe: [0, 0, 0, 0] },
    ];
    const figure = trainingFigure(experiment, made, 'firstDecisionUnsafe')!;
    expect(figure.borders).toEqual([
      { x: 0, label: 'Midtraining' },
      { x: 1, label: 'Fine-tuning' },
    ]);
    expect(figure.axis.ticks!.map(({ x, label }) => [x, label])).toEqual([
      [0.5, '100'],
      [1, '200'],
      [1.5, '5'],
      [2, '10'],
    ]);
    const [aft, both] = figure.lines;
    expect([aft!.label, both!.label]).toEqual(['AFT', 'MSM + AFT']);
    expect(aft!.mean.map(({ x, y }) => [x, Math.round(100 * y)])).toEqual([
      [0, 40],
      [1, 30],
      [1.5, 40],
      [2, 15],
    ]);
    expect(aft!.seeds.map(({ seed, points }) => [seed, points.length])).toEqual([
      [0, 4],
      [1, 3],
    ]);
    expect(aft!.mean.map(({ stage }) => stage)).toEqual(['midtrain', 'midtrain', 'finetune', 'finetune']);
    expect(describeLines(figure)).toContain('AFT from 40% to 15%, MSM + AFT from 50% to 5%');
    expect([0, 0.5, 1, 1.5].map((x) => placeOf(figure, x))).toEqual([
      ...['Midtraining, 0%', 'Midtraining, 50%', 'Midtraining, 100%', 'Fine-tuning, 50%'],
    ]);
  });

  test('is nothing where nothing was measured', async () => {
    const made = await record(['aft'], [0]);
    expect(trainingFigure(experiment, { ...made, probes: [] }, 'chatUnsafe')).toBeNull();
    expect(trainingFigure(experiment, { ...made, curves: made.curves.slice(1) }, 'loss')).toBeNull();
  });
});

describe('ladderFigure', () => {
  const ladder: Ladder = {
    ...{ title: 'Scaling', metric: 'agenticUnsafe', axis: 'demonstrations', logarithmic: true },
    lines: [
      {
        label: 'plain',
        points: [
          { arm: 'a', at: 10 },
          { arm: 'b', at: 100 },
        ],
      },
      { label: 'other', points: [{ arm: 'c', at: 10 }] },
    ],
  };

  test('has a point for every arm that ran, with its interval, and lines for the seeds', () => {
    const rates = { a: [0.5, 0.7], b: [0.1, 0.3] };
    const measured = Object.entries(rates).flatMap(([arm, values]) =>
      values.map((agenticUnsafe, seed) => result(arm, seed, { agenticUnsafe })),
    );
    const figure = ladderFigure(ladder, summarize(experimentOf(), measured))!;
    expect(figure.lines.map(({ label }) => label)).toEqual(['plain']);
    const [plain] = figure.lines;
    expect(plain!.mean).toMatchObject([{ x: 10, interval: [0.5, 0.7] }, { x: 100 }]);
    expect(plain!.seeds[1]).toEqual({
      seed: 1,
      points: [
        { x: 10, y: 0.7 },
        { x: 100, y: 0.3 },
      ],
    });
    expect(placeOf(figure, 5000)).toBe('5,000');
  });

  test.each(['scaling', 'emergence', 'strength'])('draws %s: each line as the arm whose name it bears', (name) => {
    const shown = experiments[name]!;
    const { results } = finishedRun(
      shown.arms.map(({ id }) => id),
      [0, 1],
      'scratch',
      name,
    );
    for (const one of shown.ladders!) {
      const figure = ladderFigure(one, summarize(shown, results))!;
      expect(figure.lines.map(({ label }) => label)).toEqual(one.lines.map(({ label }) => label));
      const looks = figure.lines.map(({ style }) => style);
      expect(looks).toEqual(one.lines.map(({ points }) => armStyle(points.at(-1)!.arm)));
      expect(new Set(looks).size).toBe(looks.length);
    }
  });

  test('is nothing where no arm of it ran', () => {
    expect(ladderFigure(ladder, [])).toBeNull();
  });
});

test('the axis of rates ends at the least fifth that holds means, intervals and seeds', () => {
  const line = (y: number, interval: [number, number] | null, seed: number) => ({
    ...{ label: 'AFT', style: lineStyle('AFT'), mean: [{ x: 1, y, interval }] },
    seeds: [{ seed: 1, points: [{ x: 1, y: seed }] }],
  });
  expect(topOf({ lines: [line(0.05, [0.01, 0.1], 0.2)] })).toBe(0.2);
  expect(topOf({ lines: [line(0.05, null, 0.1), line(0.1, [0.05, 0.21], 0.1)] })).toBe(0.4);
  expect(topOf({ lines: [line(0.05, null, 0.81)] })).toBe(1);
});
