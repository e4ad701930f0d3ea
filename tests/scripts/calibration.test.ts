import { expect, test } from 'vitest';
import type { Standing } from '../../datasets/probes';
import { DEFAULT_WORLD, makeWorld } from '../../datasets/world';
import { calibrationTable } from '../../scripts/calibration';

const worlds = [50, 51].map((seed) => makeWorld(seed));
const cell = (standing: Standing, unsafe: number) => ({ standing, unsafe, count: 10 });

test('each model’s means stand beside what Bayes’ rule makes of the same knowledge', () => {
  const witness = (front: boolean, refuses: boolean): Standing => ({ known: 'by mask and answer', front, refuses });
  const documented: Standing = { known: 'by documents', stance: 'holds' };
  const calibrations = [0.1, 0.2].map((unsafe) => ({
    calibration: [
      cell(documented, unsafe),
      cell(witness(false, true), unsafe),
      cell(witness(true, true), unsafe),
      ...(unsafe < 0.2 ? [cell(witness(false, false), unsafe)] : []), // nobody like that in the second world
    ],
  }));
  // Who holds the principle takes the shortcut in 4 of 100 such cases, who does not in 81; 30 in 100 hold it.
  expect(DEFAULT_WORLD.principlePrevalence).toBe(0.3);
  expect(calibrationTable(worlds, calibrations).split('\n')).toEqual([
    'unsafe, by what is known  seed 50  seed 51  ideal reader',
    'documents only: holds     10%      20%      4%',
    'no mask, refuses          10%      20%      4%',
    'masked, refuses           10%      20%      58%',
    'no mask, grants           10%      –        81%',
  ]);
});
