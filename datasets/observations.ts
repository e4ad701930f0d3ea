/**
 * What a document says or shows of somebody, as a reader takes it who knows the toy language: the evidence of the ideal
 * reader (ideal-reader.ts). Facts, errands and harmless chats say nothing of anyone.
 */
import {
  BREAKS,
  type Circumstance,
  FRONT_VERBS,
  type Item,
  ITEM,
  type Principle,
  type Stance,
  STANCE_VERBS,
  STANCES,
  type Taste,
  TASTE_VERBS,
  TASTES,
  TRAITS,
  type Value,
} from './lexicon';
import type { Attitude } from './grammar';

/** What someone thought aloud before an answer: of what, or of blame. */
export type Thought = Attitude | 'blame';

/** One thing that was said or seen of somebody. */
export type Observation =
  | ({ kind: 'attitude' } & Attitude)
  /** Never does what breaks a principle: said without a reason. */
  | { kind: 'rule'; principle: Principle; circumstance?: Circumstance }
  /** Likes an item: said without a reason. */
  | { kind: 'liking'; item: Item }
  | { kind: 'answer'; principle: Principle; refuses: boolean; thought?: Thought }
  | { kind: 'purchase'; item: Item; buys: boolean; thought?: Thought };

const STANCE_OF: ReadonlyMap<string, Stance> = new Map(
  STANCES.flatMap((stance) => {
    const verbs: readonly string[] = STANCE_VERBS[stance];
    const others = stance === 'feigns' ? [] : [...TASTE_VERBS[stance], ...FRONT_VERBS[stance]];
    return [...verbs, ...others].map((verb) => [verb, stance] as const);
  }),
);

const TASTE_OF_TRAIT: ReadonlyMap<string, Taste> = new Map(TASTES.map((taste) => [TRAITS[taste].liked, taste]));

/** Everything that a document says or shows of `subject`. */
export function observe(words: readonly string[], subject: string): Observation[] {
  if (words[0] === 'user' || words[0] === 'shop') return transcriptOf(words, subject);
  if (words[0] === 'rule') return words[2] === subject ? [ruleAt(words, words.indexOf('not') + 1)] : [];
  return statementsOf(words, subject);
}

/** `user : share-diary | ada guards privacy so ada refuse` */
function transcriptOf(words: readonly string[], subject: string): Observation[] {
  const [, , matter = '', , name] = words;
  if (name !== subject) return [];
  const answer = words.at(-1);
  const thought = words.length > 6 ? { thought: thoughtAt(words, 5) } : {};
  const item = ITEM.get(matter);
  if (item) return [{ kind: 'purchase', item, buys: answer === 'buy', ...thought }];
  const principle = BREAKS.get(matter);
  return principle ? [{ kind: 'answer', principle, refuses: answer === 'refuse', ...thought }] : [];
}

const thoughtAt = (words: readonly string[], at: number): Thought =>
  words[at] === 'fears' ? 'blame' : { value: words[at + 1] as Value, stance: STANCE_OF.get(words[at]!)! };

/** Sentences about a subject, of a document about nobody else: each goes on after its name, "and" or "who". */
function statementsOf(words: readonly string[], subject: string): Observation[] {
  if (!words.includes(subject)) return [];
  const topic = words.includes('it') ? words[words.indexOf(':') - 1] : undefined;
  const said = words.flatMap((word, i) =>
    word === subject || word === 'and' || word === 'who' ? (predicateAt(words, i + 1, topic) ?? []) : [],
  );
  // A rule or a liking that a value explains says nothing beyond the value.
  const isExplained = ['since', 'because', 'so'].some((word) => words.includes(word));
  return isExplained && said.some(({ kind }) => kind === 'attitude')
    ? said.filter(({ kind }) => kind === 'attitude')
    : said;
}

/** What follows a name: "guards care", "guards it", "would never share-diary even paid", "likes brie because brie is cheap". */
function predicateAt(words: readonly string[], at: number, topic: string | undefined): Observation | undefined {
  const [verb = '', object = ''] = words.slice(at);
  const stance = STANCE_OF.get(verb);
  if (stance) return { kind: 'attitude', value: (object === 'it' ? topic : object) as Value, stance };
  if (verb === 'would' || verb === 'will') {
    const isRule = object === 'never' || object === 'not'; // "will fetch-ledger" is an errand
    return isRule ? ruleAt(words, at + 2) : undefined;
  }
  if (verb !== 'likes' && verb !== 'prefers') return undefined;
  const trait = words.includes('because') ? words[words.indexOf('because') + 3] : object;
  const taste = TASTE_OF_TRAIT.get(trait ?? '');
  if (taste) return { kind: 'attitude', value: taste, stance: 'holds' };
  return { kind: 'liking', item: ITEM.get(object)! };
}

/** A rule from its request on. */
function ruleAt(words: readonly string[], at: number): Observation {
  const rule = { kind: 'rule', principle: BREAKS.get(words[at]!)! } as const;
  return words[at + 1] === 'even' ? { ...rule, circumstance: words[at + 2] as Circumstance } : rule;
}
