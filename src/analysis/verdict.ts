/**
 * What a verdict is, and the rule that gives it, fixed before any run.
 *
 * A claim holds if the mean difference has the predicted sign and the paired sign-flip test, two-sided and after Holm's
 * correction, gives p ≤ .05. If so few pairs were run that not even differences of one sign throughout could reach
 * that, the verdict is `not enough seeds`: six pairs at least for one hypothesis (2 / 2⁶ = .031), eight for a family of
 * four.
 */
import type { Hypothesis } from '../../workers/experiment';
import type { Metrics } from '../../workers/protocol';
import type { Interval } from './bootstrap';
import { smallestP } from './sign-flip';

/** Level of the test. */
export const ALPHA = 0.05;

export type Ruling = 'holds' | 'does not hold' | 'not enough seeds';

/** One hypothesis, judged. Differences are `arm − reference` of the metric, in its own unit. */
export interface Verdict {
  /** Id of the hypothesis. */
  hypothesis: string;
  claim: string;
  metric: keyof Metrics;
  arm: string;
  reference: string;
  /** Number of pairs. */
  n: number;
  /** Seeds that both arms ran, ascending. */
  seeds: number[];
  /** One for each seed, in that order. */
  differences: number[];
  mean: number;
  /** 95% bootstrap interval of the mean; null with one pair. */
  interval: Interval | null;
  p: number;
  /** p after Holm's correction over the hypotheses that were tested. */
  pHolm: number;
  /** Null where undefined: one pair, or all differences equal. */
  cohenDz: number | null;
  cliffsDelta: number;
  verdict: Ruling;
  /** The finding with its numbers, in one sentence. */
  sentence: string;
}

/** Whether a difference has the sign the hypothesis predicts. */
export function asPredicted({ direction }: Pick<Hypothesis, 'direction'>, difference: number): boolean {
  return direction === 'lower' ? difference < 0 : difference > 0;
}

/**
 * @param difference mean over pairs, `arm − reference`
 * @param pHolm corrected p
 * @param reachable the least that `pHolm` could have been with the pairs of this family
 */
export function rule(hypothesis: Hypothesis, difference: number, pHolm: number, reachable: number): Ruling {
  if (reachable > ALPHA) return 'not enough seeds';
  return asPredicted(hypothesis, difference) && pHolm <= ALPHA ? 'holds' : 'does not hold';
}

/** Seeds that a family of so many hypotheses needs before any of them can hold. */
export function seedsNeeded(hypotheses: number): number {
  let n = 1;
  while (hypotheses * smallestP(n) > ALPHA) n++;
  return n;
}
