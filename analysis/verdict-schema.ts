/**
 * The form of a verdict, as records keep it; its type is inferred from here (verdict.ts). Apart, because the page judges
 * before it reads any record. Keys with a default came later than the first records.
 */
import * as z from 'zod';
import { METRIC_IDS } from '../workers/evaluate/metrics';
import { identifier, rate, seed } from '../workers/schema';

export const verdictSchema = z.strictObject({
  /** Id of the hypothesis. */
  hypothesis: z.string().min(1).max(100),
  kind: z.enum(['difference', 'equivalence', 'interaction', 'threshold', 'ratio', 'fewer']).default('difference'),
  family: z.enum(['claims', 'targets']).default('claims').describe('The claims it was corrected with.'),
  claim: z.string().max(2000),
  metric: z.enum(METRIC_IDS),
  arm: identifier,
  reference: identifier.nullable().describe('Null where the arm is held against a fixed threshold.'),
  /** Number of pairs. */
  n: z.int().positive(),
  /** Seeds that every arm of the claim ran, ascending. */
  seeds: z.array(seed),
  /** One for each seed, in that order (see `Sample`). */
  differences: z
    .array(z.number())
    .describe('For each seed, how far it lies from the line that the claim draws: arm − reference where that is zero.'),
  mean: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable().describe('95% bootstrap interval (BCa); null with one seed.'),
  p: rate.describe('Exact two-sided paired sign-flip test; of equivalence, the larger of both sides.'),
  pHolm: rate.describe("After Holm's correction over the experiment's claims of the family."),
  /** Null where undefined: one pair, or all differences equal. */
  cohenDz: z.number().nullable(),
  /** Null where there is no other arm to compare with. */
  cliffsDelta: z.number().min(-1).max(1).nullable(),
  /** For equivalence the smallest bound that they could prove. Null where no distance would do, or there is no spread. */
  detectable: z.number().nullable().default(null).describe('Smallest true distance found in four runs of five.'),
  verdict: z.enum(['holds', 'not shown', 'does not hold', 'not enough seeds']),
  /** The finding with its numbers, in one sentence. */
  sentence: z.string().max(2000),
  /** What else a reader must know, a sentence each: seeds left out, and what the seeds could have shown. */
  notes: z.array(z.string().max(2000)).max(100).default([]),
});
