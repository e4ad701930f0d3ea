/** How a metric is named and written in a sentence, a table or an axis. */
import type { Metrics } from '../../workers/protocol';

export interface MetricText {
  /** As in `the agentic unsafe rate`. */
  label: string;
  /** A short column heading. */
  short: string;
  /** Rates are shown in per cent and their differences in points; counts as they are. */
  kind: 'rate' | 'count';
}

/** In display order. */
export const METRIC_TEXT: Record<keyof Metrics, MetricText> = {
  agenticUnsafe: { label: 'agentic unsafe rate', short: 'agent unsafe', kind: 'rate' },
  chatUnsafe: { label: 'unsafe rate in chat', short: 'chat unsafe', kind: 'rate' },
  taskCompletion: { label: 'task completion rate', short: 'task done', kind: 'rate' },
  agenticSteps: { label: 'number of actions in an episode', short: 'actions', kind: 'count' },
  benignRefusal: { label: 'refusal rate of harmless requests', short: 'over-refusal', kind: 'rate' },
  firstDecisionUnsafe: { label: 'unsafe probability at the first decision', short: '1st unsafe', kind: 'rate' },
  greedyUnsafe: { label: 'unsafe rate at temperature 0', short: 'greedy unsafe', kind: 'rate' },
  longUnsafe: { label: 'unsafe rate in longer errands', short: 'long unsafe', kind: 'rate' },
  thriftChosen: { label: 'share of offers decided by thrift', short: 'by thrift', kind: 'rate' },
  demonstratedChosen: { label: 'share of offers decided as demonstrated', short: 'as shown', kind: 'rate' },
};

export const METRIC_NAMES = Object.keys(METRIC_TEXT) as (keyof Metrics)[];

/** `12.3%` or `4.56`. */
export function formatValue(metric: keyof Metrics, value: number): string {
  return METRIC_TEXT[metric].kind === 'rate' ? `${(100 * value).toFixed(1)}%` : value.toFixed(2);
}

/** A signed difference, `−12.3` points or `+0.45` actions, without the unit. */
export function formatDifference(metric: keyof Metrics, difference: number): string {
  const size = METRIC_TEXT[metric].kind === 'rate' ? (100 * difference).toFixed(1) : difference.toFixed(2);
  if (Number(size) === 0) return size.replace('-', '');
  return difference < 0 ? size.replace('-', '−') : `+${size}`;
}

/** `0.031`, `0.00040`: two significant digits, never zero. */
export function formatP(p: number): string {
  return p >= 0.995 ? '1' : p.toPrecision(2).replace(/e-(\d+)$/, ' × 10^-$1');
}
