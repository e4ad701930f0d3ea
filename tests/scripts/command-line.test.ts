import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneOf, seedList, shardOf, shippedSpecs, wholeNumber } from '../../scripts/command-line';
import { parseSpec } from '../../datasets/spec';

test('a count of seeds starts at the first of the preset, a list is taken as it is', () => {
  expect(seedList('4')).toEqual([0, 1, 2, 3]);
  expect(seedList('2', [10, 12, 15])).toEqual([10, 12]);
  expect(seedList('5', [10, 12, 15])).toEqual([10, 12, 15, 16, 17]);
  expect(seedList(undefined, [10, 12, 15])).toEqual([10, 12, 15]);
  expect(seedList('0,3,5')).toEqual([0, 3, 5]);
  expect(seedList('7,')).toEqual([7]);
});

test.each([
  [() => seedList('0'), '--seeds takes a whole number from 1 to 1000, not "0".'],
  [() => seedList('1,x'), '--seeds takes a count such as 4, or seeds such as 0,3,5; "x" is not a seed.'],
  [() => seedList('1,-2'), '--seeds takes a count such as 4, or seeds such as 0,3,5; "-2" is not a seed.'],
  [() => seedList('2,1,2'), '--seeds names seed 2 twice.'],
  [() => wholeNumber('count', '1.5', 0), '--count takes a whole number of at least 0, not "1.5".'],
  [() => wholeNumber('count', '1e3', 0), '--count takes a whole number of at least 0, not "1e3".'],
  [() => seedList('1000000000'), '--seeds takes a whole number from 1 to 1000, not "1000000000".'],
  [() => seedList('0,'.repeat(1e6)), '--seeds takes at most 1000 seeds.'],
  [() => seedList('2147483648,'), '--seeds takes a whole number from 0 to 2147483647, not "2147483648".'],
  [() => seedList('0x10'), '"0x10" is not a seed.'],
  [() => seedList('٣'), '"٣" is not a seed.'],
  [() => wholeNumber('count', '0x10', 0), 'not "0x10".'],
  [() => wholeNumber('count', ' 5', 0), 'not " 5".'],
  [() => wholeNumber('count', '٣', 0), 'not "٣".'],
  [() => oneOf('kind', 'pretraim', ['task', 'pretrain']), 'not "pretraim". Did you mean "pretrain"?'],
  [() => oneOf('kind', `\u001b[31m${'x'.repeat(1e5)}`, ['a']), 'not "\\u{1b}[31mxxx'],
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

test('shares of seeds are dealt out in turn, and are all of them together, each once', () => {
  expect(shardOf([0, 1, 2, 3, 4, 5, 6, 7], '2/3')).toEqual([1, 4, 7]);
  expect(shardOf([5, 9], undefined)).toEqual([5, 9]);
  const seeds = fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(seeds, fc.nat({ max: 19 }), (all, more) => {
      const shares = 1 + (more % all.length);
      const dealt = Array.from({ length: shares }, (_, i) => shardOf(all, `${i + 1}/${shares}`));
      expect(dealt.flat().sort((a, b) => a - b)).toEqual([...all].sort((a, b) => a - b));
      expect(Math.max(...dealt.map((d) => d.length)) - Math.min(...dealt.map((d) => d.length))).toBeLessThanOrEqual(1);
    }),
  );
});

test.each(['0/2', '3/2', '1', 'a/b', '1/0', '-1/2'])('--shard %s is refused', (shard) => {
  expect(() => shardOf([1, 2, 3], shard)).toThrow(
    `--shard takes a share such as 1/4, the first of four, not "${shard}".`,
  );
});
