/**
 * Where a curve turns: how far along a ladder the gap between two ways of training first comes to half of what it is in
 * the end. A description of the curve and no claim: nothing is tested about it.
 */
import { mean } from 'simple-statistics';
import type { Ladder } from '../workers/experiments/experiment';
import { bootstrapInterval, type Interval } from './bootstrap';
import type { ArmSummary } from './summarize';

export interface Turn {
  /** Where each seed turns, by seed; in units of the ladder's axis. Null where there is no gap in the end. */
  at: Map<number, number | null>;
  /** Where the ladder begins: a seed that turns there may have turned before. */
  begin: number;
  /** Over seeds that turn. */
  mean: number;
  /** 95% bootstrap interval of the mean; null with one seed. */
  interval: Interval | null;
}

/**
 * The turn between the two lines of a ladder, which have the same rungs, on seeds that ran all of them. Between two rungs
 * the gap is taken as straight over the axis. Undefined where no seed has a gap in the end, or where there are not two
 * such lines.
 */
export function turnOf({ metric, lines }: Ladder, summaries: readonly ArmSummary[]): Turn | undefined {
  const [upper, lower] = lines;
  if (!upper || !lower || lines.length > 2) return undefined;
  const axis = upper.points.map(({ at }) => at);
  if (lower.points.some(({ at }, rung) => at !== axis[rung]) || lower.points.length !== axis.length) return undefined;
  const rates = (line: typeof upper) => line.points.map(({ arm }) => bySeed(summaries, arm, metric));
  const [above, below] = [rates(upper), rates(lower)];
  const seeds = [...above[0]!.keys()].filter((seed) => [...above, ...below].every((rung) => rung.has(seed)));
  const at = new Map(
    seeds.map((seed) => [
      seed,
      halfway(
        axis,
        above.map((rung, i) => rung.get(seed)! - below[i]!.get(seed)!),
      ),
    ]),
  );
  const turns = [...at.values()].filter((turn) => turn !== null);
  return turns.length === 0
    ? undefined
    : { at, begin: axis[0]!, mean: mean(turns), interval: bootstrapInterval(turns) };
}

function bySeed(summaries: readonly ArmSummary[], arm: string, metric: Ladder['metric']): Map<number, number> {
  const summary = summaries.find((one) => one.arm === arm);
  const values = summary?.metrics[metric]?.values;
  return new Map(values?.map((value, i) => [summary!.seeds[i]!, value]));
}

/** Where gaps first come to half of the last of them; null where that is not above 0. If the first does, there. */
function halfway(axis: readonly number[], gaps: readonly number[]): number | null {
  const half = gaps.at(-1)! / 2;
  if (half <= 0) return null;
  const rung = gaps.findIndex((gap) => gap >= half);
  if (rung === 0) return axis[0]!;
  const share = (half - gaps[rung - 1]!) / (gaps[rung]! - gaps[rung - 1]!);
  return axis[rung - 1]! + share * (axis[rung]! - axis[rung - 1]!);
}

/**
 * `The gap between the two comes to half of its last size at 43 per cent of pretraining (95% interval 40 to 47), in the
 * mean over 8 seeds.` Where some may have turned before the ladder begins, the mean is a bound and has no interval.
 */
export function turnSentence({ at, begin, mean, interval }: Turn, axis: string): string {
  const turns = [...at.values()].filter((turn) => turn !== null);
  const never = at.size - turns.length;
  const early = turns.filter((turn) => turn === begin).length;
  const range = interval && early === 0 ? ` (95% interval ${interval.map((end) => end.toFixed(0)).join(' to ')})` : '';
  const of = `of ${at.size} ${at.size === 1 ? 'seed' : 'seeds'}`;
  return [
    `The gap between the two comes to half of its last size at ${mean.toFixed(0)} ${axis}${early === 0 ? '' : ' or before'}` +
      `${range}, in the mean over ${turns.length} ${turns.length === 1 ? 'seed' : 'seeds'}.`,
    ...(early === 0 ? [] : [`On ${early} ${of} it has that size where the curves begin.`]),
    ...(never === 0 ? [] : [`On ${never} ${of} there is no gap in the end.`]),
  ].join(' ');
}
