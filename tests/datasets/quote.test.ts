/** What a sentence quotes of a text from outside is short, visible and on one line. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { excerpt } from '../../datasets/quote';

it('is the text itself where that is short and visible', () => {
  expect(excerpt('share-diary, “déjà” 日本 😀')).toBe('share-diary, “déjà” 日本 😀');
  expect(excerpt('x'.repeat(60))).toBe('x'.repeat(60));
  expect(excerpt('')).toBe('');
});

it('ends where it is cut, between characters', () => {
  expect(excerpt('x'.repeat(61))).toBe(`${'x'.repeat(60)}…`);
  expect(excerpt('😀'.repeat(9), 2)).toBe('😀😀…');
});

it('names what cannot be seen, or would turn or hide its surroundings', () => {
  expect(excerpt('a\u0007b\nc\u202Ed\u200Be\uFEFF\uD800\u2028')).toBe(
    'a\\u{7}b\\u{a}c\\u{202e}d\\u{200b}e\\u{feff}\\u{d800}\\u{2028}',
  );
});

it('is bounded whatever the text, and looks at little of a long one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { maxLength: 200 }), (units) => {
      const shown = excerpt(String.fromCharCode(...units));
      expect([...shown].length).toBeLessThanOrEqual(61);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
  const long = 'x'.repeat(1_000_000);
  const begun = performance.now();
  for (let i = 0; i < 1000; i++) excerpt(long);
  expect(performance.now() - begun).toBeLessThan(1000);
});
