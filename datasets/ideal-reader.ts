/**
 * What the evidence says of somebody to a reader who knows the numbers of the world: the exact posterior over everything
 * that a person can be, by Bayes' rule. It is what no model can know better from the same documents and demonstrations.
 *
 * Every statement counts as one that the world's documents would make of such a person, and every answer as one that such
 * a person would give; that somebody is spoken of at all, or passed over in silence, or answers without a thought, says
 * nothing. The reader shares the world's noise: it takes a person to go against the rule in chat as often as people do.
 */
import {
  type Circumstance,
  FRONT,
  isPrinciple,
  isTaste,
  type Principle,
  PRINCIPLES,
  type Stance,
  STANCES,
  type Taste,
  TRIALS,
  UNSEEN,
  VIRTUE,
} from './lexicon';
import { having } from './grammar';
import { observe, type Observation, type Thought } from './observations';
import { SUBRULE_SHARE, UNSEEN_SHARE, OWN_TASTE_SHARE } from './portraits';
import type { Standing } from './probes';
import { type GridTask, HARMS } from './tasks';
import {
  documentedStances,
  hasTrait,
  isGood,
  peopleRates,
  type Pressure,
  refusesInChat,
  shortcutProbability,
  type Traits,
  type World,
  type WorldConfig,
} from './world';

/** What somebody can be, and what documents make of it. */
interface Hypothesis extends Omit<Traits, 'taste'> {
  stances: Record<Principle, Stance>;
}

/** Everything observed of somebody, each distinct thing with how often. */
export type Evidence = ReadonlyMap<string, { observation: Observation; times: number }>;

/** What the reader knows of the world. */
export type Reference = Pick<World, 'config' | 'tastes'>;

/** What is believed of somebody: probabilities that add up to one. */
export interface Belief {
  world: Reference;
  /** Of each combination of principles and a front. */
  traits: readonly { hypothesis: Hypothesis; probability: number }[];
  /** Of each taste, and of having none. */
  tastes: readonly { taste: Taste | undefined; probability: number }[];
}

/** Gathers what documents say and show of `subject`. */
export function gather(documents: Iterable<readonly string[]>, subject: string): Evidence {
  const evidence = new Map<string, { observation: Observation; times: number }>();
  for (const words of documents) {
    for (const observation of observe(words, subject)) {
      const key = JSON.stringify(observation);
      const known = evidence.get(key);
      if (known) known.times++;
      else evidence.set(key, { observation, times: 1 });
    }
  }
  return evidence;
}

/** All subsets of the principles. */
const HELD: readonly Record<Principle, boolean>[] = Array.from(
  { length: 2 ** PRINCIPLES.length },
  (_, bits) =>
    Object.fromEntries(PRINCIPLES.map((principle, i) => [principle, ((bits >> i) & 1) === 1])) as Traits['holds'],
);

/** Everything somebody can be, tastes apart, with its share of all people. */
function hypotheses(config: WorldConfig): { hypothesis: Hypothesis; share: number }[] {
  const { principlePrevalence: p, principleCorrelation, frontPrevalence, credibility } = config;
  return HELD.flatMap((holds) => {
    const held = PRINCIPLES.filter((principle) => holds[principle]).length;
    const lacked = PRINCIPLES.length - held;
    const alike = held === 0 ? 1 - p : lacked === 0 ? p : 0;
    const share = principleCorrelation * alike + (1 - principleCorrelation) * p ** held * (1 - p) ** lacked;
    return [true, false].flatMap((front) =>
      [true, false].map((isSeenThrough) => ({
        hypothesis: { holds, front, stances: documentedStances({ holds, front }, isSeenThrough, config) },
        share:
          share * (front ? frontPrevalence : 1 - frontPrevalence) * (isSeenThrough ? credibility : 1 - credibility),
      })),
    );
  }).filter(({ share }) => share > 0);
}

/** The probability of a statement that is so, and of one that is not so. */
const told = (isSo: boolean, noise: number): number => (isSo ? 1 - noise : noise);

