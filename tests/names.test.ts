/**
 * Nothing outside an experiment's own file asks for an experiment or a metric by its name: what a page or a command does
 * for some of them follows from fields of the experiment, or of the metric's entry in workers/evaluate/metrics.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METRIC_IDS } from '../workers/evaluate/metrics';
import { experiments } from '../workers/experiments';

/** Where they are defined, and where metrics are measured. */
const HOME = /^workers\/(experiments\/|evaluate\/(metrics|evaluation|exam)\.ts$)/;

const names = Object.keys(experiments).join('|');
const ids = METRIC_IDS.join('|');

/** A term of the glossary, a class, a link in prose to an experiment and a key of a type are something else. */
const ASKED = new RegExp(
  [
    `(?<!\\bof=|\\bclass=|\\bsee\\(|>\\[)(['"\`])(${names}|${ids})\\1`,
    `\\bexperiments[!?]?\\.(${names})\\b`,
    `\\bmetrics[!?]?\\.(${ids})\\b`,
  ].join('|'),
  'gi',
);
const COMMENT = /\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(?<=^|\s)\/\/.*$/gm;

const asked = (code: string): string[] => code.replace(COMMENT, '').match(ASKED) ?? [];

const FOLDERS = ['workers', 'analysis', 'records', 'src', 'scripts', 'bench'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
).filter((path) => /\.(ts|svelte)$/.test(path) && !HOME.test(path));

test('names of experiments and metrics stand in their own files', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((path) => asked(readFileSync(path, 'utf8')).map((found) => `${path}: ${found}`))).toEqual([]);
});

test.each([
  `if (name === 'erosion') return;`,
  `const { title } = experiments.values!;`,
  `{#if experiment.metrics.includes("thriftChosen")}`,
  `mean(result.metrics.agenticUnsafe)`,
  `METRICS.chatUnsafe.short`,
])('%s would be seen', (code) => {
  expect(asked(code)).toHaveLength(1);
});

test.each([
  `/** Such as 'erosion'. */`,
  `a = 1; // 'erosion'`,
  `<Term of="agentic">alone</Term>`,
  `{@render see('reasons')}`,
])('%s is let be', (code) => {
  expect(asked(code)).toEqual([]);
});
