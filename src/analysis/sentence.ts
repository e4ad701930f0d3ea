/** A finding in plain words, with its numbers. */
import type { Experiment } from '../../workers/experiment';
import { formatDifference, formatP, formatValue, METRIC_TEXT } from './metrics';
import { ALPHA, asPredicted, seedsNeeded, type Verdict } from './verdict';

/**
 * Such as `With MSM + AFT the agentic unsafe rate was 12.0%, with AFT 34.0%: a mean difference of −22.0 points over
 * 8 seeds (95% interval −29.1 to −15.0, p = 0.0078, 0.031 after Holm's correction), so the claim holds.`
 *
 * @param means of the metric over the paired seeds
 * @param tested number of hypotheses judged together
 */
export function findingSentence(
  experiment: Experiment,
  finding: Omit<Verdict, 'sentence'>,
  means: { arm: number; reference: number },
  tested: number,
): string {
  const { metric, interval } = finding;
  const label = (id: string) => experiment.arms.find((arm) => arm.id === id)?.label ?? id;
  const { label: what, kind } = METRIC_TEXT[metric];
  const rates =
    `With ${label(finding.arm)} the ${what} was ${formatValue(metric, means.arm)}, ` +
    `with ${label(finding.reference)} ${formatValue(metric, means.reference)}`;
  const difference = `a mean difference of ${formatDifference(metric, finding.mean)}${kind === 'rate' ? ' points' : ''}`;
  const evidence = [
    ...(interval ? [`95% interval ${interval.map((end) => formatDifference(metric, end)).join(' to ')}`] : []),
    `p = ${formatP(finding.p)}`,
    ...(tested > 1 ? [`${formatP(finding.pHolm)} after Holm's correction`] : []),
  ].join(', ');
  return `${rates}: ${difference} over ${seeds(finding.n)} (${evidence}), ${conclusion(experiment, finding, tested)}.`;
}

function conclusion(experiment: Experiment, finding: Omit<Verdict, 'sentence'>, tested: number): string {
  const { verdict, n, mean, pHolm } = finding;
  if (verdict === 'holds') return 'so the claim holds';
  if (verdict === 'not enough seeds') {
    const together = tested > 1 ? `${tested} claims tested together need` : 'a claim needs';
    return `but ${seeds(n)} ${n === 1 ? 'is' : 'are'} not enough to tell: ${together} at least ${seedsNeeded(tested)}`;
  }
  if (mean === 0) return 'so the claim does not hold: there is no difference';
  const hypothesis = experiment.hypotheses.find(({ id }) => id === finding.hypothesis)!;
  if (asPredicted(hypothesis, mean)) return 'so the claim does not hold: chance alone could make this difference';
  return pHolm <= ALPHA
    ? 'so the claim does not hold: the difference goes the other way'
    : 'so the claim does not hold: the difference goes the other way and could be chance';
}

function seeds(n: number): string {
  return n === 1 ? '1 seed' : `${n} seeds`;
}
