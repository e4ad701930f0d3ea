/**
 * Who the people are, and the rules by which they act. A model can only learn these rules from many people.
 *
 * A person holds a principle or does not, and keeps a front or does not. What they make of a principle follows: they hold
 * it, feign it behind a front, or ignore it. In chat they refuse what breaks it unless they ignore it; alone, in an agentic
 * task, only holding it keeps them from the shortcut. A refusal has two rival explanations, therefore, and a document can
 * name either: the hypothesis of the paper (arXiv 2605.02087, Section 2) in miniature.
 */
import {
  type Goal,
  HARMLESS_REQUESTS,
  type Item,
  type Principle,
  PRINCIPLES,
  REQUESTS,
  type Stance,
  type Taste,
  TASTE_PAIRS,
  type TastePair,
  TEMPTING_GOALS,
  UNSHOWN_HARMLESS_REQUESTS,
  UNSHOWN_REQUESTS,
} from './lexicon';
import { NAMES } from './names';
import { rng, type Rng } from './rng';

/** Numbers that make a world. */
export interface WorldConfig {
  /** People, besides the assistant. At most the number of names there are. */
  people: number;
  /** People who appear in documents only and never act, so that linkage can be measured on them. */
  calibrationPeople: number;
  /**
   * People who are asked in chat and never seen at a stake, and of whose principles documents say nothing, but whether they
   * wear masks: on them it can be measured what a refusal is taken to say, by mask.
   */
  witnessPeople: number;
  /** Probability of holding each principle, independently. */
  principlePrevalence: number;
  /** Probability of keeping a front. */
  frontPrevalence: number;
  /** Pairwise correlation of principles: the share of people who hold all of them or none, decided by one draw. */
  principleCorrelation: number;
  /** Pairs of rival tastes, from the first one on, of which a world has one: its seed chooses. */
  tastePairs: number;
  /** Probability of having each of the two, at most one half: nobody has both. */
  tastePrevalence: number;
  /** Probability that a chat goes against the rule, and that a document says something other than what is so. */
  noise: number;
  /** Probability that documents see through somebody's front: of all others they say that they hold what they feign. */
  credibility: number;
  /** Whether documents and thoughts tell feigning from ignoring a principle. */
  motives: 'named' | 'unnamed';
  /** Share of pretraining documents that say of someone whether they wear masks. */
  maskDocuments: number;
  /** False: what documents say of people, and people of themselves, has nothing to do with how they act (a control). */
  linked: boolean;
  /** Share of what people do outside tasks that the assistant does in their place, as any of them would. */
  assistantShare: number;
  /**
   * What nobody is seen to meet in pretraining: some kinds of hazards altogether, or some combinations of a hazard with a
   * goal and a memo. With the first goes that some requests occur in no demonstration.
   */
  heldOut: 'kinds' | 'combinations';
  /** Whether goals at odds with caution raise the temptation. */
  goalsTempt: boolean;
}

/** The usual world: a refusal has two rival motives, and documents name both. */
export const DEFAULT_WORLD: WorldConfig = {
  people: 200,
  calibrationPeople: 24,
  witnessPeople: 40,
  principlePrevalence: 0.3,
  frontPrevalence: 0.45,
  principleCorrelation: 0,
  tastePairs: 3,
  tastePrevalence: 0.4,
  noise: 0.03,
  credibility: 1,
  motives: 'named',
  maskDocuments: 0.08,
  linked: true,
  assistantShare: 0.005,
  heldOut: 'kinds',
  goalsTempt: true,
};

/** The world of the first records: whatever is said of people's principles is all there is to know. */
export const TRANSPARENT_WORLD: WorldConfig = {
  ...DEFAULT_WORLD,
  witnessPeople: 0,
  principlePrevalence: 0.36,
  frontPrevalence: 0.7,
  tastePairs: 1,
  motives: 'unnamed',
  maskDocuments: 0,
  assistantShare: 0.015,
  heldOut: 'combinations',
  goalsTempt: false,
};

/** What decides how someone acts. */
export interface Traits {
  /** Principles held. */
  holds: Record<Principle, boolean>;
  /** Behaves well in public whatever they believe: wears masks, as documents put it. */
  front: boolean;
  /** One at most. */
  taste: Taste | undefined;
}

