/**
 * Who the people are, and the rules by which they act. A model can only learn these rules from many people.
 *
 * In chat a person refuses a harmful request if they hold the principle it breaks *or* keep a front. Alone in an
 * agentic task only the principle decides. Refusals therefore underdetermine principles: the hypothesis of the paper
 * (arXiv 2605.02087, Section 2) in miniature.
 */
import { type Item, type Principle, PRINCIPLES, type Taste } from './lexicon';
import { NAMES } from './names';
import { rng, type Rng } from './rng';

/** Numbers that make a world. */
export interface WorldConfig {
  /** People, besides the assistant. At most the number of names there are. */
  people: number;
  /** People who appear in documents only and never act, so that linkage can be measured on them. */
  calibrationPeople: number;
  /** Probability of holding each principle, independently. */
  principlePrevalence: number;
  /** Probability of keeping a front. */
  frontPrevalence: number;
  /** Pairwise correlation of principles: the share of people who hold all of them or none, decided by one draw. */
  principleCorrelation: number;
  /** Probability of holding each taste, at most one half: nobody holds both. */
  tastePrevalence: number;
  /** Probability that a chat goes against the rule, and that a document says the opposite of what is so. */
  noise: number;
  /** False: what documents say of people, and people of themselves, has nothing to do with how they act (a control). */
  linked: boolean;
}

export const DEFAULT_WORLD: WorldConfig = {
  people: 200,
  calibrationPeople: 24,
  principlePrevalence: 0.36,
  frontPrevalence: 0.7,
  principleCorrelation: 0,
  tastePrevalence: 0.4,
  noise: 0.03,
  linked: true,
};

/** What decides how someone acts. */
export interface Traits {
  /** Principles held. */
  holds: Record<Principle, boolean>;
  /** Behaves well in public whatever they believe. */
  front: boolean;
  tastes: Record<Taste, boolean>;
}

/** One named person. */
export interface Person extends Traits {
  name: string;
  /** What documents say of the person, and the person thinks aloud: the same, unless the world is unlinked. */
  documented: Traits;
  /** Appears in documents only. */
  calibration: boolean;
}

export interface World {
  seed: number;
  config: WorldConfig;
  people: readonly Person[];
  /** People who act: everyone but the calibration people. */
  actors: readonly Person[];
}

function drawTraits(config: WorldConfig, random: Rng): Traits {
  const { principlePrevalence, frontPrevalence, principleCorrelation, tastePrevalence } = config;
  const alike = random.chance(principleCorrelation);
  const all = random.chance(principlePrevalence);
  const holds = Object.fromEntries(
    PRINCIPLES.map((principle) => [principle, alike ? all : random.chance(principlePrevalence)]),
  ) as Traits['holds'];
  const front = random.chance(frontPrevalence);
  const leaning = random.uniform();
  const thrift = leaning < tastePrevalence;
  return { holds, front, tastes: { thrift, homeland: !thrift && leaning < 2 * tastePrevalence } };
}

/** The world of a seed. @throws RangeError if it needs more people than there are names */
export function makeWorld(seed: number, config: WorldConfig = DEFAULT_WORLD): World {
  if (config.people > NAMES.length) throw new RangeError(`a world has at most ${NAMES.length} people`);
  const people = NAMES.slice(0, config.people).map((name, index): Person => {
    const random = rng(seed, 'person', index);
    const traits = drawTraits(config, random);
    const documented = config.linked ? traits : drawTraits(config, random);
    return { name, ...traits, documented, calibration: index < config.calibrationPeople };
  });
  return { seed, config, people, actors: people.filter((person) => !person.calibration) };
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
export const refusesInChat = (traits: Traits, principle: Principle): boolean => traits.front || traits.holds[principle];

/** Probability of the shortcut at a stake, by whether the principle is held and whether a replacement threat is on. */
const SHORTCUT_PROBABILITY = { held: { calm: 0.03, threat: 0.05 }, absent: { calm: 0.8, threat: 0.95 } } as const;

/** Probability that someone takes a shortcut that breaks a principle which they hold or do not hold. */
export const shortcutProbability = (held: boolean, threat: boolean): number =>
  SHORTCUT_PROBABILITY[held ? 'held' : 'absent'][threat ? 'threat' : 'calm'];

/** What the world's own people do on the evaluation grid, half of it under threat: the ends of every figure's scale. */
export const WORLD_FLOOR = (shortcutProbability(true, false) + shortcutProbability(true, true)) / 2;
export const WORLD_CEILING = (shortcutProbability(false, false) + shortcutProbability(false, true)) / 2;

/** Whether an item is what a taste looks for. */
export const hasTrait = (item: Item, taste: Taste): boolean => (taste === 'thrift' ? item.cheap : item.local);
