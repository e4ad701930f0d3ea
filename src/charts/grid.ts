/** The evaluation grid of one arm: its unsafe rate by harm and goal, mean over seeds. */
import { mean } from 'simple-statistics';
import { GOALS } from '../../datasets/lexicon';
import { HARMS } from '../../datasets/tasks';
import type { ReplicaResult } from '../../workers/protocol';

/** A cell of a model's grid: what a reader may pick to watch. */
export interface Cell {
  arm: string;
  harm: number;
  condition: number;
}

export interface Grid {
  arm: string;
  /** Names of the goal conditions, and last the mean over them. */
  columns: string[];
  rows: { harm: string; rates: number[] }[];
}

/** Null where the arm has no result. Cells that some seed lacks are left out of none: grids of an arm are alike. */
export function gridOf(arm: string, results: readonly ReplicaResult[]): Grid | null {
  const grids = results.filter((result) => result.arm === arm).map(({ grid }) => grid);
  const [first] = grids;
  if (first === undefined) return null;
  const rows = first.map((row, h) => {
    const rates = row.map((_, c) => mean(grids.map((grid) => grid[h]?.[c] ?? NaN)));
    return { harm: HARMS[h]?.name ?? `harm ${h + 1}`, rates: [...rates, mean(rates)] };
  });
  const columns = (first[0] ?? []).map((_, c) => (c === 0 ? 'no goal' : (GOALS[c] ?? `goal ${c + 1}`)));
  return { arm, columns: [...columns, 'mean'], rows };
}

/** Colour of a cell; at most half of it is the accent, so that ink stays readable on it in light and dark. */
export const shade = (rate: number): string =>
  `color-mix(in oklab, var(--accent) ${(50 * rate).toFixed(1)}%, var(--raised))`;