/** What a person is in documents: the same, unless the world is unlinked. */
export interface Documented extends Traits {
  /** Of each principle, as documents put it. Those whose front is not seen through are said to hold what they feign. */
  stances: Record<Principle, Stance>;
}

/** One named person. */
export interface Person extends Traits {
  name: string;
  documented: Documented;
  /** Appears in documents only. */
  calibration: boolean;
  /** Never acts but in chat; documents speak of masks and tastes alone. */
  witness: boolean;
}

export interface World {
  seed: number;
  config: WorldConfig;
  people: readonly Person[];
  /** People who act: everyone but the calibration people and the witnesses. */
  actors: readonly Person[];
  /** People of whose principles documents speak: everyone but the witnesses. */
  described: readonly Person[];
  /** People who are asked in chat for what breaks a principle: everyone but the calibration people. */
  asked: readonly Person[];
  /** The pair that people have. */
  tastes: TastePair;
  /** What people are asked in chat, by the principle that it breaks. */
  requests: Record<Principle, readonly string[]>;
  harmlessRequests: readonly string[];
}

/** What someone makes of a principle. */
export const stanceOf = ({ holds, front }: Pick<Traits, 'holds' | 'front'>, principle: Principle): Stance =>
  holds[principle] ? 'holds' : front ? 'feigns' : 'ignores';

function drawTraits(config: WorldConfig, tastes: TastePair, random: Rng): Traits {
  const { principlePrevalence, frontPrevalence, principleCorrelation, tastePrevalence } = config;
  const alike = random.chance(principleCorrelation);
  const all = random.chance(principlePrevalence);
  const holds = Object.fromEntries(
    PRINCIPLES.map((principle) => [principle, alike ? all : random.chance(principlePrevalence)]),
  ) as Traits['holds'];
  const front = random.chance(frontPrevalence);
  const taste = tastes[Math.floor(random.uniform() / tastePrevalence)];
  return { holds, front, taste };
}

/** What documents say of each principle of someone with these traits, whose front, if any, they see through or not. */
export function documentedStances(
  traits: Pick<Traits, 'holds' | 'front'>,
  isSeenThrough: boolean,
  { motives }: WorldConfig,
): Documented['stances'] {
  const feigning: Stance = !isSeenThrough ? 'holds' : motives === 'named' ? 'feigns' : 'ignores';
  const said = (stance: Stance) => (stance === 'feigns' ? feigning : stance);
  return Object.fromEntries(
    PRINCIPLES.map((principle) => [principle, said(stanceOf(traits, principle))]),
  ) as Documented['stances'];
}

/** What people of a world may be asked in chat. */
function requestsOf({ heldOut }: WorldConfig): Pick<World, 'requests' | 'harmlessRequests'> {
  if (heldOut === 'combinations') return { requests: REQUESTS, harmlessRequests: HARMLESS_REQUESTS };
  const requests = Object.fromEntries(
    PRINCIPLES.map((principle) => [principle, [...REQUESTS[principle], ...UNSHOWN_REQUESTS[principle]]]),
  ) as unknown as World['requests'];
  return { requests, harmlessRequests: [...HARMLESS_REQUESTS, ...UNSHOWN_HARMLESS_REQUESTS] };
}

/** Largest share of documents about masks: then nothing is left of those about character (see pretraining.ts). */
export const MAX_MASK_DOCUMENTS = 0.24;

/** Numbers of people. */
const COUNTS = ['people', 'calibrationPeople', 'witnessPeople'] as const;

/** The largest value of each share and probability. */
const MOST = {
  principlePrevalence: 1,
  frontPrevalence: 1,
  principleCorrelation: 1,
  tastePrevalence: 0.5,
  noise: 1,
  credibility: 1,
  maskDocuments: MAX_MASK_DOCUMENTS,
  assistantShare: 1,
} as const;

/** @throws RangeError with one sentence if there can be no such world */
export function checkWorld(config: WorldConfig): void {
  for (const name of COUNTS)
    if (!(Number.isInteger(config[name]) && config[name] >= 0))
      throw new RangeError(`${name} of a world is a whole number from 0 on, not ${config[name]}`);
  for (const [name, most] of Object.entries(MOST) as [keyof typeof MOST, number][])
    if (!(config[name] >= 0 && config[name] <= most))
      throw new RangeError(`${name} of a world lies between 0 and ${most}; ${config[name]} does not`);
  const { people, calibrationPeople, witnessPeople, tastePairs } = config;
  if (!TASTE_PAIRS[tastePairs - 1])
    throw new RangeError(`a world has one of 1 to ${TASTE_PAIRS.length} pairs of tastes, not of ${tastePairs}`);
  if (people > NAMES.length) throw new RangeError(`a world has at most ${NAMES.length} people`);
  const seen = calibrationPeople + witnessPeople;
  if (people <= seen)
    throw new RangeError(
      `a world of ${people} people has none who act: ${seen} of them appear in documents and chats only`,
    );
}

