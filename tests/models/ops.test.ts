/** How the kernels' files build on each other. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../models/ops/', import.meta.url);
const files = readdirSync(FOLDER).map((file) => file.replace('.ts', ''));

/** Files of the folder that a file imports from, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(new URL(`${file}.ts`, FOLDER), 'utf8');
  return [...text.matchAll(/ from '\.\/([^']+)'/g)].map((match) => match[1]!);
}

/** All that a file builds on, near and far. */
function foundations(file: string, known = new Set<string>()): Set<string> {
  for (const other of importsOf(file)) {
    if (known.has(other)) continue;
    known.add(other);
    foundations(other, known);
  }
  return known;
}

it.each(files)('%s.ts does not build on itself', (file) => {
  expect(foundations(file)).not.toContain(file);
});

it('an operation with a kernel for each family has three files', () => {
  const operations = (family: string) =>
    files.filter((file) => file.endsWith(`-${family}`)).map((file) => file.replace(`-${family}`, ''));
  expect(operations('gpu')).toEqual(operations('software'));
  expect(operations('gpu').length).toBeGreaterThanOrEqual(8);
  for (const operation of operations('gpu')) {
    expect(files).toContain(operation);
    expect(importsOf(`${operation}-gpu`)).toContain(operation);
    expect(importsOf(`${operation}-gpu`)).not.toContain(`${operation}-software`);
    expect(importsOf(`${operation}-software`)).not.toContain(`${operation}-gpu`);
  }
});
