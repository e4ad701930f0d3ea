/** The arms along an axis of the recipe, as a figure of lines. */
import { mean } from 'simple-statistics';
import { SENSITIVITY_ARMS, VARIED_EXPERIMENT } from '../../workers/experiments/sensitivity';
import type { Sensitivity } from '../../records/sensitivity';
import { armLabel, armStyle } from '../arms';
import type { Line, LinesFigure } from './lines';

/** One line an arm, through its mean at every value that was run. */
export function sensitivityFigure({ axis, points }: Sensitivity): LinesFigure {
  const measured = points.filter(({ seeds }) => seeds.length > 0);
  const seeds = [...new Set(measured.flatMap((point) => point.seeds))].sort((a, b) => a - b);
  const lines = SENSITIVITY_ARMS.map((arm): Line => {
    const along = (seed: number) =>
      measured.flatMap(({ value, seeds, unsafe }) => {
        const i = seeds.indexOf(seed);
        return i < 0 ? [] : [{ x: value, y: unsafe[arm]![i]! }];
      });
    return {
      label: armLabel(VARIED_EXPERIMENT, arm),
      style: armStyle(arm),
      mean: measured.map(({ value, unsafe }) => ({ x: value, y: mean(unsafe[arm]!) })),
      seeds: seeds.map((seed) => ({ seed, points: along(seed) })),
    };
  });
  return { lines, axis: { label: axis.label, logarithmic: axis.logarithmic }, rates: true, borders: [] };
}
