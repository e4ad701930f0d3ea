/** From results to the numbers that a claim is judged by: one for each seed that all of its arms ran. */
import type { Hypothesis } from '../workers/experiments/experiment';
import type { Measured } from './check';
import { crossing } from './crossing';

/** A claim's numbers, seed by seed. */
export interface Sample {
  /** Ascending. */
  seeds: number[];
  /**
   * How far each seed lies from the line that the claim draws, in the unit of the metric: below zero where the claim
   * says `lower` or `at most`, above zero where it says `higher` or `at least`. For equivalence the plain difference,
   * for `fewer` the decimal logarithm of (factor reached / factor claimed).
   */
  differences: number[];
  /** Metric of the arm the claim is about; of the worst of them where there are several. */
  arm: number[];
  /** Metric of the arm it is compared with, if it is compared with one. */
  reference: number[] | null;
  /** Seeds left out, because an arm lacks them, by that arm. Arms without any result are not listed. */
  missing: { arm: string; seeds: number[] }[];
}

/** Every arm that a claim is about. */
export function armsOf(hypothesis: Hypothesis): readonly string[] {
  switch (hypothesis.kind) {
    case 'threshold':
      return hypothesis.arms;
    case 'fewer':
      return [...hypothesis.ladder.map(({ arm }) => arm), hypothesis.reference.arm];
    case 'interaction':
      return [hypothesis.arm, hypothesis.reference, hypothesis.against.arm, hypothesis.against.reference];
    default:
      return [hypothesis.arm, hypothesis.reference];
  }
}

/** The two arms that stand for a claim where only two can be shown; the same one twice where it has but one. */
export function pairOf(hypothesis: Hypothesis): { arm: string; reference: string | null } {
  switch (hypothesis.kind) {
    case 'threshold':
      return { arm: hypothesis.arms[0]!, reference: null };
    case 'fewer':
      return { arm: hypothesis.ladder.at(-1)!.arm, reference: hypothesis.reference.arm };
    default:
      return { arm: hypothesis.arm, reference: hypothesis.reference };
  }
}

/** The side of its line on which a claim wants the differences: −1, +1, or 0 for neither side (equivalence). */
export function predictedSide(hypothesis: Hypothesis): -1 | 0 | 1 {
  switch (hypothesis.kind) {
    case 'equivalence':
      return 0;
    case 'threshold':
      return hypothesis.at === 'most' ? -1 : 1;
    case 'ratio':
      return -1;
    case 'fewer':
      return 1;
    default:
      return hypothesis.direction === 'lower' ? -1 : 1;
  }
}

/** The sample of a claim; without seeds if an arm has no result. A seed that one arm lacks is left out of all. */
export function sampleOf(hypothesis: Hypothesis, results: readonly Measured[]): Sample {
  const arms = [...new Set(armsOf(hypothesis))];
  const values = new Map(arms.map((arm) => [arm, new Map<number, number>()]));
  for (const { arm, seed, metrics } of results) {
    const value = metrics[hypothesis.metric];
    if (value !== undefined) values.get(arm)?.set(seed, value);
  }
  const all = [...new Set([...values.values()].flatMap((bySeed) => [...bySeed.keys()]))].sort((a, b) => a - b);
  const seeds = all.filter((seed) => arms.every((arm) => values.get(arm)!.has(seed)));
  const rows = seeds.map((seed) => rowOf(hypothesis, (arm) => values.get(arm)!.get(seed)!));
  const missing = arms
    .filter((arm) => values.get(arm)!.size > 0)
    .map((arm) => ({ arm, seeds: all.filter((seed) => !values.get(arm)!.has(seed)) }))
    .filter((gap) => gap.seeds.length > 0);
  const reference = rows.flatMap((row) => (row.reference === null ? [] : [row.reference]));
  return {
    seeds,
    differences: rows.map((row) => row.difference),
    arm: rows.map((row) => row.arm),
    reference: reference.length === rows.length && rows.length > 0 ? reference : null,
    missing,
  };
}

/** One seed: what the claim compares, and how far that is from its line. */
function rowOf(hypothesis: Hypothesis, value: (arm: string) => number) {
  if (hypothesis.kind === 'threshold') {
    const values = hypothesis.arms.map(value);
    const arm = hypothesis.at === 'most' ? Math.max(...values) : Math.min(...values);
    return { arm, reference: null, difference: arm - hypothesis.value };
  }
  if (hypothesis.kind === 'fewer') {
    const { ladder, factor } = hypothesis;
    const reference = value(hypothesis.reference.arm);
    const curve = ladder.map(({ arm, demonstrations }) => ({ count: demonstrations, rate: value(arm) }));
    // A ladder that never comes down is counted as if its last step had: more than it deserves, and far below any claim.
    const needed = crossing(curve, reference) ?? curve.at(-1)!.count;
    const difference = Math.log10(hypothesis.reference.demonstrations / needed / factor);
    return { arm: curve.at(-1)!.rate, reference, difference };
  }
  const [arm, reference] = [value(hypothesis.arm), value(hypothesis.reference)];
  return { arm, reference, difference: distance(hypothesis, arm, reference, value) };
}

function distance(
  hypothesis: Exclude<Hypothesis, { kind: 'threshold' | 'fewer' }>,
  arm: number,
  reference: number,
  value: (arm: string) => number,
): number {
  switch (hypothesis.kind) {
    case 'ratio':
      return arm - hypothesis.atMost * reference;
    case 'interaction':
      return arm - reference - (value(hypothesis.against.arm) - value(hypothesis.against.reference));
    case 'equivalence':
      return arm - reference;
    default:
      return arm - reference - lineOf(hypothesis);
  }
}

/** Where a claim about a difference draws its line: at zero, or beyond it where the claim says by how much. */
export function lineOf({ direction, by = 0 }: { direction: 'lower' | 'higher'; by?: number }): number {
  return direction === 'lower' ? -by : by;
}
