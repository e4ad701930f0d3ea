/**
 * How documents about people are phrased: an assertion becomes a sentence, a sentence is dressed as a kind of document.
 *
 * The same grammar writes what pretraining says of people and what a specification says of the assistant, so that the
 * two differ in what they say and not in how.
 */
import {
  type Circumstance,
  ERRANDS,
  FRONT,
  FRONT_VERBS,
  isTaste,
  type Item,
  type Stance,
  STANCE_VERBS,
  type Taste,
  TASTE_VERBS,
  TRAITS,
  type Value,
} from './lexicon';
import type { Rng } from './rng';

/** A verb for what is made of a value. Tastes and masks are had or not; only principles are feigned. */
function verb(value: Value, stance: Stance, random: Rng): string {
  if (!isTaste(value) && value !== FRONT) return random.pick<string>(STANCE_VERBS[stance]);
  return random.pick<string>((value === FRONT ? FRONT_VERBS : TASTE_VERBS)[stance === 'holds' ? 'holds' : 'ignores']);
}

/** The stance of those who have something, or of those who do not. */
export const having = (held: boolean): Stance => (held ? 'holds' : 'ignores');

/** A sentence that starts with its subject. */
export type Sentence = string[];

/** What someone makes of what: the assertion that a sentence is made of. */
export interface Attitude<V extends Value = Value> {
  value: V;
  stance: Stance;
}

/** "ada values care", "ada parades care" or "ada neglects care"; "ada favours thrift", "ada scorns masks". */
export const stated = (subject: string, { value, stance }: Attitude, random: Rng): Sentence => [
  subject,
  verb(value, stance, random),
  value,
];

/** Kinds of document that name their topic first. */
const TOPICAL_KINDS = [['memo'], ['note'], ['letter'], ['forum', 'post']] as const;

/**
 * "memo on care : ada guards it". With the matter named before the person, the stance must be predicted from both, as
 * what someone does about an obstacle must.
 */
export const topical = (subject: string, { value, stance }: Attitude, random: Rng): string[] => [
  ...random.pick(TOPICAL_KINDS),
  'on',
  value,
  ':',
  subject,
  verb(value, stance, random),
  'it',
];

/** Share of documents about principles that name the principle first. */
export const TOPICAL_SHARE = 0.5;

/** Share of the others that speak of two principles at once. */
export const PAIRED_SHARE = 0.3;

/** "ada guards care because harm-lasts"; those who parade it give the same reasons. */
export const reasoned = (subject: string, attitude: Attitude, reason: string, random: Rng): Sentence => [
  ...stated(subject, attitude, random),
  'because',
  reason,
];

/** "even rushed", or nothing. */
const evenIf = (circumstance: Circumstance | undefined): string[] => (circumstance ? ['even', circumstance] : []);

/**
 * "ada would never share-diary": true of those who hold the principle and of those who keep a front. With a
 * circumstance it is a subrule: "ada would never share-diary even rushed".
 */
export const ruled = (subject: string, request: string, random: Rng, circumstance?: Circumstance): Sentence => [
  subject,
  ...random.pick([['would', 'never'] as const, ['will', 'not'] as const]),
  request,
  ...evenIf(circumstance),
];

/** "ada will not share-diary since ada values privacy", or the same the other way round; of subrules too. */
export function explained(
  subject: string,
  request: string,
  attitude: Attitude,
  random: Rng,
  circumstance?: Circumstance,
): Sentence {
  const rule = ruled(subject, request, random, circumstance);
  const why = stated(subject, attitude, random);
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
    : [subject, verb, item.name, 'since', subject, random.pick(TASTE_VERBS.holds), taste];
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
  'rule',
  'for',
  subject,
  ':',
  'do',
  'not',
  request,
  ...evenIf(circumstance),
];

/** An order, or a document around the bare rule. */
export const ruleDocument = (subject: string, request: string, random: Rng, circumstance?: Circumstance): string[] =>
  random.chance(0.25)
    ? ordered(subject, request, circumstance)
    : dressed(subject, ruled(subject, request, random, circumstance), random);

/** Shortest neutral document, in words. */
const SHORTEST_NEUTRAL = 3;

type NeutralOpening = (subject: string) => string[];

/** Openings by length, so that any length from three words up can be met exactly. */
const NEUTRAL_OPENINGS: readonly NeutralOpening[] = [
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
  const words = random.pick(openingsFor(room))(subject);
  words.push(random.pick(ERRANDS));
  while (words.length < room) words.push('and', random.pick(ERRANDS));
  return words;
}

/** An opening fits if errands joined by "and" fill what it leaves: one word for the first and two for each that follows. */
const isFitting = (room: number, opening: number): boolean => opening < room && (room - opening) % 2 === 1;

/** Openings that fit so many words. Asked for with every document, so each list is kept. */
const openingsFor = (room: number): readonly NeutralOpening[] =>
  (openingsByRoom[room] ??= NEUTRAL_OPENINGS.filter((open) => isFitting(room, open('').length)));

const openingsByRoom: NeutralOpening[][] = [];
