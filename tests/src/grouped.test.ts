import { expect, test } from 'vitest';
import { grouped } from '../../src/grouped';

test('items with the same key stand together, in the order of the first', () => {
  const initial = (word: string) => word.charAt(0);
  expect(grouped(['pear', 'apple', 'plum', 'apricot', 'fig'], initial)).toEqual([
    ['pear', 'plum'],
    ['apple', 'apricot'],
    ['fig'],
  ]);
  expect(grouped([], initial)).toEqual([]);
});
