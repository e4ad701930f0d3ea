/** Specifications in a link: written and read back, and refused where they are damaged or endless. */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MAX_SPEC_LENGTH, readSpecs, writeSpecs } from '../../../src/lab/spec-link';

const philosophy = readFileSync('datasets/specs/philosophy.md', 'utf8');

test('texts come back as they were, whatever is in them', async () => {
  const texts = { philosophy, 'rule-augmented': '# ü & = # %\n', thrift: '' };
  const fragment = await writeSpecs(texts);
  expect(fragment).toMatch(/^#[\w.=&-]+$/);
  const { texts: read, problems } = await readSpecs(fragment, Object.keys(texts));
  expect(Object.fromEntries(read)).toEqual(texts);
  expect(problems).toEqual([]);
  expect(fragment.length).toBeLessThan(philosophy.length);
});

test('without texts there is no fragment, and another fragment brings none', async () => {
  expect(await writeSpecs({})).toBe('');
  expect(await readSpecs('#result', ['rules'])).toEqual({ texts: new Map(), problems: [] });
  expect(await readSpecs('', ['rules'])).toEqual({ texts: new Map(), problems: [] });
});

test.each([
  ['no base64', '#spec.rules=???'],
  ['nothing that was compressed', '#spec.rules=aaaa'],
  ['cut off', async () => (await writeSpecs({ rules: philosophy })).slice(0, -200)],
  ['endless', () => `#spec.rules=${deflateRawSync('a'.repeat(MAX_SPEC_LENGTH + 1)).toString('base64url')}`],
])('%s: one sentence', async (_, fragment) => {
  const given = typeof fragment === 'string' ? fragment : await fragment();
  const { texts, problems } = await readSpecs(given, ['rules']);
  expect(texts).toEqual(new Map());
  expect(problems).toEqual([
    'The link’s specification “rules” is damaged; the one that came with the page is used instead.',
  ]);
});

test('an ampersand that was escaped is one all the same, and what is no specification is named', async () => {
  const fragment = (await writeSpecs({ rules: philosophy, thrift: '' })).replace('&', '&amp;');
  expect(fragment).toContain('&amp;');
  const { texts, problems } = await readSpecs(`${fragment}&specs.rules=aaaa`, ['rules', 'thrift']);
  expect(Object.fromEntries(texts)).toEqual({ rules: philosophy, thrift: '' });
  expect(problems).toEqual(['The link’s “specs.rules” is no specification and changes nothing.']);
});

test('names that there are not are refused, and nothing of theirs is unpacked', async () => {
  const fragment = await writeSpecs({ ['x'.repeat(100)]: philosophy });
  const { texts, problems } = await readSpecs(`${fragment}&spec.__proto__=aaaa`, ['rules']);
  expect(texts).toEqual(new Map());
  expect(problems).toEqual([
    `The link’s specification “${'x'.repeat(40)}…” is none that this lab has; there are rules.`,
    'The link’s specification “__proto__” is none that this lab has; there are rules.',
  ]);
});
