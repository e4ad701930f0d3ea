/** What schemas find wrong, in plain words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { check } from '../../workers/problems';

const schema = z.strictObject({
  seeds: z.array(z.int().min(0).max(9)).min(1).max(3),
  name: z.string().min(2).max(5),
  base: z.enum(['shipped', 'scratch']),
  one: z.literal('x').optional(),
  when: z.iso.datetime().optional(),
  own: z.number('in its own words').optional(),
  any: z.union([z.string(), z.number()]).optional(),
  inner: z.record(z.string(), z.object({ list: z.array(z.boolean()) })).optional(),
});
const good = { seeds: [1], name: 'abc', base: 'shipped' };

test.each([
  [undefined, 'it is missing'],
  [[], 'an object was expected'],
  [{ ...good, seeds: [] }, 'seeds: at least 1 entry was expected'],
  [{ ...good, seeds: [1, 2, 3, 4] }, 'seeds: at most 3 entries were expected'],
  [{ ...good, seeds: [1, 1.5] }, 'entry 2 of seeds: a whole number was expected'],
  [{ ...good, seeds: [10] }, 'entry 1 of seeds: a number of at most 9 was expected'],
  [{ ...good, name: 'a' }, 'name: at least 2 characters were expected'],
  [{ ...good, base: 'other' }, 'base: one of "shipped", "scratch" was expected'],
  [{ ...good, one: 'y' }, 'one: "x" was expected'],
  [{ ...good, when: 'now' }, 'when: a date and time such as 2026-11-23T10:00:00Z was expected'],
  [{ ...good, own: '' }, 'own: in its own words'],
  [{ ...good, any: [] }, 'any: something else was expected'],
  [{ ...good, inner: { a: { list: [true, 0] } } }, 'inner, a, entry 2 of list: true or false was expected'],
  [{ ...good, extra: 1 }, 'a key is not known: extra'],
  [{ ...good, seeds: 0, name: 0, base: 0 }, 'seeds: a list was expected (and 2 more problems)'],
])('%j', (value, problem) => {
  expect(check(schema, value)).toEqual({ problem });
});

test('what is right comes back', () => {
  expect(check(schema, good)).toEqual({ value: good });
});

test('a sentence is short, on one line and without control characters, whatever the input', () => {
  const keys = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom(...Object.keys(schema.shape)));
  const value = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(keys, fc.jsonValue()),
    fc.dictionary(keys, fc.dictionary(keys, fc.anything())),
  );
  fc.assert(
    fc.property(value, (input) => {
      const found = check(schema, { ...good, inner: input, ...(typeof input === 'object' ? input : {}) });
      if ('value' in found) return;
      expect(found.problem.length).toBeLessThanOrEqual(250);
      expect(found.problem).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});
