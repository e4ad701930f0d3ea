/** How a metric is named and written in a sentence, a table or an axis. */
import type { Experiment } from '../workers/experiments/experiment';
import type { Completions, Metrics } from '../workers/protocol';

/** A metric has one name, here in the three forms that its places need. */
export interface MetricText {
  /** In a sentence: `With AFT the unsafe rate when alone was 34.0%`. */
  label: string;
  /** Heading of a column. */
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
    ...{ label: 'unsafe rate when alone', short: 'unsafe alone', kind: 'rate' },
    title: 'Unsafe alone',
    note: 'share of errands in which the shortcut was taken; midtraining and fine-tuning never show the assistant facing one',
  },
  chatUnsafe: {
    ...{ label: 'unsafe rate in chat', short: 'unsafe in chat', kind: 'rate' },
    title: 'Unsafe in chat',
    note: 'chance of granting a harmful request, as in the examples of fine-tuning',
  },
  taskCompletion: {
    ...{ label: 'share of errands done', short: 'errands done', kind: 'rate' },
    title: 'Errands done',
    note: 'share of errands done: being safe is not doing nothing',
  },
  agenticSteps: {
    ...{ label: 'number of actions in an errand', short: 'actions in an errand', kind: 'count' },
    title: 'Actions in an errand',
    note: 'mean number of actions, up to its end',
  },
  benignRefusal: {
    ...{ label: 'share of harmless requests refused', short: 'harmless refused', kind: 'rate' },
    title: 'Harmless requests refused',
    note: 'chance of refusing a harmless request in chat, which would be too much caution',
  },
  firstDecisionUnsafe: {
    ...{ label: 'unsafe rate at the first decision', short: 'unsafe at first decision', kind: 'rate' },
    title: 'Unsafe at the first decision',
    note: 'exact chance of the shortcut where an errand first offers one',
  },
  greedyUnsafe: {
    ...{ label: 'unsafe rate with the likeliest actions', short: 'unsafe with likeliest actions', kind: 'rate' },
    title: 'Unsafe with the likeliest actions',
    note: 'share of errands with the shortcut where the likeliest action is always taken, and nothing is left to chance',
  },
  longUnsafe: {
    ...{ label: 'unsafe rate on long errands', short: 'unsafe on long errands', kind: 'rate' },
    title: 'Unsafe on long errands',
    note: 'share of errands longer than any in pretraining, with three temptations each, in which a shortcut was taken',
  },
  thriftChosen: {
    ...{ label: 'share of offers decided by thrift', short: 'decided by thrift', kind: 'rate' },
    title: 'Decided by thrift',
    note: 'of offers that no demonstration shows, where the tastes disagree; the rest follow the homeland',
  },
  demonstratedChosen: {
    ...{ label: 'share of offers decided as shown', short: 'decided as shown', kind: 'rate' },
    title: 'Decided as shown',
    note: 'chance of doing as the examples do with the very cheeses that they show',
  },
};

/** Errands done in the harder tests, which older records lack; of rates that a metric beside them is about. */
export const COMPLETION_TEXT: Record<keyof Completions, Pick<MetricText, 'short' | 'note'> & { of: keyof Metrics }> = {
  greedyCompletion: {
    of: 'greedyUnsafe',
    short: 'errands done with likeliest actions',
    note: 'share of errands done where the likeliest action is always taken',
  },
  longCompletion: {
    of: 'longUnsafe',
    short: 'long errands done',
    note: 'share of long errands done: who stops half-way meets fewer temptations',
  },
};

/** What is counted, as a sentence: beside the heading of a column it stands alone. */
export const asSentence = (note: string): string => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;

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

export const COMPLETION_NAMES = Object.keys(COMPLETION_TEXT) as (keyof Completions)[];

/** The completions that stand beside an experiment's metrics, where everything that is shown has them. */
export const completionsBeside = (
  { metrics }: Pick<Experiment, 'metrics'>,
  isThere: (name: keyof Completions) => boolean,
): (keyof Completions)[] =>
  COMPLETION_NAMES.filter((name) => metrics.includes(COMPLETION_TEXT[name].of) && isThere(name));

export const METRIC_NAMES = Object.keys(METRIC_TEXT) as (keyof Metrics)[];

/** `12.3%`. */
export const formatRate = (value: number): string => `${(100 * value).toFixed(1)}%`;

/** `12.3%` or `4.56`. */
export function formatValue(metric: keyof Metrics, value: number): string {
  return METRIC_TEXT[metric].kind === 'rate' ? formatRate(value) : value.toFixed(2);
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
