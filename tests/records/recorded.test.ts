/** The recorded results that come with the page: valid, named after their experiment, complete. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../records/canonical';
import { parseRunRecord, parseRunRecords } from '../../records/parse';
import { experiments } from '../../workers/experiments';

const FOLDER = new URL('../../public/recorded/', import.meta.url);
const all = readdirSync(FOLDER);
const files = all.filter((file) => file.endsWith('.json'));

test('the headline is among them', () => {
  expect(files).toContain('agentic.json');
});

test.each(files)('%s is a record of the experiment that it is named after, with all of its arms', async (file) => {
  const { experiment, config, results } = await parseRunRecord(readFileSync(new URL(file, FOLDER), 'utf8'));
  expect(experiment).toBe(basename(file, '.json'));
  expect(config.arms).toEqual(experiments[experiment]!.arms.map(({ id }) => id));
  for (const { grid, metrics } of results) {
    const cells = grid.flat();
    expect(cells.reduce((a, b) => a + b) / cells.length).toBeCloseTo(metrics.agenticUnsafe, 9);
  }
});

test.each(all)('%s is read as what it says: nothing is added, lost or changed', async (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const { records, problems } = await parseRunRecords(text);
  expect(problems).toEqual([]);
  const written = file.endsWith('.jsonl') ? text.trimEnd().split('\n') : [text];
  expect(records.map(canonicalJson)).toEqual(written.map((one) => canonicalJson(JSON.parse(one))));
});
