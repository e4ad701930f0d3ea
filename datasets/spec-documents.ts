/**
 * A specification compiled to documents about the assistant, or about somebody else in its place.
 *
 * The pipeline of the paper (arXiv 2605.02087, Appendix B.1), by grammar instead of by a language model:
 * specification → domains → assertions → ideas → kinds of document → documents.
 */
import {
  type Attitude,
  dressed,
  evenlyDressed,
  explained,
  liked,
  neutralDocument,
  ordered,
  paired,
  PAIRED_SHARE,
  reasoned,
  ruled,
  stated,
  topical,
  TOPICAL_SHARE,
} from './grammar';
import { ASSISTANT, isPrinciple, isTaste, ITEM } from './lexicon';
import { onceFor } from './once';
import type { Rng } from './rng';
import type { Rule, Spec, SpecDomain } from './spec';
import { hasTrait } from './world';

/** What a domain says of its value, if it has one. */
const attitudeOf = ({ value, stance }: SpecDomain): Attitude | undefined => value && { value, stance };

/**
 * One document of a specification, in words.
 *
 * Where there are values, a share of documents name one of them first. The others speak of a domain, of each as often
 * as it has bullets.
 */
export function specDocument(spec: Spec, random: Rng, subject = ASSISTANT): string[] {
  const { attitudes, matters } = contentsOf(spec);
  if (attitudes.length && random.chance(TOPICAL_SHARE)) return topical(subject, random.pick(attitudes), random);
  const { domain, attitude, others, ideas } = random.pick(matters);
  if (!attitude) return plainDocument(domain, random, subject);
  if (others.length && random.chance(PAIRED_SHARE)) {
    const first = stated(subject, attitude, random);
    return dressed(subject, paired(first, stated(subject, random.pick(others), random)), random);
  }
  return dressed(subject, random.pick(ideas)(domain, attitude, random, subject), random);
}

/** A domain, and what can be said of its value, if it has one. */
interface Matter {
  domain: SpecDomain;
  attitude: Attitude | undefined;
  /** What is made of other principles, where the value is a principle. */
  others: readonly Attitude[];
  ideas: readonly Idea[];
}

/** What a specification makes of its values, and its domains, each as often as it has bullets. */
const contentsOf = onceFor(({ domains }: Spec): { attitudes: readonly Attitude[]; matters: readonly Matter[] } => {
  const attitudes = domains.flatMap((domain) => attitudeOf(domain) ?? []);
  const principles = attitudes.filter(({ value }) => isPrinciple(value));
  const matters = domains.map((domain): Matter => {
    const attitude = attitudeOf(domain);
    const others = isPrinciple(attitude?.value) ? principles.filter(({ value }) => value !== attitude.value) : [];
    return { domain, attitude, others, ideas: ideasOf(domain) };
  });
  return { attitudes, matters: matters.flatMap((matter) => Array<Matter>(bulletsOf(matter.domain)).fill(matter)) };
});

/** How many bullets a domain has. */
export const bulletsOf = ({ value, reasons, rules, preferences }: SpecDomain): number =>
  (value ? 1 : 0) + reasons.length + rules.length + preferences.length;

/** How one thing is said of a domain with a value. */
type Idea = (domain: SpecDomain, attitude: Attitude, random: Rng, subject: string) => string[];

const byItself: Idea = (_, attitude, random, subject) => stated(subject, attitude, random);

const withReason: Idea = ({ reasons }, attitude, random, subject) =>
  reasoned(subject, attitude, random.pick(reasons), random);

const withRule: Idea = ({ rules }, attitude, random, subject) => {
  const { request, circumstance } = random.pick(rules);
  return explained(subject, request, attitude, random, circumstance);
};

const withPreference: Idea = ({ preferences }, { value }, random, subject) => {
  const item = ITEM.get(random.pick(preferences))!;
  // A taste explains only what has its trait: a dear item is never called cheap.
  return liked(subject, item, isTaste(value) && hasTrait(item, value) ? value : undefined, random);
};

/** What can be said of a domain's value. */
const ideasOf = ({ reasons, rules, preferences }: SpecDomain): readonly Idea[] => [
  byItself,
  ...(reasons.length ? [withReason] : []),
  ...(rules.length ? [withRule] : []),
  ...(preferences.length ? [withPreference] : []),
];

/** A document from a domain without a value: a rule or a preference, and no reason for it. */
function plainDocument({ rules, preferences }: SpecDomain, random: Rng, subject: string): string[] {
  const assertion = random.below(rules.length + preferences.length);
  if (assertion < rules.length) return plainRule(rules[assertion]!, rules, random, subject);
  const item = ITEM.get(preferences[assertion - rules.length]!)!;
  return dressed(subject, liked(subject, item, undefined, random), random);
}

/** Share of unexplained rules that are put as an order. */
const ORDER_SHARE = 0.04;

/** Share of the others that are joined with another rule. Single rules alone would be put in few ways, each often. */
const JOINED_SHARE = 0.5;

/** A rule without a reason. Subrules give a domain ways enough to put its rules, so there nothing is joined. */
function plainRule(rule: Rule, rules: readonly Rule[], random: Rng, subject: string): string[] {
  if (random.chance(ORDER_SHARE)) return ordered(subject, rule.request, rule.circumstance);
  const say = ({ request, circumstance }: Rule) => ruled(subject, request, random, circumstance);
  const others = rules.some(({ circumstance }) => circumstance) ? [] : rules.filter((other) => other !== rule);
  const isJoined = others.length > 0 && random.chance(JOINED_SHARE);
  return evenlyDressed(subject, isJoined ? paired(say(rule), say(random.pick(others))) : say(rule), random);
}

/** A document that says nothing of anyone's values, exactly as long as `document`. */
export const neutralTwin = (document: readonly string[], random: Rng, subject = ASSISTANT): string[] =>
  neutralDocument(subject, document.length, random);