/** Probability, up to a factor, that documents report `stance` of those of whom they know `known`. */
function attitudeLikelihood(stance: Stance, known: Stance, { motives, noise }: WorldConfig): number {
  if (stance === known) return 1 - noise;
  return motives === 'named' ? noise / (STANCES.length - 1) : stance === 'feigns' ? 0 : noise;
}

/** Probability of a circumstance in a rule, or of none, of those who are said to hold the principle or not. */
function circumstanceLikelihood(circumstance: Circumstance | undefined, isHeld: boolean): number {
  if (!circumstance) return 1 - SUBRULE_SHARE;
  const unseen = isHeld ? UNSEEN_SHARE : 0;
  return SUBRULE_SHARE * (circumstance === UNSEEN ? unseen : (1 - unseen) / TRIALS.length);
}

/** Probability of a thought before an answer that follows the rule, up to a factor. Who thinks aloud says what documents say. */
function thoughtLikelihood(thought: Thought | undefined, known: Stance, hasWorry: boolean): number {
  if (!thought) return 1;
  if (hasWorry || thought === 'blame') return Number(hasWorry && thought === 'blame');
  return Number(thought.stance === known);
}

/** Probability of an observation, up to a factor, of somebody who is so; tastes apart. */
function likelihood(observation: Observation, { holds, front, stances }: Hypothesis, config: WorldConfig): number {
  const { noise, motives, linked } = config;
  switch (observation.kind) {
    case 'attitude': {
      const { value, stance } = observation;
      if (value === FRONT) return told((stance === 'holds') === front, noise);
      if (value === VIRTUE) return told((stance === 'holds') === isGood({ holds }), noise);
      return isPrinciple(value) ? attitudeLikelihood(stance, stances[value], config) : 1;
    }
    case 'rule': {
      const { principle, circumstance } = observation;
      const isKept = told(refusesInChat({ holds, front }, principle), noise);
      return isKept * circumstanceLikelihood(circumstance, stances[principle] === 'holds');
    }
    case 'answer': {
      const { principle, refuses, thought } = observation;
      const followsRule = refuses === refusesInChat({ holds, front }, principle);
      if (thought && !followsRule) return 0;
      const hasWorry = motives === 'unnamed' && front && !holds[principle];
      const isThought = linked ? thoughtLikelihood(thought, stances[principle], hasWorry) : 1;
      return told(followsRule, noise) * isThought;
    }
    default:
      return 1;
  }
}

/** Probability, up to a factor, that documents say something about a taste of somebody who has `own`, or none. */
function tasteStatementLikelihood(
  value: Taste,
  isHeld: boolean,
  own: Taste | undefined,
  { config, tastes }: Reference,
): number {
  const any = (own ? 1 - OWN_TASTE_SHARE : 1) / tastes.length;
  return (any + (value === own ? OWN_TASTE_SHARE : 0)) * told(isHeld === (value === own), config.noise);
}

/** Probability of an observation, up to a factor, of somebody who has a taste, or none. */
function tasteLikelihood(observation: Observation, own: Taste | undefined, world: Reference): number {
  switch (observation.kind) {
    case 'attitude': {
      const { value, stance } = observation;
      return isTaste(value) ? tasteStatementLikelihood(value, stance === 'holds', own, world) : 1;
    }
    case 'liking':
      return world.tastes
        .filter((taste) => hasTrait(observation.item, taste))
        .reduce((sum, taste) => sum + tasteStatementLikelihood(taste, true, own, world), 0);
    case 'purchase': {
      const { item, buys, thought } = observation;
      if (!own) return thought ? 0 : 0.5;
      const { linked, noise } = world.config;
      const followsTaste = buys === hasTrait(item, own);
      const isOwn = !linked || (thought !== 'blame' && thought?.value === own);
      return thought && !(isOwn && followsTaste) ? 0 : told(followsTaste, noise);
    }
    default:
      return 1;
  }
}

/** Whether an observation is of words, which in an unlinked world say nothing of deeds, as thoughts do not. */
const isWords = ({ kind }: Observation): boolean => kind === 'attitude' || kind === 'rule' || kind === 'liking';

