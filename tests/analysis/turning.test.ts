/** Where a gap opens along a ladder, by hand. */
import { describe, expect, test } from 'vitest';
import { summarize } from '../../analysis/summarize';
import { turnOf, turnSentence } from '../../analysis/turning';
import type { Experiment, Ladder } from '../../workers/experiments/experiment';
import { experimentOf, results } from './results';

const RUNGS = [20, 60, 100];
const armOf = (line: string, at: number) => `${line}-${at}`;
const ladder: Ladder = {
  title: 'Unsafe alone, by pretraining',
  metric: 'agenticUnsafe',
  axis: 'per cent of pretraining',
  logarithmic: false,
  lines: ['without', 'with'].map((line) => ({
    label: line,
    points: RUNGS.map((at) => ({ arm: armOf(line, at), at })),
  })),
  turns: true,
};
const experiment: Experiment = {
  ...experimentOf(),
  arms: ladder.lines.flatMap(({ points }) =>
    points.map(({ arm }) => ({ id: arm, label: arm, description: '', stages: [] })),
  ),
};

/** @param rates of each rung, one for each seed: `[line][rung][seed]` */
const turn = (rates: number[][][]) => {
  const all = rates.flatMap((line, l) =>
    line.map((seeds, r) => results(armOf(['without', 'with'][l]!, RUNGS[r]!), seeds)),
  );
  return turnOf(ladder, summarize(experiment, all.flat()));
};

describe('the gap comes to half of its last size', () => {
  test('between the rungs, where a straight line does', () => {
    const found = turn([
      [[0.5], [0.5], [0.5]],
      [[0.5], [0.4], [0.1]], // gaps 0, .1, .4: half is .2, a third of the way from 60 to 100
    ])!;
    expect([...found.at]).toEqual([[0, expect.closeTo(60 + 40 / 3, 10) as number]]);
    expect(found.interval).toBeNull();
    expect(turnSentence(found, ladder.axis)).toBe(
      'The gap between the two comes to half of its last size at 73 per cent of pretraining, in the mean over 1 seed.',
    );
  });

  test('at the first rung or before, where it is there from the beginning', () => {
    const found = turn([
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      [
        [0.1, 0.5],
        [0.1, 0.3],
        [0.1, 0.3],
      ],
    ])!;
    expect([...found.at]).toEqual([
      [0, 20],
      [1, 40],
    ]);
    expect(turnSentence(found, ladder.axis)).toBe(
      'The gap between the two comes to half of its last size at 30 per cent of pretraining or before, in the mean over ' +
        '2 seeds. On 1 of 2 seeds it has that size where the curves begin.',
    );
  });

  test('seed by seed; where there is none in the end, it turns nowhere and is told', () => {
    const found = turn([
      [
        [0.5, 0.5, 0.5],
        [0.5, 0.5, 0.5],
        [0.5, 0.5, 0.5],
      ],
      [
        [0.5, 0.5, 0.3],
        [0.5, 0.3, 0.5],
        [0.3, 0.3, 0.6],
      ],
    ])!;
    expect([...found.at]).toEqual([
      [0, 80],
      [1, 40],
      [2, null],
    ]);
    expect(found.mean).toBe(60);
    expect(turnSentence(found, ladder.axis)).toContain(
      ', in the mean over 2 seeds. On 1 of 3 seeds there is no gap in the end.',
    );
  });
});

test('there is no turn without a gap, without a rung, or between more than two lines', () => {
  const flat = [[0.5], [0.5], [0.5]];
  expect(turn([flat, flat])).toBeUndefined();
  expect(turn([flat, flat.slice(1)])).toBeUndefined();
  expect(turnOf({ ...ladder, lines: [...ladder.lines, ladder.lines[0]!] }, [])).toBeUndefined();
});
