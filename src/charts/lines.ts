/** What a figure of lines shows: measurements while training, or arms along a ladder; drawn by lines-figure.ts. */
import { mean } from 'simple-statistics';
import type { Experiment, Ladder } from '../../workers/experiments/experiment';
import type { Replica, StageName } from '../../workers/protocol';
import { amount } from '../../workers/experiments/settings';
import type { ProbedId } from '../../workers/evaluate/metrics';
import { isRate } from '../../analysis/metrics';
import type { ArmSummary } from '../../analysis/summarize';
import { armStyle, type ArmStyle, lineStyle } from '../arms';
import { decimal, percent } from '../format';
import type { RunRecord } from '../../records/schema';
import { STAGES } from '../words';

export interface LinePoint {
  x: number;
  y: number;
  /** Ends of the interval, where there is one. */
  interval?: [number, number] | null;
  /** Which stage it belongs to: a line breaks where that changes. */
  stage?: StageName;
}

export interface Line {
  label: string;
  style: ArmStyle;
  mean: LinePoint[];
  /** The same for every seed. */
  seeds: { seed: number; points: LinePoint[] }[];
}

export interface LinesFigure {
  lines: Line[];
  axis: {
    label: string;
    logarithmic: boolean;
    /** Where x is not what the axis counts: places on it and what they mean. Absent, the numbers speak for themselves. */
    ticks?: { x: number; label: string }[];
  };
  /** Whether values are rates: see `topOf`. */
  rates: boolean;
  /** Where a stage begins, in the unit of x, and its name. */
  borders: { x: number; label: string }[];
}

/** A place on the axis in words: `5,000`, or `Midtraining, 40%` where stages stand side by side. */
export function placeOf({ axis, borders }: LinesFigure, x: number): string {
  if (axis.ticks === undefined) return amount(x);
  const stage = borders.findLast((border) => border.x < x) ?? borders[0]!;
  return `${stage.label}, ${percent(x - stage.x)}`;
}

/** Ends of the axis of rates: the least that holds all that is drawn, so that low lines can be told apart. */
const TOPS = [0.2, 0.4, 0.6, 0.8, 1] as const;

/** Where the axis of a figure of rates ends. */
export function topOf({ lines }: Pick<LinesFigure, 'lines'>): number {
  const drawn = lines.flatMap(({ mean, seeds }) => [
    ...mean.flatMap(({ y, interval }) => [y, ...(interval ?? [])]),
    ...seeds.flatMap(({ points }) => points.map(({ y }) => y)),
  ]);
  const highest = Math.max(...drawn);
  return TOPS.find((top) => highest <= top) ?? 1;
}

/** Height in CSS pixels of every figure of lines. */
export const LINES_HEIGHT = 250;

/** Measurements taken while training, in a common form. */
interface Series {
  points: { stage: StageName; step: number; values: (number | null)[] }[];
  rates: boolean;
}

/** One of the series that a record holds. */
function seriesOf({ probes, curves }: RunRecord, what: ProbedId | 'loss'): Series {
  if (what === 'loss')
    return { points: curves.map(({ loss, ...moment }) => ({ ...moment, values: loss })), rates: false };
  return {
    points: probes.map(({ stage, step, ...probe }) => ({ stage, step, values: probe[what] })),
    rates: isRate(what),
  };
}

/** A line an arm over the steps of all stages, one stage beside the other; null if the record has no such series. */
export function trainingFigure(experiment: Experiment, record: RunRecord, what: ProbedId | 'loss'): LinesFigure | null {
  const { points, rates } = seriesOf(record, what);
  const stages = [...new Set(points.map(({ stage }) => stage))];
  const lengths = stages.map((name) => Math.max(...points.filter((p) => p.stage === name).map(({ step }) => step)));
  // Every stage is as wide as the others: fine-tuning takes few steps and matters most.
  const xs = points.map(({ stage, step }) => {
    const place = stages.indexOf(stage);
    return place + step / (lengths[place]! || 1);
  });
  const lines = experiment.arms.flatMap(({ id, label }): Line[] => {
    const own = record.replicas.flatMap((replica: Replica, r) =>
      replica.arm === id ? [{ seed: replica.seed, r }] : [],
    );
    const at = (r: number, i: number) => points[i]!.values[r] ?? null;
    const seeds = own.map(({ seed, r }) => ({
      seed,
      points: xs.flatMap((x, i) => (at(r, i) === null ? [] : [{ x, y: at(r, i)!, stage: points[i]!.stage }])),
    }));
    const line = xs.flatMap((x, i) => {
      const values = own.flatMap(({ r }) => at(r, i) ?? []);
      return values.length > 0 ? [{ x, y: mean(values), stage: points[i]!.stage }] : [];
    });
    return line.length > 0 ? [{ label, style: armStyle(id), mean: line, seeds }] : [];
  });
  if (lines.length === 0) return null;
  const borders = stages.map((stage, x) => ({ x, label: STAGES[stage].name }));
  const ticks = lengths.flatMap((length, place) =>
    [0.5, 1].map((share) => ({ x: place + share, label: (share * length).toLocaleString('en-GB') })),
  );
  return { lines, axis: { label: 'steps of the stage', logarithmic: false, ticks }, rates, borders };
}

/** The arms of a ladder as curves; null if none of them has a result. */
export function ladderFigure(ladder: Ladder, summaries: readonly ArmSummary[]): LinesFigure | null {
  const { metric, axis, logarithmic } = ladder;
  const lines = ladder.lines.flatMap(({ label, points }): Line[] => {
    const steps = points.flatMap(({ arm, at }) => {
      const summary = summaries.find((one) => one.arm === arm);
      const measured = summary?.metrics[metric];
      return measured ? [{ at, seeds: summary.seeds, ...measured }] : [];
    });
    if (steps.length === 0) return [];
    const seeds = [...new Set(steps.flatMap((step) => step.seeds))].map((seed) => ({
      seed,
      points: steps.flatMap(({ at, seeds, values }) => {
        const i = seeds.indexOf(seed);
        return i < 0 ? [] : [{ x: at, y: values[i]! }];
      }),
    }));
    const line = steps.map(({ at, mean, interval }) => ({ x: at, y: mean, interval }));
    return [{ label, style: lineStyle(label), mean: line, seeds }];
  });
  if (lines.length === 0) return null;
  return { lines, axis: { label: axis, logarithmic }, rates: isRate(metric), borders: [] };
}

/** The figure in a few words, for those who do not see it. */
export function describeLines({ lines, axis, rates }: LinesFigure): string {
  const shown = (value: number) => (rates ? percent(value) : decimal(value, 2));
  const each = lines.map(({ label, mean }) => `${label} from ${shown(mean[0]!.y)} to ${shown(mean.at(-1)!.y)}`);
  return `Lines over ${axis.label}, mean over seeds: ${each.join(', ')}. The table below has the numbers.`;
}
