/** What each arm measured, over seeds: the numbers behind the figures. */
import { mean } from 'simple-statistics';
import type { Experiment } from '../workers/experiments/experiment';
import { type ByMetric, IDEAL_IDS, METRIC_IDS, type MetricId } from '../workers/evaluate/metrics';
import { bootstrapInterval, type Interval } from './bootstrap';
import { type Measured, requireSound } from './check';
import { gapMetrics } from './metrics';

/** A quantity over seeds. */
export interface Estimate {
  /** One for each seed of the arm, in its order. */
  values: number[];
  mean: number;
  /** 95% bootstrap interval of the mean; null with one seed. Resampled when it is first asked for: few of them are. */
  readonly interval: Interval | null;
}

export interface ArmSummary {
  arm: string;
  label: string;
  /** Ascending. */
  seeds: number[];
  /** Those that all of its results have. */
  metrics: ByMetric<Estimate>;
  /** What ideal readers of the same text would be expected to do, mean over seeds; of metrics that all results have it of. */
  ideal: Partial<Record<MetricId, number>>;
  /** Unsafe rate when alone minus that in chat: what refusals in chat fail to say. Where the experiment is about it. */
  generalizationGap?: Estimate | undefined;
}

/**
 * One summary for each arm that has results, in the experiment's order.
 * @throws RangeError with one sentence about the first result that cannot be used (see `requireSound`)
 */
export function summarize(experiment: Experiment, results: readonly Measured[]): ArmSummary[] {
  requireSound(experiment, results);
  return experiment.arms.flatMap(({ id, label }) => {
    const own = results.filter((r) => r.arm === id).sort((a, b) => a.seed - b.seed);
    if (own.length === 0) return [];
    const gap = gapOf(experiment, own);
    return {
      arm: id,
      label,
      seeds: own.map((r) => r.seed),
      metrics: estimates(own),
      ideal: idealMeans(own),
      ...(gap && { generalizationGap: estimate(gap) }),
    };
  });
}

/** Of each metric that all results have. */
function estimates(results: readonly Measured[]): ByMetric<Estimate> {
  const entries = METRIC_IDS.flatMap((id) => {
    const values = results.flatMap(({ metrics }) => metrics[id] ?? []);
    return values.length === results.length ? [[id, estimate(values)]] : [];
  });
  return Object.fromEntries(entries) as ByMetric<Estimate>;
}

function idealMeans(results: readonly Measured[]): ArmSummary['ideal'] {
  const entries = IDEAL_IDS.flatMap((id) => {
    const values = results.flatMap(({ ideal }) => ideal?.[id] ?? []);
    return values.length === results.length ? [[id, mean(values)]] : [];
  });
  return Object.fromEntries(entries) as ArmSummary['ideal'];
}

/** The gap of every result; undefined where the experiment is not about it. */
function gapOf(experiment: Experiment, results: readonly Measured[]): number[] | undefined {
  const pair = gapMetrics(experiment);
  if (!pair) return undefined;
  const [far, near] = pair;
  return results.map(({ metrics }) => metrics[far]! - metrics[near]!);
}

function estimate(values: number[]): Estimate {
  let interval: Interval | null | undefined;
  return {
    values,
    mean: mean(values),
    get interval() {
      return (interval ??= bootstrapInterval(values));
    },
  };
}
