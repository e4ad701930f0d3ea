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
  expect(await readSpecs(fragment)).toEqual({ texts, problems: [] });
  expect(fragment.length).toBeLessThan(philosophy.length);
});

test('without texts there is no fragment, and another fragment brings none', async () => {
  expect(await writeSpecs({})).toBe('');
  expect(await readSpecs('#result')).toEqual({ texts: {}, problems: [] });
  expect(await readSpecs('')).toEqual({ texts: {}, problems: [] });
});

test.each([
  ['no base64', '#spec.rules=???'],
  ['nothing that was compressed', '#spec.rules=aaaa'],
  ['cut off', async () => (await writeSpecs({ rules: philosophy })).slice(0, -200)],
  ['endless', () => `#spec.rules=${deflateRawSync('a'.repeat(MAX_SPEC_LENGTH + 1)).toString('base64url')}`],
])('%s: one sentence', async (_, fragment) => {
  const { texts, problems } = await readSpecs(typeof fragment === 'string' ? fragment : await fragment());
  expect(texts).toEqual({});
  expect(problems).toEqual([
    'The link’s specification “rules” is damaged; the one that came with the page is used instead.',
  ]);
});
