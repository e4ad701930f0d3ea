/** From results to verdicts: each hypothesis of an experiment against the seeds that all of its arms ran. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Experiment, Hypothesis } from '../workers/experiments/experiment';
import type { Replica } from '../workers/protocol';
import { bootstrapInterval } from './bootstrap';
import { type Measured, requireSound } from './check';
import { minimumDetectableEffect } from './detectable-effect';
import { cliffsDelta, cohenDz } from './effect';
import { equivalenceP } from './equivalence';
import { holm } from './holm';
import { pairOf, predictedSide, sampleOf, type Sample } from './samples';
import { findingNotes, findingSentence } from './sentence';
import { smallestP } from './patterns';
import { signFlipP } from './sign-flip';
import { ALPHA, familyOf, rule, type Verdict } from './verdict';

export { seedsNeeded, type Ruling, type Verdict } from './verdict';

/** A hypothesis with its numbers. */
interface Tested {
  hypothesis: Hypothesis;
  sample: Sample;
}

/**
 * One verdict for each hypothesis whose arms have at least one seed in common, in the experiment's order. Holm's
 * correction is over all of the experiment's claims in the same family, those without a common seed as if nothing spoke
 * for them (p = 1): whoever runs few arms must not find what all of them would not show.
 *
 * @param diverged models that have no result because they diverged: the claims that they are missing from say so
 * @throws RangeError with one sentence about the first result that cannot be judged (see `requireSound`)
 */
export function judge(
  experiment: Experiment,
  results: readonly Measured[],
  diverged: readonly Replica[] = [],
): Verdict[] {
  requireSound(experiment, results);
  const tested = experiment.hypotheses
    .map((hypothesis) => ({ hypothesis, sample: sampleOf(hypothesis, results) }))
    .filter(({ sample }) => sample.seeds.length > 0);
  const verdicts = new Map<Hypothesis, Verdict>();
  for (const family of ['claims', 'targets'] as const) {
    const members = tested.filter(({ hypothesis }) => familyOf(hypothesis) === family);
    const size = experiment.hypotheses.filter((hypothesis) => familyOf(hypothesis) === family).length;
    judgeFamily(experiment, members, size, diverged).forEach((verdict, i) =>
      verdicts.set(members[i]!.hypothesis, verdict),
    );
  }
  return tested.map(({ hypothesis }) => verdicts.get(hypothesis)!);
}

function judgeFamily(
  experiment: Experiment,
  members: readonly Tested[],
  size: number,
  diverged: readonly Replica[],
): Verdict[] {
  const untested = new Array<number>(size - members.length).fill(1);
  const p = members.map(pOf);
  const pHolm = holm([...p, ...untested]);
  const reachable = holm([...members.map(({ sample }) => smallestP(sample.seeds.length)), ...untested]);
  return members.map(({ hypothesis, sample }, i) => {
    const { seeds, differences } = sample;
    const average = mean(differences);
    const finding = {
      hypothesis: hypothesis.id,
      kind: hypothesis.kind ?? 'difference',
      family: familyOf(hypothesis),
      claim: hypothesis.claim,
      metric: hypothesis.metric,
      ...pairOf(hypothesis),
      n: seeds.length,
      seeds,
      differences,
      mean: average,
      interval: bootstrapInterval(differences),
      p: p[i]!,
      pHolm: pHolm[i]!,
      cohenDz: cohenDz(differences),
      cliffsDelta: sample.reference && cliffsDelta(sample.arm, sample.reference),
      minimumDetectableEffect: minimumDetectableEffectOf(hypothesis, differences, size),
      verdict: rule(asPredicted(hypothesis, average), pHolm[i]!, reachable[i]!),
    };
    const about = { experiment, hypothesis, sample, finding, together: size, diverged };
    return { ...finding, sentence: findingSentence(about), notes: findingNotes(about) };
  });
}

function pOf({ hypothesis, sample }: Tested): number {
  return hypothesis.kind === 'equivalence'
    ? equivalenceP(sample.differences, hypothesis.bound)
    : signFlipP(sample.differences);
}

function asPredicted(hypothesis: Hypothesis, average: number): boolean {
  return hypothesis.kind === 'equivalence'
    ? Math.abs(average) < hypothesis.bound
    : Math.sign(average) === predictedSide(hypothesis);
}

function minimumDetectableEffectOf(
  hypothesis: Hypothesis,
  differences: readonly number[],
  together: number,
): number | null {
  if (cohenDz(differences) === null) return null; // no spread to measure by
  const inSpreads = minimumDetectableEffect(differences.length, ALPHA / together);
  if (inSpreads === null) return null;
  const spread = sampleStandardDeviation([...differences]);
  return spread * (hypothesis.kind === 'equivalence' ? inSpreads.bound : inSpreads.difference);
}
