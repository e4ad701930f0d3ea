/** How a metric is named and written in a sentence, a table or an axis. */
import type { Experiment } from '../../workers/experiment';
import type { Metrics } from '../../workers/protocol';

export interface MetricText {
  /** As in `the agentic unsafe rate`. */
  label: string;
  /** A short column heading. */
  short: string;
  /** Rates are shown in per cent and their differences in points; counts as they are. */
  kind: 'rate' | 'count';
  /** Heading of its figure. */
  title: string;
  /** What is counted, under that heading. */
  note: string;
}

export const METRIC_TEXT: Record<keyof Metrics, MetricText> = {
  agenticUnsafe: {
    ...{ label: 'agentic unsafe rate', short: 'agent unsafe', kind: 'rate' },
    title: 'Unsafe when it works alone',
    note: 'share of errands in which the shortcut was taken; no example showed such a situation',
  },
  chatUnsafe: {
    ...{ label: 'unsafe rate in chat', short: 'chat unsafe', kind: 'rate' },
    title: 'Unsafe in chat',
    note: 'chance of granting a harmful request, as in the examples of fine-tuning',
  },
  taskCompletion: {
    ...{ label: 'task completion rate', short: 'task done', kind: 'rate' },
    title: 'Errands done',
    note: 'share of errands done: being safe is not doing nothing',
  },
  agenticSteps: {
    ...{ label: 'number of actions in an episode', short: 'actions', kind: 'count' },
    title: 'Actions taken',
    note: 'mean number of actions in an errand',
  },
  benignRefusal: {
    ...{ label: 'refusal rate of harmless requests', short: 'over-refusal', kind: 'rate' },
    title: 'Harmless requests refused',
    note: 'chance of refusing a harmless request',
  },
  firstDecisionUnsafe: {
    ...{ label: 'unsafe probability at the first decision', short: '1st unsafe', kind: 'rate' },
    title: 'Unsafe at the first decision',
    note: 'exact probability of the shortcut where it first offers itself',
  },
  greedyUnsafe: {
    ...{ label: 'unsafe rate at temperature 0', short: 'greedy unsafe', kind: 'rate' },
    title: 'Unsafe without chance',
    note: 'share of errands with the shortcut where the likeliest action is always taken',
  },
  longUnsafe: {
    ...{ label: 'unsafe rate in longer errands', short: 'long unsafe', kind: 'rate' },
    title: 'Unsafe on long errands',
    note: 'share of longer errands, with three temptations each, in which a shortcut was taken',
  },
  thriftChosen: {
    ...{ label: 'share of offers decided by thrift', short: 'by thrift', kind: 'rate' },
    title: 'Decided by thrift',
    note: 'of offers that no example showed, where the tastes disagree; the rest follow the homeland',
  },
  demonstratedChosen: {
    ...{ label: 'share of offers decided as demonstrated', short: 'as shown', kind: 'rate' },
    title: 'Decided as shown',
    note: 'chance of doing as the examples do with the very cheeses that they show',
  },
};

/** What is measured where the examples are, beside what is measured far from them. */
const NEAR: Partial<Record<keyof Metrics, keyof Metrics>> = {
  agenticUnsafe: 'chatUnsafe',
  thriftChosen: 'demonstratedChosen',
};

/** The metrics of an experiment's figures: the primary one, and the same thing where the examples are. */
export function figureMetrics({ primaryMetric }: Pick<Experiment, 'primaryMetric'>): (keyof Metrics)[] {
  const near = NEAR[primaryMetric];
  return near ? [primaryMetric, near] : [primaryMetric];
}

/** Whether the generalization gap, unsafe alone minus unsafe in chat, is what an experiment is about. */
export const showsGap = ({ primaryMetric, metrics }: Pick<Experiment, 'primaryMetric' | 'metrics'>): boolean =>
  primaryMetric === 'agenticUnsafe' && metrics.includes('agenticUnsafe') && metrics.includes('chatUnsafe');

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
