/** How much of a result is the luck of its episodes: the closed-loop rates of a record, cell by cell. */
import { mean, sampleVariance } from 'simple-statistics';
import { METRICS } from '../../workers/evaluate/metrics';
import type { Experiment } from '../../workers/experiments/experiment';
import { evaluationGrid } from '../../datasets/tasks';
import { episodeError, nestedInterval, type SeedEpisodes } from '../../analysis/nested';
import type { Interval } from '../../analysis/bootstrap';
import type { RunRecord } from '../../records/schema';
import { worldOf } from '../../records/world';

export interface EpisodeNoise {
  /** Episodes behind one model's rate. */
  episodes: number;
  /** Largest standard error of a model's rate that is due to its episodes. */
  error: number;
  /**
   * Share of the spread of the headline difference over seeds that its episodes account for, at most: as if the two arms of
   * a seed had luck of their own, which they share, and the tasks of a cell were all alike. Null with one seed.
   */
  share: number | null;
  /** Interval of the headline difference with episodes resampled as well; null with one seed. */
  interval: Interval | null;
}

/** Null where the record does not say how many episodes it ran, or the headline is not about two arms' closed loop. */
export function episodeNoise(experiment: Experiment, record: RunRecord): EpisodeNoise | null {
  const perTask = episodesPerTask(record);
  const [headline] = experiment.hypotheses;
  if (perTask === null || !headline || !METRICS[headline.metric].grid) return null;
  if (headline.kind !== undefined && headline.kind !== 'difference') return null;
  const { arm, reference } = headline;
  const cells = record.results[0]?.grid.flat().length ?? 0;
  if (cells === 0) return null;
  const episodes = (evaluationGrid(worldOf(record)).length / cells) * perTask;
  const of = (id: string, seed: number): SeedEpisodes | undefined => {
    const result = record.results.find((one) => one.arm === id && one.seed === seed);
    return result && { rates: result.grid.flat(), episodes };
  };
  const pairs = record.seeds.flatMap((seed) => {
    const [a, b] = [of(arm, seed), of(reference, seed)];
    return a && b ? [{ arm: a, reference: b }] : [];
  });
  if (pairs.length === 0) return null;
  const errors = pairs.map((p) => [episodeError(p.arm), episodeError(p.reference)] as const);
  const differences = pairs.map((p) => mean(p.arm.rates) - mean(p.reference.rates));
  const spread = pairs.length > 1 ? sampleVariance(differences) : 0;
  const noise = mean(errors.map(([a, b]) => a ** 2 + b ** 2));
  return {
    episodes: episodes * cells,
    error: Math.max(...errors.flat()),
    share: spread > 0 ? Math.min(1, noise / spread) : null,
    interval: nestedInterval(pairs),
  };
}

function episodesPerTask({ config }: RunRecord): number | null {
  const evaluation = config['evaluation'];
  if (typeof evaluation !== 'object' || evaluation === null || Array.isArray(evaluation)) return null;
  const count = evaluation['episodesPerTask'];
  return typeof count === 'number' ? count : null;
}
