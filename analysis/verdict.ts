/**
 * What a verdict is, and the rule that gives it.
 *
 * A claim draws a line (no difference, a mark, a share of another arm) and holds if the mean over seeds lies on the
 * predicted side of it and the paired sign-flip test about that line, two-sided and after Holm's correction, gives
 * p ≤ .05. A claim that two arms are the same holds if both one-sided tests about its bound do. Where the mean lies on the
 * predicted side and p is larger the claim is `not shown`, which is no evidence against it; where the mean lies on the
 * other side, or on the line, it does not hold. If so few pairs were run that not even differences of one sign throughout
 * could reach .05, the verdict is `not enough seeds`: six pairs at least for one claim (2 / 2⁶ = .031), eight for a family
 * of four.
 */
import type { Hypothesis } from '../workers/experiments/experiment';
import type { Metrics } from '../workers/protocol';
import type { Interval } from './bootstrap';
import { smallestP } from './sign-flip';

/** Level of the test. */
export const ALPHA = 0.05;

export type Ruling = 'holds' | 'not shown' | 'does not hold' | 'not enough seeds';

export type ClaimKind = NonNullable<Hypothesis['kind']>;
export type Family = NonNullable<Hypothesis['family']>;

/** The family of a claim; the experiment's own if it names none. */
export const familyOf = ({ family }: Pick<Hypothesis, 'family'>): Family => family ?? 'claims';

/** One hypothesis, judged. */
export interface Verdict {
  /** Id of the hypothesis. */
  hypothesis: string;
  kind: ClaimKind;
  /** The claims it is corrected with. */
  family: Family;
  claim: string;
  metric: keyof Metrics;
  arm: string;
  /** What the arm is compared with; null where that is a fixed mark. */
  reference: string | null;
  /** Number of pairs. */
  n: number;
  /** Seeds that every arm of the claim ran, ascending. */
  seeds: number[];
  /** One for each seed, in that order: how far it lies from the line that the claim draws (see `Sample`). */
  differences: number[];
  mean: number;
  /** 95% bootstrap interval of the mean; null with one pair. */
  interval: Interval | null;
  p: number;
  /** p after Holm's correction over the experiment's claims of the family. */
  pHolm: number;
  /** Null where undefined: one pair, or all differences equal. */
  cohenDz: number | null;
  /** Null where there is no other arm to compare with. */
  cliffsDelta: number | null;
  /**
   * Smallest true distance from the line that so many seeds, spread as these are, find in four runs of five; for
   * equivalence the smallest bound they could prove. Null where no distance would do, or there is no spread.
   */
  detectable: number | null;
  verdict: Ruling;
  /** The finding with its numbers, in one sentence. */
  sentence: string;
  /** What else a reader must know, a sentence each: seeds left out, and what the seeds could have shown. */
  notes: string[];
}

/**
 * @param predicted whether the mean lies where the claim says
 * @param pHolm corrected p
 * @param reachable the least that `pHolm` could have been with the pairs of this family
 */
export function rule(predicted: boolean, pHolm: number, reachable: number): Ruling {
  if (reachable > ALPHA) return 'not enough seeds';
  if (!predicted) return 'does not hold';
  return pHolm <= ALPHA ? 'holds' : 'not shown';
}

/** Seeds that a family of so many claims needs before any of them can hold. */
export function seedsNeeded(hypotheses: number): number {
  let n = 1;
  while (hypotheses * smallestP(n) > ALPHA) n++;
  return n;
}
