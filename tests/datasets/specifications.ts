/** Specifications of any kind, and how a person would write them. */
import fc from 'fast-check';
import {
  FRONT,
  ITEM,
  PRINCIPLES,
  type Stance,
  STANCES,
  TASTES,
  TRIALS,
  UNSEEN,
  type Value,
  VIRTUE,
} from '../../datasets/lexicon';
import type { Rule, Spec, SpecDomain } from '../../datasets/spec';
import { ALL_REASONS, HARMFUL } from './words';

/** A rule as it stands after "never". */
export const spelled = ({ request, circumstance }: Rule): string =>
  circumstance ? `${request} even ${circumstance}` : request;

/** The word with which a bullet says what sage makes of a value. */
const keyword = (value: Value, stance: Stance): string =>
  value === FRONT
    ? { holds: 'wear', feigns: '', ignores: 'scorn' }[stance]
    : { holds: 'value', feigns: 'parade', ignores: 'ignore' }[stance];

/** A specification as a person would write it. */
export const write = ({ title, domains }: Spec): string =>
  [
    `# ${title}`,
    ...domains.flatMap(({ name, value, stance, reasons, rules, preferences }) => [
      `## ${name}`,
      ...(value ? [`- ${keyword(value, stance)} ${value}`] : []),
      ...reasons.map((word) => `- because ${word}`),
      ...rules.map((rule) => `- never ${spelled(rule)}`),
      ...preferences.map((word) => `- prefer ${word}`),
    ]),
  ].join('\n');

const some = (words: Iterable<string>) => fc.uniqueArray(fc.constantFrom(...words), { maxLength: 4 });
const rule: fc.Arbitrary<Rule> = fc.record(
  { request: fc.constantFrom(...HARMFUL), circumstance: fc.constantFrom(UNSEEN, ...TRIALS) },
  { requiredKeys: ['request'] },
);
const name = fc.stringMatching(/^[a-z]{1,8}$/);

/** Everything that a specification may say of a value. */
const SAYABLE: Record<Stance, readonly Value[]> = {
  holds: [...PRINCIPLES, ...TASTES, VIRTUE, FRONT],
  feigns: PRINCIPLES,
  ignores: [...PRINCIPLES, VIRTUE, FRONT],
};
export const ATTITUDES = STANCES.flatMap((stance) => SAYABLE[stance].map((value) => ({ value, stance })));

const domain = fc
  .record({
    name,
    attitude: fc.option(fc.constantFrom(...ATTITUDES), { nil: undefined }),
    reasons: some(ALL_REASONS),
    rules: fc.uniqueArray(rule, { maxLength: 4, selector: spelled }),
    preferences: some(ITEM.keys()),
  })
  .map(({ attitude, reasons, ...rest }): SpecDomain =>
    attitude ? { ...rest, ...attitude, reasons } : { ...rest, stance: 'holds', reasons: [] },
  )
  .filter((d) => d.value !== undefined || d.rules.length + d.preferences.length > 0);

/** Any specification that can be written. */
export const anySpec: fc.Arbitrary<Spec> = fc.record({
  title: name,
  domains: fc.array(domain, { minLength: 1, maxLength: 4 }),
});

/** White space as it is found in documents: no-break, thin, wide, and the plain kinds. */
const SPACES = [' ', '  ', '\t', '\u00A0', '\u2009', '\u202F', '\u2003', '\u3000', ' \u200B'];
const HYPHENS = ['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2212', '\u00AD', '\uFF0D', '\uFE63'];
const MARKS = [
  '-',
  '*',
  '+',
  '\u2013',
  '\u2014',
  '\u2022',
  '\u25E6',
  '\u25AA\uFE0F',
  '\u2023',
  '\u00B7',
  '\uF0B7',
  '1.',
  '2)',
  '(3)',
  'a.',
  'iv)',
  'o',
];
const LINE_ENDS = ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f'];
const HIDDEN = ['', '', '', '\u200B', '\u200D', '\u2060', '\uFEFF', '\u200E', '\uFE0F'];

const fullWidth = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const typographic = (text: string): string => text.replaceAll("'", '\u2019').replaceAll('"', '\u201C');

/** A specification in canonical form, and the same in one of the ways in which other programs write it. */
export const rewritten: fc.Arbitrary<{ plain: string; text: string }> = fc
  .record({ spec: anySpec, free: fc.constantFrom('', 'Words for people.', 'It\'s "free" text.'), seed: fc.gen() })
  .map(({ spec, free, seed: gen }) => {
    const from = (choices: readonly string[]) => gen(fc.constantFrom, ...choices);
    const space = () => from(SPACES);
    const word = (text: string) => {
      const spelled = text.split('-').reduce((before, after) => before + from(HYPHENS) + after);
      return from(HIDDEN) + from([spelled, spelled, capital(spelled), fullWidth(spelled)]) + from(HIDDEN);
    };
    const line = (canonical: string): string => {
      const heading = /^(##?) (.*)$/.exec(canonical);
      if (heading)
        return from(HIDDEN) + heading[1]! + space() + from([heading[2]!, fullWidth(heading[2]!)]) + from(HIDDEN);
      if (!canonical.startsWith('- ')) return typographic(canonical).replaceAll(' ', from(['\u00A0', ' ']));
      const words = canonical.slice(2).split(' ').map(word);
      return (
        from(['', ' ', '\t', '\u00A0']) +
        from(MARKS) +
        words.map((one) => space() + one).join('') +
        from(['', ' ', '\u00A0'])
      );
    };
    const lines = write(spec).split('\n');
    lines.splice(1, 0, free);
    const end = from(LINE_ENDS); // one for all: a carriage return and a line feed after it would be one end
    return { plain: lines.join('\n'), text: lines.map(line).join(end) };
  });
