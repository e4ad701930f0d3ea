/** From results to verdicts: each hypothesis of an experiment against the seeds that both of its arms ran. */
import { mean } from 'simple-statistics';
import type { Experiment, Hypothesis } from '../../workers/experiment';
import type { ReplicaResult } from '../../workers/protocol';
import { bootstrapInterval } from './bootstrap';
import { requireSound } from './check';
import { cliffsDelta, cohenDz } from './effect';
import { holm } from './holm';
import { findingSentence } from './sentence';
import { signFlipP, smallestP } from './sign-flip';
import { rule, type Verdict } from './verdict';

export { seedsNeeded, type Ruling, type Verdict } from './verdict';

/** A hypothesis with the values of its two arms on the seeds they share. */
interface Pairs {
  hypothesis: Hypothesis;
  /** Ascending. */
  seeds: number[];
  arm: number[];
  reference: number[];
  /** `arm − reference` */
  differences: number[];
}

/**
 * One verdict for each hypothesis whose two arms have at least one seed in common, in the experiment's order. These
 * hypotheses are the family of Holm's correction.
 * @throws RangeError with one sentence about the first result that cannot be judged (see `requireSound`)
 */
export function judge(experiment: Experiment, results: readonly ReplicaResult[]): Verdict[] {
  requireSound(experiment, results);
  const tested = experiment.hypotheses.map((h) => pairBySeed(h, results)).filter(({ seeds }) => seeds.length > 0);
  const p = tested.map(({ differences }) => signFlipP(differences));
  const pHolm = holm(p);
  const reachable = holm(tested.map(({ seeds }) => smallestP(seeds.length)));
  return tested.map((pairs, i) => {
    const { hypothesis, seeds, differences } = pairs;
    const difference = mean(differences);
    const finding = {
      hypothesis: hypothesis.id,
      claim: hypothesis.claim,
      metric: hypothesis.metric,
      arm: hypothesis.arm,
      reference: hypothesis.reference,
      n: seeds.length,
      seeds,
      differences,
      mean: difference,
      interval: bootstrapInterval(differences),
      p: p[i]!,
      pHolm: pHolm[i]!,
      cohenDz: cohenDz(differences),
      cliffsDelta: cliffsDelta(pairs.arm, pairs.reference),
      verdict: rule(hypothesis, difference, pHolm[i]!, reachable[i]!),
    };
    const means = { arm: mean(pairs.arm), reference: mean(pairs.reference) };
    return { ...finding, sentence: findingSentence(experiment, finding, means, tested.length) };
  });
}

function pairBySeed(hypothesis: Hypothesis, results: readonly ReplicaResult[]): Pairs {
  const values = (arm: string) =>
    new Map(results.filter((r) => r.arm === arm).map((r) => [r.seed, r.metrics[hypothesis.metric]]));
  const ofArm = values(hypothesis.arm);
  const ofReference = values(hypothesis.reference);
  const seeds = [...ofArm.keys()].filter((seed) => ofReference.has(seed)).sort((a, b) => a - b);
  const arm = seeds.map((seed) => ofArm.get(seed)!);
  const reference = seeds.map((seed) => ofReference.get(seed)!);
  return { hypothesis, seeds, arm, reference, differences: arm.map((value, i) => value - reference[i]!) };
}