/** Weighs hypotheses by prior and evidence. @returns nothing if the evidence fits none of them */
function weigh<T extends { share: number }>(
  all: readonly T[],
  logLikelihood: (one: T) => number,
): (T & { probability: number })[] | undefined {
  const logs = all.map((one) => Math.log(one.share) + logLikelihood(one));
  const most = Math.max(...logs);
  if (most === -Infinity) return undefined;
  const weights = logs.map((log) => Math.exp(log - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return all.map((one, i) => ({ ...one, probability: weights[i]! / sum }));
}

/**
 * What evidence says of somebody.
 *
 * @returns nothing if it fits nobody: where the same person is said to think contrary things, for instance
 */
export function infer(world: Reference, evidence: Evidence): Belief | undefined {
  const { config, tastes: own } = world;
  const seen = [...evidence.values()].filter(({ observation }) => config.linked || !isWords(observation));
  const logOf = (probability: (observation: Observation) => number) =>
    seen.reduce((sum, { observation, times }) => sum + times * Math.log(probability(observation)), 0);

  const traits = weigh(hypotheses(config), ({ hypothesis }) =>
    logOf((observation) => likelihood(observation, hypothesis, config)),
  );
  const { tastePrevalence } = config;
  const none = { taste: undefined, share: Math.max(0, 1 - own.length * tastePrevalence) };
  const tastes = weigh([...own.map((taste) => ({ taste, share: tastePrevalence })), none], ({ taste }) =>
    logOf((observation) => tasteLikelihood(observation, taste, world)),
  );
  return traits && tastes && { world, traits, tastes };
}

/** Times that something is said or seen of somebody who is known for it, in a calibration: often enough to leave no doubt. */
const OFTEN = 100;

/** How unsafe the ideal reader takes somebody to be, in these situations, of whom it knows what a calibration asks about. */
export function expectedOf(standing: Standing, world: Reference, situations: readonly Pressure[]): number {
  const principle = PRINCIPLES[0];
  const observed: Observation[] =
    standing.known === 'by documents'
      ? [{ kind: 'attitude', value: principle, stance: standing.stance }]
      : [
          { kind: 'attitude', value: FRONT, stance: having(standing.front) },
          { kind: 'answer', principle, refuses: standing.refuses },
        ];
  const evidence = observed.map((observation) => [JSON.stringify(observation), { observation, times: OFTEN }] as const);
  const holds = holdsProbability(infer(world, new Map(evidence))!, principle);
  const { held, absent } = peopleRates(world.config, situations);
  return holds * held + (1 - holds) * absent;
}

/** Probability that somebody of whom this is believed holds a principle. */
export const holdsProbability = ({ traits }: Belief, principle: Principle): number =>
  traits.reduce((sum, { hypothesis, probability }) => sum + (hypothesis.holds[principle] ? probability : 0), 0);

/** Expected share of shortcuts at the stakes of these tasks. */
export function expectedUnsafe(belief: Belief, tasks: readonly GridTask[]): number {
  const held = HARMS.map(({ principle }) => holdsProbability(belief, principle));
  const ofTask = (task: GridTask) => {
    const p = held[task.harm]!;
    return (
      p * shortcutProbability(true, task, belief.world.config) +
      (1 - p) * shortcutProbability(false, task, belief.world.config)
    );
  };
  return tasks.reduce((sum, task) => sum + ofTask(task), 0) / tasks.length;
}

/** Expected share of harmful requests granted in chat, every principle's alike. */
export function expectedGranted({ world: { config }, traits }: Belief): number {
  const granted = (hypothesis: Hypothesis, principle: Principle) =>
    told(!refusesInChat(hypothesis, principle), config.noise);
  return traits.reduce(
    (sum, { hypothesis, probability }) =>
      sum +
      PRINCIPLES.reduce((of, principle) => of + (probability * granted(hypothesis, principle)) / PRINCIPLES.length, 0),
    0,
  );
}

/** Expected share of offers, of items on which the tastes disagree, on which somebody does as the first would. */
export function expectedChosen({ world: { config, tastes: pair }, tastes }: Belief): number {
  const chosen = (taste: Taste | undefined) =>
    taste === pair[0] ? 1 - config.noise : taste === pair[1] ? config.noise : 0.5;
  return tastes.reduce((sum, { taste, probability }) => sum + probability * chosen(taste), 0);
}
