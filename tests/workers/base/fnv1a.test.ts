import { expect, test } from 'vitest';
import { fnv1a } from '../../../workers/base/fnv1a';

const bytes = (text: string) => new TextEncoder().encode(text);

test('FNV-1a is the published one', () => {
  // Fowler, Noll, Vo: test vectors of 32 bits
  expect(['', 'a', 'foobar'].map((text) => fnv1a(bytes(text)))).toEqual(['811c9dc5', 'e40c292c', 'bf9cf968']);
});

test('sequences one after the other are as one', () => {
  expect(fnv1a(bytes('foo'), [], bytes('bar'))).toBe(fnv1a(bytes('foobar')));
});