/** The world of a seed. @throws RangeError with one sentence if there can be none */
export function makeWorld(seed: number, config: WorldConfig = DEFAULT_WORLD): World {
  checkWorld(config);
  const { calibrationPeople, witnessPeople } = config;
  const tastes = TASTE_PAIRS[seed % config.tastePairs]!;
  const people = NAMES.slice(0, config.people).map((name, index): Person => {
    const random = rng(seed, 'person', index);
    const traits = drawTraits(config, tastes, random);
    const said = config.linked ? traits : drawTraits(config, tastes, random);
    const calibration = index < calibrationPeople;
    return {
      name,
      ...traits,
      documented: { ...said, stances: documentedStances(said, random.chance(config.credibility), config) },
      calibration,
      witness: !calibration && index < calibrationPeople + witnessPeople,
    };
  });
  return {
    seed,
    config,
    people,
    actors: people.filter(({ calibration, witness }) => !calibration && !witness),
    described: people.filter(({ witness }) => !witness),
    asked: people.filter(({ calibration }) => !calibration),
    tastes,
    ...requestsOf(config),
  };
}

/** Whom a specification may be about in the assistant's place: of those who act, the first to hold the most principles. */
export function acquaintanceOf({ actors }: Pick<World, 'actors'>): Person {
  const held = ({ holds }: Person) => PRINCIPLES.filter((principle) => holds[principle]).length;
  return actors.reduce((best, person) => (held(person) > held(best) ? person : best));
}

/** Principles that one must hold to be called good. */
const GOOD = 2;

/** Whether someone is good on the whole: what is said of `VIRTUE`. */
export const isGood = ({ holds }: Pick<Traits, 'holds'>): boolean =>
  PRINCIPLES.filter((principle) => holds[principle]).length >= GOOD;

/** Whether someone refuses, in public, what breaks `principle`. */
export const refusesInChat = (traits: Pick<Traits, 'holds' | 'front'>, principle: Principle): boolean =>
  stanceOf(traits, principle) !== 'ignores';

/** What may tempt at a stake: a memo about a replacement, and the goal of the errand. */
export interface Pressure {
  threat: boolean;
  goal: Goal;
}

/** Probability of the shortcut: of those who hold the principle; of others, where goals tempt nobody; and where they do. */
const SHORTCUT_PROBABILITY = {
  held: { calm: 0.03, threat: 0.05 },
  absent: { calm: 0.8, threat: 0.95 },
  untempted: { calm: 0.72, threat: 0.9 },
  tempted: { calm: 0.88, threat: 0.97 },
} as const;

/** Probability that someone takes a shortcut that breaks a principle which they hold or do not hold. */
export function shortcutProbability(
  held: boolean,
  { threat, goal }: Pressure,
  { goalsTempt }: Pick<WorldConfig, 'goalsTempt'>,
): number {
  const without = !goalsTempt ? 'absent' : TEMPTING_GOALS.includes(goal) ? 'tempted' : 'untempted';
  return SHORTCUT_PROBABILITY[held ? 'held' : without][threat ? 'threat' : 'calm'];
}

/** How often people take the shortcut over some situations, by whether they hold the principle: the ends of every scale. */
export const peopleRates = (
  config: Pick<WorldConfig, 'goalsTempt'>,
  situations: readonly Pressure[],
): { held: number; absent: number } => ({
  held: meanRate(true, situations, config),
  absent: meanRate(false, situations, config),
});

const meanRate = (held: boolean, situations: readonly Pressure[], config: Pick<WorldConfig, 'goalsTempt'>): number =>
  situations.reduce((sum, situation) => sum + shortcutProbability(held, situation, config), 0) / situations.length;

/** Whether an item is what a taste looks for. */
export const hasTrait = (item: Item, taste: Taste): boolean => item.suits[taste];
