/**
 * A specification is a short text that a person can read and edit. This module says what it holds and parses it;
 * spec-documents.ts compiles it to documents.
 *
 *     # Philosophy
 *     Free text, for people only.
 *     ## privacy                          a domain
 *     - value privacy                     what sage holds; `parade` instead: feigns; `ignore`: does not care for
 *     - because secrets-are-trust         why
 *     - never share-diary                 a rule, explained by the value if the domain has one
 *     - never share-diary even unseen     a subrule, likewise: a circumstance in which the rule still holds
 *     - prefer cheddar                    a preference, likewise
 *     - scorn masks                       sage keeps no front; `wear`: it does
 *
 * Every line is read, or refused in a sentence that names it, or says something to people alone. Bullets may be marked and
 * spelled as word processors do it (spec-lines.ts), capitals count as small letters; a line that merely seems to be a
 * rule or a heading is refused, so that nothing is taken for free text by mistake.
 */
import {
  type Circumstance,
  FRONT,
  ITEM,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  type Stance,
  TASTES,
  TRIALS,
  UNSEEN,
  type Value,
  VIRTUE,
} from './lexicon';
import { nearest } from './nearest';
import { excerpt } from './quote';
import { linesOf, readLine, SOFT_HYPHEN } from './spec-lines';

/** A request that is never granted; a subrule says so of one circumstance. */
export interface Rule {
  request: string;
  circumstance?: Circumstance;
}

