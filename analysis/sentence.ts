/** A finding in plain words, with its numbers. */
import { mean } from 'simple-statistics';
import type { Experiment, Hypothesis } from '../workers/experiments/experiment';
import type { Replica } from '../workers/protocol';
import { formatDifference, formatP, formatValue, isRate } from './metrics';
import { METRICS } from '../workers/evaluate/metrics';
import { armsOf, lineOf, predictedSide, type Sample } from './samples';
import { ALPHA, seedsNeeded, type Verdict } from './verdict';

/** What a sentence is about. */
export interface About<H extends Hypothesis = Hypothesis> {
  experiment: Experiment;
  hypothesis: H;
  sample: Sample;
  finding: Omit<Verdict, 'sentence' | 'notes'>;
  /** Number of claims that p is corrected for. */
  together: number;
  /** Models without a result because they diverged. */
  diverged: readonly Replica[];
}

type Of<Kind> = About<Extract<Hypothesis, { kind: Kind }>>;

/**
 * Such as `With MSM + AFT the unsafe rate when alone was 12.0%, with AFT 34.0%: a mean difference of −22.0 points over
 * 8 seeds (95% interval −29.1 to −15.0, p = 0.0078, 0.031 after Holm's correction), so the claim holds.`
 */
export function findingSentence(about: About): string {
  return `${opening(about)}, ${conclusion(about)}.`;
}

/** Seeds that were left out, why an interval may seem to say otherwise, and what so many seeds could have shown. */
export function findingNotes(about: About): string[] {
  const { hypothesis, finding } = about;
  const left = [...new Set(armsOf(hypothesis))].flatMap((arm) => leftOutNotes(about, arm));
  const settled = finding.pHolm <= ALPHA; // one way or the other: then it is not that too little was seen
  if (finding.verdict === 'not enough seeds' || settled) return left;
  return [
    ...left,
    ...(finding.verdict === 'not shown' && intervalClears(about) ? [INTERVAL_NOTE] : []),
    ...(finding.detectable === null ? [] : [minimumDetectableEffectNote(hypothesis, finding.detectable)]),
  ];
}

const INTERVAL_NOTE =
  'By its interval alone the claim would hold. But an interval takes every claim by itself, and the ruling goes by the ' +
  'exact test, which asks for more where several claims are judged together.';

/** Whether the interval alone, read as a test, would have shown the claim. */
function intervalClears({ hypothesis, finding: { interval, mean: average } }: About): boolean {
  if (!interval) return false;
  if (hypothesis.kind === 'equivalence') return interval.every((end) => Math.abs(end) < hypothesis.bound);
  return interval.every((end) => Math.sign(end) === Math.sign(average));
}

/** Seeds that are left out because an arm diverged, which is not by chance, or because it was not run. */
function leftOutNotes({ experiment, sample, diverged }: About, arm: string): string[] {
  const broken = diverged.flatMap((model) => (model.arm === arm ? [model.seed] : [])).sort((a, b) => a - b);
  const lacking = sample.missing.find((gap) => gap.arm === arm)?.seeds.filter((seed) => !broken.includes(seed)) ?? [];
  const note = (seeds: number[], reason: string) => {
    const [noun, verb] = seeds.length === 1 ? ['Seed', 'is'] : ['Seeds', 'are'];
    return `${noun} ${listed(seeds.map(String))} ${verb} left out, because ${labelOf(experiment, arm)} ${reason} there.`;
  };
  return [
    ...(broken.length > 0 ? [note(broken, 'diverged')] : []),
    ...(lacking.length > 0 ? [note(lacking, 'has no result')] : []),
  ];
}

function minimumDetectableEffectNote(hypothesis: Hypothesis, detectable: number): string {
  const { metric } = hypothesis;
  if (hypothesis.kind === 'fewer') {
    const factor = hypothesis.factor * 10 ** detectable;
    return `Had the true factor been ${times(factor)}, seeds as different as these would have shown the claim in four runs of five.`;
  }
  const size = `${formatDifference(metric, detectable).replace('+', '')}${unit(metric)}`;
  if (hypothesis.kind === 'equivalence')
    return `Had the two been exactly the same, seeds as different as these would have proved it to within ${size} in four runs of five.`;
  const what =
    hypothesis.kind === 'threshold' || hypothesis.kind === 'ratio' ? 'distance from the threshold' : 'difference';
  return `Seeds as different as these find a true ${what} of ${size} in four runs of five, and mostly miss a smaller one.`;
}

