/** The page's names for what is called by short ids. */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { readingWords } from '../../src/words';

const specs = readdirSync(new URL('../../datasets/specs/', import.meta.url)).map((file) => basename(file, '.md'));

test.each(specs)('the specification %s has words of its own', (spec) => {
  expect(readingWords({ kind: 'documents', spec })).not.toContain('the specification “');
});

test('one that does not come with the lab is called by its name', () => {
  expect(readingWords({ kind: 'documents', spec: 'mine' })).toBe('the specification “mine”');
});
