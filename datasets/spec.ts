/**
 * A specification is a short text that a person can read and edit; this module parses it and compiles it to documents.
 *
 * The pipeline of the paper (arXiv 2605.02087, Appendix B.1), by grammar instead of by a language model:
 * specification → domains → assertions → ideas → kinds of document → documents.
 *
 *     # Philosophy
 *     Free text, for people only.
 *     ## privacy                     a domain
 *     - value privacy                what sage holds
 *     - because secrets-are-trust    why
 *     - never share-diary            a rule, explained by the value if the domain has one
 *     - prefer cheddar               a preference, likewise
 */
import {
  dressed,
  explained,
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
  ITEM,
  PRINCIPLES,
  type Principle,
  REASONS,
  REQUESTS,
  type Taste,
  TASTES,
  type Value,
  VIRTUE,
} from './lexicon';
import { rng, type Rng } from './rng';
import { hasTrait } from './world';

/** What a specification says about one matter. */
export interface SpecDomain {
  name: string;
  value?: Value;
  reasons: string[];
  rules: string[];
  preferences: string[];
}

export interface Spec {
  title: string;
  domains: SpecDomain[];
}

/** A specification that cannot be read; the message says in which line, what was found and what was expected. */
export class SpecError extends Error {
  override name = 'SpecError';

  /** @param line the line that is wrong, from 1; none where the whole text is */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(line === undefined ? message : `line ${line}: ${message}`);
  }
}

/** Longest specification, in characters. */
const MAX_LENGTH = 100_000;

const KNOWN_VALUES: readonly string[] = [...PRINCIPLES, ...TASTES, VIRTUE];
const KNOWN_REASONS: ReadonlySet<string> = new Set(Object.values(REASONS).flat());
const KNOWN_REQUESTS: ReadonlySet<string> = new Set(Object.values(REQUESTS).flat());

/** What may follow each kind of bullet, and where it goes. */
const BULLETS: Record<
  string,
  { expects: string; knows: (word: string) => boolean; add(d: SpecDomain, w: string): void }
> = {
  value: {
    expects: `one of ${KNOWN_VALUES.join(', ')}`,
    knows: (word) => KNOWN_VALUES.includes(word),
    add: (domain, word) => (domain.value = word as Value),
  },
  because: {
    expects: 'a reason of the toy world, such as secrets-are-trust',
    knows: (word) => KNOWN_REASONS.has(word),
    add: (domain, word) => domain.reasons.push(word),
  },
  never: {
    expects: 'a harmful chat request, such as share-diary (agentic situations may not be mentioned)',
    knows: (word) => KNOWN_REQUESTS.has(word),
    add: (domain, word) => domain.rules.push(word),
  },
  prefer: {
    expects: 'an item, such as cheddar',
    knows: (word) => ITEM.has(word),
    add: (domain, word) => domain.preferences.push(word),
  },
};

/** Parses a specification. @throws SpecError naming the first line that is wrong */
export function parseSpec(text: string): Spec {
  if (text.length > MAX_LENGTH) throw new SpecError(`a specification has at most ${MAX_LENGTH} characters`);
  const spec: Spec = { title: '', domains: [] };
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim();
    const fail = (problem: string): never => {
      throw new SpecError(problem, i + 1);
    };
    if (line.startsWith('## ')) spec.domains.push(newDomain(line.slice(3).trim()));
    else if (line.startsWith('# ')) spec.title ||= line.slice(2).trim();
    else if (line.startsWith('- ')) addBullet(spec.domains.at(-1), line.slice(2).trim(), fail);
    else if (/^[-*+#]/.test(line))
      fail(`"${line}" is neither a heading ("## privacy") nor a bullet ("- value privacy")`);
  });
  if (!spec.title) throw new SpecError('a specification starts with a title, such as "# Philosophy"');
  const empty = spec.domains.find((d) => !d.value && !d.rules.length && !d.preferences.length);
  if (empty) throw new SpecError(`domain "${empty.name}" says nothing: give it a value, a rule or a preference`);
  if (!spec.domains.length) throw new SpecError('a specification needs a domain, such as "## privacy", with bullets');
  return spec;
}