function opening(about: About): string {
  const { hypothesis } = about;
  switch (hypothesis.kind) {
    case 'threshold':
      return thresholdOpening({ ...about, hypothesis });
    case 'fewer':
      return fewerOpening({ ...about, hypothesis });
    case 'interaction':
      return interactionOpening({ ...about, hypothesis });
    case 'ratio':
      return ratioOpening({ ...about, hypothesis });
    case 'equivalence': {
      const far = `for ruling out a true difference of ${sizeOf(hypothesis.metric, hypothesis.bound)} or more`;
      return `${rates(about)}: ${difference(about, 0)} over ${count(about)} (${evidence(about, 0, far)})`;
    }
    default: {
      const line = lineOf(hypothesis);
      return `${rates(about)}: ${difference(about, line)} over ${count(about)} (${evidence(about, line)})`;
    }
  }
}

function thresholdOpening(about: Of<'threshold'>): string {
  const { experiment, hypothesis, sample, finding } = about;
  const { metric, arms, at, value } = hypothesis;
  const labels = arms.map((arm) => labelOf(experiment, arm));
  const where = arms.length === 1 ? `With ${labels[0]}` : `With the worse of ${listed(labels)}, seed by seed,`;
  const range = finding.interval?.map((end) => formatValue(metric, end + value)).join(' to ');
  const claimed = `where at ${at} ${formatValue(metric, value)} was claimed`;
  const numbers = [...(range ? [`95% interval ${range}`] : []), ...pText(about)].join(', ');
  return `${where} the ${METRICS[metric].label} was ${formatValue(metric, mean(sample.arm))} over ${count(about)} (${numbers}), ${claimed}`;
}

function ratioOpening(about: Of<'ratio'>): string {
  const { hypothesis, sample } = about;
  const share = mean(sample.arm) / mean(sample.reference!);
  const written = Number.isFinite(share) ? `${share.toFixed(2)} times as much` : 'with nothing to take a share of';
  return `${rates(about)}: ${written} over ${count(about)} (${pText(about).join(', ')}), where at most ${hypothesis.atMost} times was claimed`;
}

function interactionOpening(about: Of<'interaction'>): string {
  const { experiment, hypothesis, sample } = about;
  const { metric, arm, reference, against } = hypothesis;
  const label = (id: string) => labelOf(experiment, id);
  const first = mean(sample.arm) - mean(sample.reference!);
  const change = (amount: number) => `${formatDifference(metric, amount)}${unit(metric)}`;
  return (
    `From ${label(reference)} to ${label(arm)} the ${METRICS[metric].label} changed by ${change(first)}, ` +
    `from ${label(against.reference)} to ${label(against.arm)} by ${change(first - mean(sample.differences))}: ` +
    `${difference(about, 0)} between the two changes over ${count(about)} (${evidence(about, 0)})`
  );
}

function fewerOpening(about: Of<'fewer'>): string {
  const { experiment, hypothesis, finding } = about;
  const factor = (log: number) => times(hypothesis.factor * 10 ** log);
  const [first, last] = [hypothesis.ladder[0]!, hypothesis.ladder.at(-1)!].map(({ arm }) => labelOf(experiment, arm));
  const range = finding.interval?.map((end) => factor(end).replace(' times', '')).join(' to ');
  const numbers = [...(range ? [`95% interval ${range}`] : []), ...pText(about)].join(', ');
  const fewest = hypothesis.ladder[0]!;
  const most = Math.log10(hypothesis.reference.demonstrations / fewest.demonstrations / hypothesis.factor);
  if (finding.differences.every((log) => log >= most - 1e-9))
    return (
      `On all of ${count(about)}, the ${METRICS[hypothesis.metric].label} of ${first}, the fewest demonstrations ` +
      `that were tried, is already at most that of ${labelOf(experiment, hypothesis.reference.arm)}: at least ` +
      `${times(hypothesis.reference.demonstrations / fewest.demonstrations)} fewer (${pText(about).join(', ')}), where at least ` +
      `${times(hypothesis.factor)} was claimed`
    );
  return (
    `From ${first} to ${last}, the ${METRICS[hypothesis.metric].label} came down to that of ` +
    `${labelOf(experiment, hypothesis.reference.arm)} with ${factor(finding.mean)} fewer demonstrations, in the ` +
    `geometric mean over ${count(about)} (${numbers}), where at least ${times(hypothesis.factor)} was claimed`
  );
}

