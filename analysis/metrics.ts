/** Which metrics of an experiment are shown, and how their values are written. */
import { type ByMetric, type MetricId, METRICS } from '../workers/evaluate/metrics';
import type { Experiment } from '../workers/experiments/experiment';

/** What is counted, as a sentence: beside the heading of a column it stands alone. */
export const asSentence = (note: string): string => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;

/** The metrics of an experiment's figures: the primary one, and the same thing where the examples are. */
export function figureMetrics({ primaryMetric }: Pick<Experiment, 'primaryMetric'>): MetricId[] {
  const { near } = METRICS[primaryMetric];
  return near ? [primaryMetric, near] : [primaryMetric];
}

/** The two metrics whose difference is the generalization gap, if that is what an experiment is about. */
export function gapMetrics({
  primaryMetric,
  metrics,
}: Pick<Experiment, 'primaryMetric' | 'metrics'>): [MetricId, MetricId] | undefined {
  const { gap, near } = METRICS[primaryMetric];
  if (!gap || !near || !metrics.includes(primaryMetric) || !metrics.includes(near)) return undefined;
  return [primaryMetric, near];
}

/** The metrics that a table of these results, or summaries, shows: those of the experiment that all of them have. */
export const tableMetrics = (
  { metrics }: Pick<Experiment, 'metrics'>,
  shown: readonly { metrics: ByMetric<unknown> }[],
): MetricId[] => metrics.filter((id) => shown.every((one) => one.metrics[id] !== undefined));

/** Whether values of a metric are shown in per cent, and their differences in points. */
export const isRate = (metric: MetricId): boolean => METRICS[metric].kind !== 'count';

/** `12.3%`. */
export const formatRate = (value: number): string => `${(100 * value).toFixed(1)}%`;

/** `12.3%` or `4.56`. */
export function formatValue(metric: MetricId, value: number): string {
  return isRate(metric) ? formatRate(value) : value.toFixed(2);
}

/** A signed difference, `−12.3` points or `+0.45` actions, without the unit. */
export function formatDifference(metric: MetricId, difference: number): string {
  const size = isRate(metric) ? (100 * difference).toFixed(1) : difference.toFixed(2);
  if (Number(size) === 0) return size.replace('-', '');
  return difference < 0 ? size.replace('-', '−') : `+${size}`;
}

/** `0.031`, `0.00040`: two significant digits, never zero. */
export function formatP(p: number): string {
  return p >= 0.995 ? '1' : p.toPrecision(2).replace(/e-(\d+)$/, ' × 10^-$1');
}