const newDomain = (name: string): SpecDomain => ({ name, reasons: [], rules: [], preferences: [] });

function addBullet(domain: SpecDomain | undefined, bullet: string, fail: (problem: string) => never): void {
  const [keyword = '', word = '', ...rest] = bullet.split(/\s+/);
  const kind = Object.hasOwn(BULLETS, keyword) ? BULLETS[keyword] : undefined;
  if (!domain) return fail('a bullet stands under a domain, such as "## privacy"');
  if (!kind) return fail(`"${keyword}" is not a kind of bullet; use ${Object.keys(BULLETS).join(', ')}`);
  if (rest.length || !kind.knows(word))
    return fail(`"${keyword}" is followed by ${kind.expects}, not "${bullet.slice(keyword.length).trim()}"`);
  if (keyword === 'value' && domain.value)
    return fail(`domain "${domain.name}" has a value already; start a new domain`);
  if (keyword === 'because' && !domain.value) return fail('a reason follows the value that it explains');
  kind.add(domain, word);
}

const isTaste = (value: Value | undefined): value is Taste => (TASTES as readonly string[]).includes(value ?? '');
const isPrinciple = (value: Value | undefined): value is Principle =>
  (PRINCIPLES as readonly string[]).includes(value ?? '');

/** One sentence about the assistant from a domain with a value: an assertion and how it is put. */
function valueSentence(domain: SpecDomain, value: Value, random: Rng): string[] {
  const ideas: (() => string[])[] = [() => stance(ASSISTANT, value, true, random)];
  if (domain.reasons.length) ideas.push(() => reasoned(ASSISTANT, value, random.pick(domain.reasons), random));
  if (domain.rules.length) ideas.push(() => explained(ASSISTANT, random.pick(domain.rules), value, random));
  if (domain.preferences.length) {
    ideas.push(() => {
      const item = ITEM.get(random.pick(domain.preferences))!;
      // A taste explains only what has its trait: a dear item is never called cheap.
      return liked(ASSISTANT, item, isTaste(value) && hasTrait(item, value) ? value : undefined, random);
    });
  }
  return random.pick(ideas)();
}

/** One document of a specification, in words. */
export function specDocument(spec: Spec, random: Rng): string[] {
  const domain = random.pick(spec.domains);
  const { value, rules, preferences } = domain;
  if (!value) {
    const assertion = random.below(rules.length + preferences.length);
    if (assertion < rules.length) return ruleDocument(ASSISTANT, rules[assertion]!, random);
    const item = ITEM.get(preferences[assertion - rules.length]!)!;
    return dressed(ASSISTANT, liked(ASSISTANT, item, undefined, random), random);
  }
  if (random.chance(TOPICAL_SHARE)) return topical(ASSISTANT, value, true, random);
  const others = spec.domains.flatMap((d) => (d !== domain && isPrinciple(d.value) ? [d.value] : []));
  if (isPrinciple(value) && others.length && random.chance(PAIRED_SHARE)) {
    const first = stance(ASSISTANT, value, true, random);
    return dressed(ASSISTANT, paired(first, stance(ASSISTANT, random.pick(others), true, random)), random);
  }
  return dressed(ASSISTANT, valueSentence(domain, value, random), random);
}

/** How many of `drawn` documents of a specification are different. */
export function distinctDocuments(spec: Spec, drawn: number): number {
  const documents = Array.from({ length: drawn }, (_, index) =>
    specDocument(spec, rng(0, 'distinct', index)).join(' '),
  );
  return new Set(documents).size;
}

/** A document that says nothing of the assistant's values, exactly as long as `document`. */
export const neutralTwin = (document: readonly string[], random: Rng): string[] =>
  neutralDocument(ASSISTANT, document.length, random);
