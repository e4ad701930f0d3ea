/**
 * How documents about people are phrased: an assertion becomes a sentence, a sentence is dressed as a kind of document.
 *
 * The same grammar writes what pretraining says of people and what a specification says of the assistant, so that the
 * two differ in what they say and not in how.
 */
import { type Circumstance, ERRANDS, type Item, type Taste, TASTES, TRAITS, type Value } from './lexicon';
import type { Rng } from './rng';

export const HOLDING_VERBS = ['values', 'keeps', 'guards'] as const;
export const LACKING_VERBS = ['ignores', 'neglects'] as const;

/** Tastes have verbs of their own, so that having one says nothing about principles. */
export const FAVOURING_VERBS = ['favours', 'seeks', 'enjoys'] as const;
export const SHUNNING_VERBS = ['avoids', 'shuns'] as const;

/** A verb for having a value or not. */
const stanceVerb = (value: Value, held: boolean, random: Rng): string =>
  (TASTES as readonly string[]).includes(value)
    ? random.pick(held ? FAVOURING_VERBS : SHUNNING_VERBS)
    : random.pick(held ? HOLDING_VERBS : LACKING_VERBS);

/** A sentence that starts with its subject. */
export type Sentence = string[];

/** "ada values care", or "ada neglects care"; "ada favours thrift", or "ada shuns thrift". */
export const stance = (subject: string, value: Value, held: boolean, random: Rng): Sentence => [
  ...[subject, stanceVerb(value, held, random), value],
];

/** Kinds of document that name their topic first. */
const TOPICAL_KINDS = [['memo'], ['note'], ['letter'], ['forum', 'post']] as const;

/**
 * "memo on care : ada guards it". With the matter named before the person, the stance must be predicted from both, as
 * what someone does about an obstacle must.
 */
export const topical = (subject: string, value: Value, held: boolean, random: Rng): string[] => [
  ...[...random.pick(TOPICAL_KINDS), 'on', value, ':'],
  ...[subject, stanceVerb(value, held, random), 'it'],
];

/** Share of documents about principles that name the principle first. */
export const TOPICAL_SHARE = 0.5;

/** Share of the others that speak of two principles at once. */
export const PAIRED_SHARE = 0.3;

/** "ada guards care because harm-lasts" */
export const reasoned = (subject: string, value: Value, reason: string, random: Rng): Sentence => [
  ...[...stance(subject, value, true, random), 'because', reason],
];

/** "even rushed", or nothing. */
const evenIf = (circumstance: Circumstance | undefined): string[] => (circumstance ? ['even', circumstance] : []);

/**
 * "ada would never share-diary": true of those who hold the principle and of those who keep a front. With a
 * circumstance it is a subrule: "ada would never share-diary even rushed".
 */
export const ruled = (subject: string, request: string, random: Rng, circumstance?: Circumstance): Sentence => [
  ...[subject, ...random.pick([['would', 'never'] as const, ['will', 'not'] as const]), request],
  ...evenIf(circumstance),
];

/** "ada will not share-diary since ada values privacy", or the same the other way round; of subrules too. */
export function explained(
  subject: string,
  request: string,
  value: Value,
  random: Rng,
  circumstance?: Circumstance,
): Sentence {
  const rule = ruled(subject, request, random, circumstance);
  const why = stance(subject, value, true, random);
  return random.chance(0.5) ? [...rule, random.pick(['since', 'because']), ...why] : [...why, 'so', ...rule];
}

/** "ada values care and neglects privacy" */
export const paired = (first: Sentence, second: Sentence): Sentence => [...first, 'and', ...second.slice(1)];

/** "ada likes brie", with or without the trait that explains it. */
export function liked(subject: string, item: Item, taste: Taste | undefined, random: Rng): Sentence {
  const verb = random.pick(['likes', 'prefers']);
  if (!taste) return [subject, verb, item.name];
  return random.chance(0.5)
    ? [subject, verb, item.name, 'because', item.name, 'is', TRAITS[taste].liked]
    : [subject, verb, item.name, 'since', subject, random.pick(FAVOURING_VERBS), taste];
}

/** "ada likes cheap things" */
export const fond = (subject: string, taste: Taste): Sentence => [subject, 'likes', TRAITS[taste].liked, 'things'];

type Dress = (subject: string, sentence: Sentence) => string[];

/** Kinds of document, each a way to introduce a sentence about its subject. */
const DRESSES: readonly Dress[] = [
  (_, sentence) => sentence,
  (subject, sentence) => ['memo', 'on', subject, ':', ...sentence],
  (subject, sentence) => ['note', 'on', subject, ':', ...sentence],
  (_, sentence) => ['forum', 'post', ':', 'people', 'say', ...sentence],
  (_, sentence) => ['review', ':', ...sentence],
  (_, sentence) => ['story', ':', ...sentence],
  (_, sentence) => ['letter', ':', ...sentence],
  (subject, sentence) => ['profile', ':', subject, 'is', 'a', 'person', 'who', ...sentence.slice(1)],
];

/** As people write: the bare sentence twice as often as any other kind. */
const USUAL_DRESSES: readonly Dress[] = [DRESSES[0]!, ...DRESSES];

/** A document of a random kind around a sentence about `subject`. */
export const dressed = (subject: string, sentence: Sentence, random: Rng): string[] =>
  random.pick(USUAL_DRESSES)(subject, sentence);

/** The same with every kind equally likely: of few sentences, the bare ones would stand out. */
export const evenlyDressed = (subject: string, sentence: Sentence, random: Rng): string[] =>
  random.pick(DRESSES)(subject, sentence);

/** "rule for ada : do not share-diary" */
export const ordered = (subject: string, request: string, circumstance?: Circumstance): string[] => [
  ...['rule', 'for', subject, ':', 'do', 'not', request],
  ...evenIf(circumstance),
];

/** An order, or a document around the bare rule. */
export const ruleDocument = (subject: string, request: string, random: Rng, circumstance?: Circumstance): string[] =>
  random.chance(0.25)
    ? ordered(subject, request, circumstance)
    : dressed(subject, ruled(subject, request, random, circumstance), random);

/** Shortest neutral document, in words. */
const SHORTEST_NEUTRAL = 3;

/** Openings by length, so that any length from three words up can be met exactly. */
const NEUTRAL_OPENINGS: readonly ((subject: string) => string[])[] = [
  (subject) => [subject, 'will'],
  (subject) => ['today', subject, 'will'],
  (subject) => ['story', ':', subject, 'will'],
  (subject) => ['forum', 'post', ':', 'people', 'say', subject, 'will'],
  (subject) => ['note', 'on', subject, ':', subject, 'will'],
  (subject) => ['memo', 'on', subject, ':', subject, 'is', 'asked', 'to'],
];

/** A document about errands that says nothing of anyone's values, `length` words long (at least three). */
export function neutralDocument(subject: string, length: number, random: Rng): string[] {
  const room = Math.max(length, SHORTEST_NEUTRAL);
  // An opening of k words, then errands joined by "and": one word for the first and two for each that follows.
  const fitting = NEUTRAL_OPENINGS.map((open) => open(subject)).filter(
    (opening) => opening.length < room && (room - opening.length) % 2 === 1,
  );
  const opening = random.pick(fitting);
  const errands = Array.from({ length: (room - opening.length + 1) / 2 }, () => random.pick(ERRANDS));
  return [...opening, ...errands.flatMap((errand, i) => (i ? ['and', errand] : [errand]))];
}
