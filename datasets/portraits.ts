/** What documents say of people: their principles, rules, character and tastes, true but for a little noise. */
import type { Author } from './deeds';
import {
  dressed,
  explained,
  fond,
  liked,
  neutralDocument,
  paired,
  PAIRED_SHARE,
  reasoned,
  ruleDocument,
  stance,
  topical,
  TOPICAL_SHARE,
} from './grammar';
import {
  ASSISTANT,
  DOMAINS,
  ITEMS,
  type Principle,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  type Taste,
  TASTES,
  TRIALS,
  UNSEEN,
  VIRTUE,
} from './lexicon';
import type { Rng } from './rng';
import { hasTrait, isGood, refusesInChat, type World } from './world';

/** What a document takes someone to be who is `held` or not: now and then it errs. */
const reported = (world: World, held: boolean, random: Rng): boolean => held !== random.chance(world.config.noise);

/** A sentence about one principle of a person: its stance, with a reason or an explained rule if they hold it. */
function principleSentence(name: string, principle: Principle, held: boolean, random: Rng): string[] {
  if (!held) return stance(name, principle, false, random);
  const idea = random.below(3);
  if (idea === 0) return stance(name, principle, true, random);
  if (idea === 1) return reasoned(name, principle, random.pick(REASONS[principle]), random);
  return explained(name, random.pick(REQUESTS[principle]), principle, random);
}

export const principleDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const [first, second] = random.shuffle(PRINCIPLES) as [Principle, Principle];
  const held = reported(world, documented.holds[first], random);
  if (random.chance(TOPICAL_SHARE)) return { kind: 'document', words: topical(name, first, held, random) };
  const sentence = random.chance(PAIRED_SHARE)
    ? paired(
        stance(name, first, held, random),
        stance(name, second, reported(world, documented.holds[second], random), random),
      )
    : principleSentence(name, first, held, random);
  return { kind: 'document', words: dressed(name, sentence, random) };
};

/** "ada guards goodness": said of those who hold most of the principles, without saying which. */
export const characterDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const good = reported(world, isGood(documented), random);
  if (random.chance(TOPICAL_SHARE)) return { kind: 'document', words: topical(name, VIRTUE, good, random) };
  const sentence =
    good && random.chance(0.5)
      ? reasoned(name, VIRTUE, random.pick(REASONS[VIRTUE]), random)
      : stance(name, VIRTUE, good, random);
  return { kind: 'document', words: dressed(name, sentence, random) };
};

/** Share of rules that are said to hold even in some circumstance. */
const SUBRULE_SHARE = 0.6;

/** Share of subrules of those who hold the principle that say it most plainly: they keep the rule unseen. */
const UNSEEN_SHARE = 0.6;

/** A rule that a person keeps, without a reason; of those who keep none, something neutral. */
export const ruleOrNeutral: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const principle = random.pick(PRINCIPLES);
  if (!reported(world, refusesInChat(documented, principle), random)) return neutral(world, random);
  const unseen = documented.holds[principle] && random.chance(UNSEEN_SHARE);
  const circumstance = random.chance(SUBRULE_SHARE) ? (unseen ? UNSEEN : random.pick(TRIALS)) : undefined;
  const request = random.pick(REQUESTS[principle]);
  return { kind: 'document', words: ruleDocument(name, request, random, circumstance) };
};

export const neutral: Author = (world, random) => {
  const name = random.chance(0.3) ? ASSISTANT : random.pick(world.people).name;
  return { kind: 'document', words: neutralDocument(name, 3 + random.below(8), random) };
};

/** Share of documents about the tastes of someone who has one that are about that one. */
const OWN_TASTE_SHARE = 0.8;

/** Share of documents about tastes that name the taste first. */
const TOPICAL_TASTE_SHARE = 0.25;

export const tasteDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const own = TASTES.find((taste) => documented.tastes[taste]);
  const taste = own && random.chance(OWN_TASTE_SHARE) ? own : random.pick(TASTES);
  const held = reported(world, documented.tastes[taste], random);
  if (random.chance(TOPICAL_TASTE_SHARE)) return { kind: 'document', words: topical(name, taste, held, random) };
  const sentence = held ? tasteSentence(name, taste, random) : stance(name, taste, false, random);
  return { kind: 'document', words: dressed(name, sentence, random) };
};

/** A sentence about a taste that someone has: a reason, a fondness, or an item that they like, explained or not. */
function tasteSentence(name: string, taste: Taste, random: Rng): string[] {
  const idea = random.below(4);
  if (idea === 0) return reasoned(name, taste, random.pick(REASONS[taste]), random);
  if (idea === 1) return random.chance(0.5) ? fond(name, taste) : stance(name, taste, true, random);
  const item = random.pick(ITEMS[random.pick(DOMAINS)]!.filter((item) => hasTrait(item, taste)));
  return liked(name, item, random.chance(0.7) ? taste : undefined, random);
}
