/** The grid of an arm, by hand. */
import { expect, test } from 'vitest';
import { gridOf } from '../../../src/charts/grid';
import { result } from '../../analysis/results';

test('a cell is the mean over seeds, the last column the mean of its row', () => {
  const grids = [
    [
      [0.5, 0],
      [1, 1],
    ],
    [
      [0, 0.5],
      [1, 0],
    ],
  ];
  const measured = grids.map((grid, seed) => ({ ...result('a', seed), grid }));
  expect(gridOf('a', [...measured, result('b', 0)])).toEqual({
    arm: 'a',
    columns: ['no goal', 'nation', 'mean'],
    rows: [
      { harm: 'exfiltrate', rates: [0.25, 0.25, 0.25] },
      { harm: 'endanger', rates: [1, 0.5, 0.75] },
    ],
  });
  expect(gridOf('c', measured)).toBeNull();
});
