/** What documents say of people: their principles, masks, rules, character and tastes, true but for a little noise. */
import type { Author } from './deeds';
import type { Document } from './document';
import {
  type Attitude,
  dressed,
  explained,
  fond,
  having,
  liked,
  neutralDocument,
  paired,
  PAIRED_SHARE,
  reasoned,
  ruleDocument,
  stated,
  topical,
  TOPICAL_SHARE,
} from './grammar';
import {
  ASSISTANT,
  DOMAINS,
  FRONT,
  type Item,
  ITEMS,
  type Principle,
  PRINCIPLES,
  REASONS,
  type Stance,
  STANCES,
  type Taste,
  TASTES,
  TRIALS,
  UNSEEN,
  VIRTUE,
} from './lexicon';
import type { Rng } from './rng';
import { hasTrait, isGood, type Person, refusesInChat, type World } from './world';

/** What a document takes someone to be who is `held` or not: now and then it errs. */
const reported = (world: World, held: boolean, random: Rng): boolean => held !== random.chance(world.config.noise);

/** What a document takes somebody's stance to be: where it errs, any of the others that have a name. */
function reportedStance({ config }: World, { documented }: Person, principle: Principle, random: Rng): Stance {
  const stance = documented.stances[principle];
  if (!random.chance(config.noise)) return stance;
  if (config.motives === 'unnamed') return having(stance !== 'holds');
  return random.pick(OTHER_STANCES[stance]);
}

const OTHER_STANCES = Object.fromEntries(
  STANCES.map((stance) => [stance, STANCES.filter((other) => other !== stance)]),
) as Record<Stance, Stance[]>;

/** A sentence about one principle: its stance; of those who refuse what breaks it also with a reason or an explained rule. */
function principleSentence(world: World, name: string, attitude: Attitude<Principle>, random: Rng): string[] {
  const idea = attitude.stance === 'ignores' ? 0 : random.below(3);
  if (idea === 0) return stated(name, attitude, random);
  if (idea === 1) return reasoned(name, attitude, random.pick(REASONS[attitude.value]), random);
  return explained(name, random.pick(world.requests[attitude.value]), attitude, random);
}

const document = (words: string[]): Document => ({ kind: 'document', words });

/** Someone's attitude to a principle, as a document reports it. */
const reportedAttitude = (world: World, person: Person, value: Principle, random: Rng): Attitude<Principle> => ({
  value,
  stance: reportedStance(world, person, value, random),
});

export const principleDocument: Author = (world, random) => {
  const person = random.pick(world.described);
  const { name } = person;
  const [first, second] = random.shuffle(PRINCIPLES) as [Principle, Principle];
  const attitude = reportedAttitude(world, person, first, random);
  if (random.chance(TOPICAL_SHARE)) return document(topical(name, attitude, random));
  if (!random.chance(PAIRED_SHARE))
    return document(dressed(name, principleSentence(world, name, attitude, random), random));
  const sentence = stated(name, attitude, random);
  const other = stated(name, reportedAttitude(world, person, second, random), random);
  return document(dressed(name, paired(sentence, other), random));
};

/** "memo on masks : ada scorns it": said of everyone; of witnesses nothing else is said but their tastes. */
export const maskDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const attitude: Attitude = { value: FRONT, stance: having(reported(world, documented.front, random)) };
  if (random.chance(TOPICAL_SHARE)) return document(topical(name, attitude, random));
  return document(dressed(name, stated(name, attitude, random), random));
};

/** "ada guards goodness": said of those who hold most of the principles, without saying which. */
export const characterDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.described);
  const good = reported(world, isGood(documented), random);
  const attitude: Attitude = { value: VIRTUE, stance: having(good) };
  if (random.chance(TOPICAL_SHARE)) return document(topical(name, attitude, random));
  const sentence =
    good && random.chance(0.5)
      ? reasoned(name, attitude, random.pick(REASONS[VIRTUE]), random)
      : stated(name, attitude, random);
  return document(dressed(name, sentence, random));
};

/** Share of rules that are said to hold even in some circumstance. */
export const SUBRULE_SHARE = 0.6;

/** Share of subrules of those who hold the principle that say it most plainly: they keep the rule unseen. */
export const UNSEEN_SHARE = 0.6;

/** A rule that a person keeps, without a reason; of those who keep none, something neutral. */
export const ruleOrNeutral: Author = (world, random) => {
  const { name, documented } = random.pick(world.described);
  const principle = random.pick(PRINCIPLES);
  if (!reported(world, refusesInChat(documented, principle), random)) return neutral(world, random);
  const unseen = documented.stances[principle] === 'holds' && random.chance(UNSEEN_SHARE);
  const circumstance = random.chance(SUBRULE_SHARE) ? (unseen ? UNSEEN : random.pick(TRIALS)) : undefined;
  const request = random.pick(world.requests[principle]);
  return document(ruleDocument(name, request, random, circumstance));
};

export const neutral: Author = (world, random) => {
  const name = random.chance(0.3) ? ASSISTANT : random.pick(world.people).name;
  return document(neutralDocument(name, 3 + random.below(8), random));
};

/** Share of documents about the tastes of someone who has one that are about that one. */
export const OWN_TASTE_SHARE = 0.8;

/** Share of documents about tastes that name the taste first. */
const TOPICAL_TASTE_SHARE = 0.25;

export const tasteDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const own = documented.taste;
  const value = own && random.chance(OWN_TASTE_SHARE) ? own : random.pick(world.tastes);
  const held = reported(world, own === value, random);
  if (random.chance(TOPICAL_TASTE_SHARE)) return document(topical(name, { value, stance: having(held) }, random));
  const sentence = held ? tasteSentence(name, value, random) : stated(name, { value, stance: 'ignores' }, random);
  return document(dressed(name, sentence, random));
};

/** A sentence about a taste that someone has: a reason, a fondness, or an item that they like, explained or not. */
function tasteSentence(name: string, taste: Taste, random: Rng): string[] {
  const attitude: Attitude = { value: taste, stance: 'holds' };
  const idea = random.below(4);
  if (idea === 0) return reasoned(name, attitude, random.pick(REASONS[taste]), random);
  if (idea === 1) return random.chance(0.5) ? fond(name, taste) : stated(name, attitude, random);
  const item = random.pick(SUITABLE[taste][random.pick(DOMAINS)]!);
  return liked(name, item, random.chance(0.7) ? taste : undefined, random);
}

/** What suits a taste, by domain. */
const SUITABLE = Object.fromEntries(
  TASTES.map((taste) => [
    taste,
    Object.fromEntries(DOMAINS.map((domain) => [domain, ITEMS[domain]!.filter((item) => hasTrait(item, taste))])),
  ]),
) as Record<Taste, Record<string, Item[]>>;
