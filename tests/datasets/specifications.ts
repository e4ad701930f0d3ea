/** Specifications of any kind, and how a person would write them. */
import fc from 'fast-check';
import { ITEM, PRINCIPLES, TASTES, TRIALS, UNSEEN, type Value, VIRTUE } from '../../datasets/lexicon';
import type { Rule, Spec } from '../../datasets/spec';
import { ALL_REASONS, HARMFUL } from './words';

/** A rule as it stands after "never". */
export const spelled = ({ request, circumstance }: Rule): string =>
  circumstance ? `${request} even ${circumstance}` : request;

/** A specification as a person would write it. */
export const write = ({ title, domains }: Spec): string =>
  [
    `# ${title}`,
    ...domains.flatMap(({ name, value, reasons, rules, preferences }) => [
      `## ${name}`,
      ...(value ? [`- value ${value}`] : []),
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
const domain = fc
  .record({
    name,
    value: fc.option(fc.constantFrom<Value>(...PRINCIPLES, ...TASTES, VIRTUE), { nil: undefined }),
    reasons: some(ALL_REASONS),
    rules: fc.uniqueArray(rule, { maxLength: 4, selector: spelled }),
    preferences: some(ITEM.keys()),
  })
  .map(({ value, reasons, ...rest }) => (value ? { ...rest, value, reasons } : { ...rest, reasons: [] }))
  .filter((d) => 'value' in d || d.rules.length + d.preferences.length > 0);

/** Any specification that can be written. */
export const anySpec: fc.Arbitrary<Spec> = fc.record({
  title: name,
  domains: fc.array(domain, { minLength: 1, maxLength: 4 }),
});
