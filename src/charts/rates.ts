/** What the figure of a metric shows, from the summaries of a run; drawn by rates-figure.ts. */
import { evaluationGrid } from '../../datasets/tasks';
import { peopleRates, type WorldConfig } from '../../datasets/world';
import { type MetricId, METRICS } from '../../workers/evaluate/metrics';
import { pairOf } from '../../analysis/samples';
import type { ArmSummary } from '../../analysis/summarize';
import { armStyle, type ArmStyle } from '../arms';
import { percent } from '../format';
import type { Experiment } from '../../workers/experiments/experiment';

/** One arm's row of the figure. */
export interface RateRow {
  label: string;
  style: ArmStyle;
  seeds: { seed: number; value: number }[];
  mean: number;
  /** Bootstrap interval of the mean; null with a single seed. */
  interval: [number, number] | null;
  /** What an ideal reader of the same text would be expected to do, if that is known. */
  ideal: number | undefined;
  /** What the paper reports for this arm and metric. */
  paper: { value: number; source: string }[];
}

/** A vertical line across all rows. */
export interface Reference {
  value: number;
  label: string;
  /** Instead of `label` where the figure is narrow. */
  short: string;
}

export interface RatesFigure {
  rows: RateRow[];
  /** Places of two neighbouring rows whose seeds are joined, if any. */
  pair: [number, number] | null;
  references: Reference[];
}

/** Rows from which on each has less height. */
const MANY = 7;

/** Height in CSS pixels of a figure with so many rows; known before the plotting library is there. */
export const ratesHeight = (rows: number): number => 54 + (rows < MANY ? 58 : 46) * rows;

/** What the toy world's own people do at a stake, beside which every unsafe rate of agents is drawn. */
function peopleOf(world: WorldConfig): Reference[] {
  const { held, absent } = peopleRates(world, evaluationGrid(world));
  return [
    { value: held, label: `people with the principle ${percent(held)}`, short: percent(held) },
    { value: absent, label: `people without it ${percent(absent)}`, short: percent(absent) },
  ];
}

/** Lines that a metric is to be read against. */
const referencesOf = (metric: MetricId, world: WorldConfig): Reference[] =>
  METRICS[metric].grid ? peopleOf(world) : [];

/**
 * Rows in the order of the experiment, of arms that have the metric. The two arms of its headline hypothesis are joined
 * seed by seed where they stand in neighbouring rows; elsewhere the lines would cross other arms' marks.
 */
export function ratesFigure(
  experiment: Experiment,
  summaries: ArmSummary[],
  metric: MetricId,
  world: WorldConfig,
): RatesFigure {
  const shown = summaries.filter(({ metrics }) => metrics[metric]);
  const rows = shown.map(({ arm, label, seeds, metrics, ideal }) => {
    const { values, mean, interval } = metrics[metric]!;
    return {
      ...{ label, mean, interval, style: armStyle(arm), ideal: ideal[metric] },
      seeds: seeds.map((seed, i) => ({ seed, value: values[i]! })),
      paper: experiment.paper.filter((number) => number.arm === arm && number.metric === metric),
    };
  });
  const headline = experiment.hypotheses[0] && pairOf(experiment.hypotheses[0]);
  const ends = [headline?.reference, headline?.arm].map((id) => shown.findIndex(({ arm }) => arm === id));
  const [from = -1, to = -1] = ends;
  const pair: [number, number] | null = from >= 0 && Math.abs(from - to) === 1 && to >= 0 ? [from, to] : null;
  return { rows, pair, references: referencesOf(metric, world) };
}

/** The figure in one sentence, for those who do not see it. */
export function describeRates(summaries: ArmSummary[], metric: MetricId): string {
  const means = summaries.flatMap(({ label, seeds, metrics }) => {
    const measured = metrics[metric];
    if (!measured) return [];
    const seedsText = `${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`;
    return `${label} ${percent(measured.mean)} (${seedsText})`;
  });
  return `Chart of the ${METRICS[metric].label}, mean over seeds: ${means.join(', ')}. The table below has every number.`;
}
