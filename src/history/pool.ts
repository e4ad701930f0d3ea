/**
 * Runs with the same settings as one: what a class has trained on many machines, each with seeds of its own, or one
 * reader in several sessions.
 */
import { grouped } from '../grouped';
import { joinBeside } from '../judging/client';
import type { RunRecord } from '../../records/schema';
import type { SavedRun } from './saved-run';

/** Runs that together have models which none of them has alone. */
export interface Pool {
  /** Newest first. */
  runs: SavedRun[];
  /** Of all of them, ascending. */
  seeds: number[];
}

const modelsOf = ({ record }: SavedRun): string[] => record.results.map(({ arm, seed }) => `${arm} ${seed}`);

/** The pools that there can be, one for all runs of an experiment with the same settings. @param runs newest first */
export function poolsOf(runs: readonly SavedRun[]): Pool[] {
  const groups = grouped(runs, ({ record }) => `${record.experiment} ${record.configHash}`);
  return groups.flatMap((own) => {
    const models = new Set(own.flatMap(modelsOf));
    if (own.some((run) => new Set(modelsOf(run)).size === models.size)) return [];
    const seeds = [...new Set(own.flatMap(({ record }) => record.seeds))].sort((a, b) => a - b);
    return [{ runs: own, seeds }];
  });
}

/**
 * The runs of a pool as one record. A model that several of them have counts once, as the earliest gives it.
 * @throws RangeError with one sentence if they cannot be judged
 */
export const pooled = ({ runs }: Pool): Promise<RunRecord> => joinBeside(runs.map(({ record }) => record));
