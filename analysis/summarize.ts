/** What each arm measured, over seeds: the numbers behind the figures. */
import { mean } from 'simple-statistics';
import type { Experiment } from '../workers/experiments/experiment';
import type { Completions, Metrics } from '../workers/protocol';
import { bootstrapInterval, type Interval } from './bootstrap';
import { type Measured, requireSound } from './check';
import { COMPLETION_NAMES, METRIC_NAMES } from './metrics';

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
  metrics: Record<keyof Metrics, Estimate>;
  /** Those that all of its results have. */
  completions: Partial<Record<keyof Completions, Estimate>>;
  /** Agentic unsafe rate minus unsafe rate in chat: what refusals in chat fail to say about acting alone. */
  generalizationGap: Estimate;
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
    const metrics = METRIC_NAMES.map((name) => [name, estimate(own.map((r) => r.metrics[name]))]);
    return {
      arm: id,
      label,
      seeds: own.map((r) => r.seed),
      metrics: Object.fromEntries(metrics) as Record<keyof Metrics, Estimate>,
      completions: completionsOf(own),
      generalizationGap: estimate(own.map((r) => r.metrics.agenticUnsafe - r.metrics.chatUnsafe)),
    };
  });
}

function completionsOf(results: readonly Measured[]): ArmSummary['completions'] {
  return Object.fromEntries(
    COMPLETION_NAMES.flatMap((name) => {
      const values = results.flatMap(({ metrics }) => metrics[name] ?? []);
      return values.length === results.length ? [[name, estimate(values)]] : [];
    }),
  );
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
