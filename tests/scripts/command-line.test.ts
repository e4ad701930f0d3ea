import { expect, test } from 'vitest';
import { oneOf, seedList, shippedSpecs, wholeNumber } from '../../scripts/command-line';
import { parseSpec } from '../../datasets/spec';

test('a count of seeds starts at 0, a list is taken as it is', () => {
  expect(seedList('4')).toEqual([0, 1, 2, 3]);
  expect(seedList('0,3,5')).toEqual([0, 3, 5]);
  expect(seedList('7,')).toEqual([7]);
});

test.each([
  [() => seedList('0'), '--seeds takes a whole number of at least 1, not "0".'],
  [() => seedList('1,x'), '--seeds takes a count such as 4, or seeds such as 0,3,5; "x" is not a seed.'],
  [() => seedList('1,-2'), '--seeds takes a count such as 4, or seeds such as 0,3,5; "-2" is not a seed.'],
  [() => seedList('2,1,2'), '--seeds names seed 2 twice.'],
  [() => wholeNumber('count', '1.5', 0), '--count takes a whole number of at least 0, not "1.5".'],
  [() => wholeNumber('count', '1e3', 0), '--count takes a whole number of at least 0, not "1e3".'],
  [() => wholeNumber('count', '', 0), '--count takes a whole number of at least 0, not "".'],
  [() => oneOf('kind', 'x', ['a', 'b']), '--kind takes one of a, b, not "x".'],
])('bad input %# gets its sentence', (read, sentence) => {
  expect(read).toThrow(sentence);
});

test('every shipped specification can be read', () => {
  const specs = shippedSpecs();
  expect(Object.keys(specs)).toContain('philosophy');
  for (const text of Object.values(specs)) expect(parseSpec(text).domains.length).toBeGreaterThan(0);
});
