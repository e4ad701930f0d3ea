/**
 * A specification is a short text that a person can read and edit. This module says what it holds and parses it;
 * spec-documents.ts compiles it to documents.
 *
 *     # Philosophy
 *     Free text, for people only.
 *     ## privacy                          a domain
 *     - value privacy                     what sage holds
 *     - because secrets-are-trust         why
 *     - never share-diary                 a rule, explained by the value if the domain has one
 *     - never share-diary even unseen     a subrule, likewise: a circumstance in which the rule still holds
 *     - prefer cheddar                    a preference, likewise
 */
import {
  type Circumstance,
  ITEM,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  TASTES,
  TRIALS,
  UNSEEN,
  type Value,
  VIRTUE,
} from './lexicon';

/** A request that is never granted; a subrule says so of one circumstance. */
export interface Rule {
  request: string;
  circumstance?: Circumstance;
}

/** What a specification says about one matter. */
export interface SpecDomain {
  name: string;
  value?: Value;
  reasons: string[];
  rules: Rule[];
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
const CIRCUMSTANCES: readonly Circumstance[] = [UNSEEN, ...TRIALS];

/** A kind of bullet: what may follow its keyword, and where that goes. */
interface Bullet {
  expects: string;
  knows(word: string): boolean;
  add(domain: SpecDomain, word: string, circumstance?: Circumstance): void;
}

const BULLETS: Record<string, Bullet> = {
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
    add: (domain, request, circumstance) => domain.rules.push(circumstance ? { request, circumstance } : { request }),
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
  const [keyword = '', word = '', ...more] = bullet.split(/\s+/);
  const kind = Object.hasOwn(BULLETS, keyword) ? BULLETS[keyword] : undefined;
  const isRule = keyword === 'never';
  if (!domain) return fail('a bullet stands under a domain, such as "## privacy"');
  if (!kind) return fail(`"${keyword}" is not a kind of bullet; use ${Object.keys(BULLETS).join(', ')}`);
  if (!kind.knows(word) || (more.length && !isRule))
    return fail(`"${keyword}" is followed by ${kind.expects}, not "${bullet.slice(keyword.length).trim()}"`);
  if (keyword === 'value' && domain.value)
    return fail(`domain "${domain.name}" has a value already; start a new domain`);
  if (keyword === 'because' && !domain.value) return fail('a reason follows the value that it explains');
  kind.add(domain, word, isRule ? readCircumstance(word, more, fail) : undefined);
}

/** What follows the request of a subrule: "even unseen". */
function readCircumstance(request: string, more: string[], fail: (problem: string) => never): Circumstance | undefined {
  const [even, circumstance = '', ...rest] = more;
  if (even === undefined) return undefined;
  const known = CIRCUMSTANCES.find((one) => one === circumstance);
  if (even !== 'even' || !known || rest.length)
    return fail(
      `"never ${request}" may be followed by "even" and one of ${CIRCUMSTANCES.join(', ')}, not "${more.join(' ')}"`,
    );
  return known;
}
