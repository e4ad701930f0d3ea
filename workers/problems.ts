/** What a schema finds wrong with a value, in plain words: for the command line, the page and what is stored. */
import type { z } from 'zod';
import { excerpt } from '../datasets/quote';
import { listed, quoted } from '../datasets/sentences';

type Issue = z.core.$ZodRawIssue;

/** Steps of a path that a sentence names: from deeper on, only the last ones. */
const MOST_STEPS = 5;

/** Most characters of one step. */
const MOST_OF_A_STEP = 24;

/** What a schema says of a value: the value, or a sentence about the first problem without its capital and full stop. */
export type Checked<T> = { value: T } | { problem: string };

/** Checks a value, as `safeParse` does; where the schema has no words of its own, problems are told in plain ones. */
export function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const { success, data, error } = schema.safeParse(value, { error: (issue) => plainly(issue) });
  return success ? { value: data } : { problem: firstProblem(error.issues) };
}

/** `entry 4 of results, seed: a whole number was expected (and 2 more problems)` */
function firstProblem(issues: readonly z.core.$ZodIssue[]): string {
  const { path, message } = issues[0]!;
  const others = issues.length - 1;
  const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'problem' : 'problems'})`;
  const place = placeOf(path);
  return `${place === '' ? '' : `${place}: `}${message}${more}`;
}

/** `entry 4 of results, seed` for `results[3].seed`. */
function placeOf(path: readonly PropertyKey[]): string {
  const steps: string[] = [];
  for (const key of path) {
    if (typeof key !== 'number') steps.push(excerpt(String(key), MOST_OF_A_STEP));
    else steps.push(`entry ${key + 1}${steps.length > 0 ? ` of ${steps.pop()!}` : ''}`);
  }
  return steps.slice(-MOST_STEPS).join(', ');
}

/** Undefined leaves the word to the schema library; none of the lab's schemas get there. */
function plainly(issue: Issue): string | undefined {
  if (issue.input === undefined && issue.code !== 'custom') return 'it is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `${KINDS[issue.expected] ?? issue.expected} was expected`;
    case 'too_big':
      return `${amountOf(issue.origin, Number(issue.maximum), 'at most')} expected`;
    case 'too_small':
      return `${amountOf(issue.origin, Number(issue.minimum), 'at least')} expected`;
    case 'unrecognized_keys':
      return `${issue.keys.length === 1 ? 'a key is' : 'keys are'} not known: ${listed(issue.keys)}`;
    case 'invalid_value':
      return `${issue.values.length === 1 ? '' : 'one of '}${listed(issue.values.map((value) => quoted(String(value))))} was expected`;
    case 'invalid_format':
      return issue.format === 'datetime' ? 'a date and time such as 2026-11-23T10:00:00Z was expected' : undefined;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return 'something else was expected';
    default:
      return undefined;
  }
}

/** Types by the library's names. */
const KINDS: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
  tuple: 'a list',
};

/** `at most 64 entries were` */
function amountOf(origin: string, limit: number, most: string): string {
  const amount = `${most} ${limit.toLocaleString('en-GB')}`;
  if (origin === 'array' || origin === 'set') return `${amount} ${limit === 1 ? 'entry was' : 'entries were'}`;
  if (origin === 'string') return `${amount} ${limit === 1 ? 'character was' : 'characters were'}`;
  return `a number of ${amount} was`;
}