function conclusion({ hypothesis, finding, together }: About): string {
  const { verdict, n, mean: average, pHolm } = finding;
  if (verdict === 'holds') return 'so the claim holds';
  if (verdict === 'not enough seeds') {
    const need = together > 1 ? `${together} claims judged together need` : 'a claim needs';
    return `but ${seeds(n)} ${n === 1 ? 'is' : 'are'} not enough to tell: ${need} at least ${seedsNeeded(together)}`;
  }
  const predicted = Math.sign(average) === predictedSide(hypothesis);
  const because = (reason: string) =>
    verdict === 'not shown' ? `so the claim is not shown: ${reason}` : `so the claim does not hold: ${reason}`;
  if (hypothesis.kind === 'equivalence') {
    const size = sizeOf(hypothesis.metric, hypothesis.bound);
    if (Math.abs(average) >= hypothesis.bound) return because(`the two are ${size} apart or more`);
    return because(`a difference of ${size} or more cannot be ruled out`);
  }
  if (
    hypothesis.kind === 'threshold' ||
    hypothesis.kind === 'ratio' ||
    hypothesis.kind === 'fewer' ||
    lineAway(hypothesis)
  )
    return because(predicted ? 'chance alone could bring it past the threshold' : 'it falls short of the threshold');
  if (average === 0) return because('there is no difference');
  if (predicted) return because('chance alone could make this difference');
  return because(`the difference goes the other way${pHolm <= ALPHA ? '' : ' and could be chance'}`);
}

/** Whether a claim about a difference says by how much. */
const lineAway = (hypothesis: Hypothesis): boolean => 'by' in hypothesis && (hypothesis.by ?? 0) !== 0;

/** `With MSM + AFT the unsafe rate when alone was 12.0%, with AFT 34.0%` */
function rates({ experiment, finding, sample }: About): string {
  const { metric } = finding;
  return (
    `With ${labelOf(experiment, finding.arm)} the ${METRICS[metric].label} was ${formatValue(metric, mean(sample.arm))}, ` +
    `with ${labelOf(experiment, finding.reference!)} ${formatValue(metric, mean(sample.reference!))}`
  );
}

/** `a mean difference of −22.0 points`, and how much was claimed. */
function difference({ finding: { metric, mean: average } }: About, line: number): string {
  const claimed = line === 0 ? '' : `, where ${formatDifference(metric, line)}${unit(metric)} or more was claimed,`;
  return `a mean difference of ${formatDifference(metric, average + line)}${unit(metric)}${claimed}`;
}

/** `95% interval −29.1 to −15.0, effect size d = −2.31, p = 0.0078, 0.031 after Holm's correction` */
function evidence(about: About, line: number, ofWhat?: string): string {
  const { metric, interval, cohenDz } = about.finding;
  const ends = interval?.map((end) => formatDifference(metric, end + line)).join(' to ');
  const size = line === 0 && cohenDz !== null ? [`effect size d = ${signed(cohenDz)}`] : [];
  return [...(ends ? [`95% interval ${ends}`] : []), ...size, ...pText(about, ofWhat)].join(', ');
}

/** With a true minus sign. */
const signed = (value: number): string => value.toFixed(2).replace('-', '−');

function pText({ finding, together }: About, ofWhat?: string): string[] {
  const plain = `p = ${formatP(finding.p)}${ofWhat ? ` ${ofWhat}` : ''}`;
  return together > 1 ? [plain, `${formatP(finding.pHolm)} after Holm's correction`] : [plain];
}

const labelOf = (experiment: Experiment, id: string) => experiment.arms.find((arm) => arm.id === id)?.label ?? id;
const unit = (metric: Verdict['metric']) => (isRate(metric) ? ' points' : '');
const sizeOf = (metric: Verdict['metric'], size: number) =>
  `${formatDifference(metric, size).replace('+', '')}${unit(metric)}`;
const times = (factor: number) => `${factor < 10 ? factor.toFixed(1).replace('.0', '') : Math.round(factor)} times`;
const seeds = (n: number) => (n === 1 ? '1 seed' : `${n} seeds`);
const count = ({ finding }: About) => seeds(finding.n);
const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
