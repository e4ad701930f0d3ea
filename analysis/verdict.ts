/**
 * What a verdict is, and the rule that gives it.
 *
 * A claim draws a line (no difference, a threshold, a share of another arm) and holds if the mean over seeds lies on the
 * predicted side of it and the paired sign-flip test about that line, two-sided and after Holm's correction, gives
 * p ≤ .05. A claim that two arms are the same holds if both one-sided tests about its bound do. Where the mean lies on the
 * predicted side and p is larger the claim is `not shown`, which is no evidence against it; where the mean lies on the
 * other side, or on the line, it does not hold. If so few pairs were run that not even differences of one sign throughout
 * could reach .05, the verdict is `not enough seeds`: six pairs at least for one claim (2 / 2⁶ = .031), eight for a family
 * of four.
 */
import type * as z from 'zod';
import type { Hypothesis } from '../workers/experiments/experiment';
import { smallestP } from './patterns';
import type { verdictSchema } from './verdict-schema';

/** Level of the test. */
export const ALPHA = 0.05;

/** One hypothesis, judged. */
export type Verdict = z.infer<typeof verdictSchema>;

export type Ruling = Verdict['verdict'];
export type Family = Verdict['family'];

/** The family of a claim; the experiment's own if it names none. */
export const familyOf = ({ family }: Pick<Hypothesis, 'family'>): Family => family ?? 'claims';

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