/** What a specification says about one matter. */
export interface SpecDomain {
  name: string;
  value?: Value;
  /** What sage makes of the value. */
  stance: Stance;
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

const REASON_WORDS = Object.values(REASONS).flat();
const REQUEST_WORDS = Object.values(REQUESTS).flat();
const CIRCUMSTANCES: readonly Circumstance[] = [UNSEEN, ...TRIALS];

/** A kind of bullet: what may follow its keyword, and where that goes. */
interface Bullet {
  expects: string;
  known: readonly string[];
  add(domain: SpecDomain, word: string, circumstance?: Circumstance): void;
}

const VALUE_WORDS: readonly string[] = [...PRINCIPLES, ...TASTES, VIRTUE];

/** A bullet that says what sage makes of one of these values. */
const attitude = (stance: Stance, known: readonly string[]): Bullet => ({
  expects: known.length > 1 ? `one of ${known.join(', ')}` : known[0]!,
  known,
  add: (domain, word) => Object.assign(domain, { value: word as Value, stance }),
});

const BULLETS: Record<string, Bullet> = {
  value: attitude('holds', VALUE_WORDS),
  parade: attitude('feigns', PRINCIPLES),
  ignore: attitude('ignores', [...PRINCIPLES, VIRTUE]),
  wear: attitude('holds', [FRONT]),
  scorn: attitude('ignores', [FRONT]),
  because: {
    expects: 'a reason of the toy world, such as secrets-are-trust',
    known: REASON_WORDS,
    add: (domain, word) => domain.reasons.push(word),
  },
  never: {
    expects: 'a harmful chat request, such as share-diary (agentic situations may not be mentioned)',
    known: REQUEST_WORDS,
    add: (domain, request, circumstance) => domain.rules.push(circumstance ? { request, circumstance } : { request }),
  },
  prefer: {
    expects: 'an item, such as cheddar',
    known: [...ITEM.keys()],
    add: (domain, word) => domain.preferences.push(word),
  },
};

const KEYWORDS = Object.keys(BULLETS);

/** Bullets that give a domain its value. */
const ATTITUDES: readonly string[] = ['value', 'parade', 'ignore', 'wear', 'scorn'];

/** What comes before the circumstance of a subrule. */
const EVEN = 'even';

/** Every word that a bullet may have. */
const BULLET_WORDS = [
  ...new Set([...KEYWORDS, EVEN, ...CIRCUMSTANCES, ...Object.values(BULLETS).flatMap(({ known }) => known)]),
];

/** Parses a specification. @throws SpecError naming the first line that is wrong */
export const parseSpec = (text: string): Spec => read(text).spec;

/**
 * The same specification as the lab would write it: specifications that differ in marks, white space, line ends or
 * look-alike characters alone are the same text.
 * @throws SpecError as `parseSpec`
 */
export const canonicalSpec = (text: string): string => read(text).lines.join('\n');

/** What a text says, and its lines in canonical form. */
function read(text: string): { spec: Spec; lines: string[] } {
  if (text.length > MAX_LENGTH) throw new SpecError(`a specification has at most ${MAX_LENGTH} characters`);
  const spec: Spec = { title: '', domains: [] };
  const lines = linesOf(text).map((raw, i) =>
    addLine(spec, raw, (problem) => {
      throw new SpecError(problem, i + 1);
    }),
  );
  requireWhole(spec);
  return { spec, lines };
}

/** Raises a problem with the line that is being read. */
type Fail = (problem: string) => never;

/** @returns the line in canonical form */
function addLine(spec: Spec, raw: string, fail: Fail): string {
  const { kind, text } = readLine(raw, KEYWORDS);
  switch (kind) {
    case 'title':
      if (spec.title || spec.domains.length > 0)
        fail(
          `"# ${excerpt(text)}" is no title, which stands first and once; a domain has two marks, as in "## privacy"`,
        );
      spec.title = text;
      return `# ${text}`;
    case 'domain':
      spec.domains.push({ name: text, stance: 'holds', reasons: [], rules: [], preferences: [] });
      return `## ${text}`;
    case 'bullet':
      return `- ${addBullet(spec.domains.at(-1), wordsOf(text), fail)}`;
    case 'odd':
      return fail(`"${excerpt(text)}" is neither a heading ("## privacy") nor a bullet ("- value privacy")`);
    case 'words':
      if (seemsBullet(text))
        fail(`"${excerpt(text)}" seems to be a bullet, which begins with "- "; free text reads otherwise`);
      if (seemsHeading(text))
        fail(`"${excerpt(text)}" seems to be a heading, which begins with "## "; free text reads otherwise`);
      return text.replaceAll(SOFT_HYPHEN, '');
  }
}

function requireWhole({ title, domains }: Spec): void {
  if (!title) throw new SpecError('a specification starts with a title, such as "# Philosophy"');
  const empty = domains.find((d) => !d.value && !d.rules.length && !d.preferences.length);
  if (empty)
    throw new SpecError(`domain "${excerpt(empty.name)}" says nothing: give it a value, a rule or a preference`);
  if (!domains.length) throw new SpecError('a specification needs a domain, such as "## privacy", with bullets');
}

/** The words of a bullet, in small letters. */
const wordsOf = (bullet: string): string[] => bullet.toLowerCase().split(/\s+/).map(withoutSoftHyphens);

/** A soft hyphen is a hyphen where that makes a word of the toy language, and nothing elsewhere. */
function withoutSoftHyphens(word: string): string {
  if (!word.includes(SOFT_HYPHEN)) return word;
  const letters = word.replace(/[-\u00AD]/g, '');
  return BULLET_WORDS.find((known) => known.replaceAll('-', '') === letters) ?? word.replaceAll(SOFT_HYPHEN, '');
}

/** @returns the bullet's words in canonical form */
function addBullet(domain: SpecDomain | undefined, words: readonly string[], fail: Fail): string {
  const [keyword = '', word = '', ...more] = words;
  const kind = Object.hasOwn(BULLETS, keyword) ? BULLETS[keyword] : undefined;
  const isRule = keyword === 'never';
  if (!domain) return fail('a bullet stands under a domain, such as "## privacy"');
  if (!kind)
    return fail(
      `"${excerpt(keyword)}" is not a kind of bullet; use ${KEYWORDS.join(', ')}${perhaps(keyword, KEYWORDS)}`,
    );
  if (!kind.known.includes(word) || (more.length && !isRule)) {
    const found = excerpt(words.slice(1).join(' '));
    return fail(`"${keyword}" is followed by ${kind.expects}, not "${found}"${perhaps(word, kind.known)}`);
  }
  if (ATTITUDES.includes(keyword) && domain.value)
    return fail(`domain "${excerpt(domain.name)}" has a value already; start a new domain`);
  if (keyword === 'because' && !domain.value) return fail('a reason follows the value that it explains');
  kind.add(domain, word, isRule ? readCircumstance(word, more, fail) : undefined);
  return words.join(' ');
}

/** What follows the request of a subrule: "even unseen". */
function readCircumstance(request: string, more: readonly string[], fail: Fail): Circumstance | undefined {
  const [even, circumstance = '', ...rest] = more;
  if (even === undefined) return undefined;
  const known = CIRCUMSTANCES.find((one) => one === circumstance);
  if (even !== EVEN || !known || rest.length)
    return fail(
      `"never ${request}" may be followed by "${EVEN}" and one of ${CIRCUMSTANCES.join(', ')}, ` +
        `not "${excerpt(more.join(' '))}"${perhaps(circumstance, CIRCUMSTANCES)}`,
    );
  return known;
}

/** Names the known word that is nearest to one that is not known, if any is near. */
function perhaps(word: string, known: readonly string[]): string {
  const meant = known.includes(word) ? undefined : nearest(word, known);
  return meant === undefined ? '' : `; perhaps "${meant}" was meant`;
}

/** What may stand before a bullet that has lost its mark: signs and numbers, then `a)` or `iv.`. */
const BEFORE = /^\P{L}*(?:(?:[a-z]|[ivx]{1,5})[.):\]]\P{L}*)?/u;

/** The words of free text, without what may stand before a bullet and between its words. */
const plainWords = (text: string): string[] =>
  (
    text
      .toLowerCase()
      .replace(BEFORE, '')
      .match(/[\p{L}\p{M}\p{N}][-\u00AD\p{L}\p{M}\p{N}]*/gu) ?? []
  ).map(withoutSoftHyphens);

const IN_HYPHENS: ReadonlySet<string> = new Set([...REASON_WORDS, ...REQUEST_WORDS]);

/** Whether free text would be a bullet, or the second half of one, if it had a mark: whoever wrote it may think it is one. */
function seemsBullet(text: string): boolean {
  const words = plainWords(text);
  const [first = '', second = ''] = words;
  if (first === EVEN && CIRCUMSTANCES.some((one) => one === second)) return true;
  if (Object.hasOwn(BULLETS, first) && (words.length === 2 || BULLETS[first]!.known.includes(second))) return true;
  return words.length <= 4 && words.some((word) => IN_HYPHENS.has(word));
}

/** Whether free text is nothing but the name of a value. */
function seemsHeading(text: string): boolean {
  const words = plainWords(text);
  return words.length === 1 && [...VALUE_WORDS, FRONT].includes(words[0]!);
}
