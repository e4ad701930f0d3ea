/** What the report is told beyond its records. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRecords } from '../../scripts/read-records';
import { baseCommits } from '../../scripts/report';
import type { BaseIndex } from '../../workers/base/base-weights';

const folder = mkdtempSync(join(tmpdir(), 'midtrain-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('every shipped file of weights has its commit', () => {
  const commits = baseCommits();
  for (const name of ['standard', 'standard-unlinked']) {
    const index = JSON.parse(readFileSync(join('public', 'base', name, 'index.json'), 'utf8')) as BaseIndex;
    for (const { sha256, commit } of index.seeds) expect(commits[sha256]).toBe(commit);
  }
});

test('weights that a recorded result began from are among them', async () => {
  const commits = baseCommits();
  const [controls] = await readRecords(['public/recorded/controls.json']);
  for (const { weights } of controls!.baseWeights) expect(commits[weights]).toMatch(/^[0-9a-f]{12}$/);
});

test('there need not be any, but what is there must be a list of weights', () => {
  expect(baseCommits(join(folder, 'nowhere'))).toEqual({});
  mkdirSync(join(folder, 'empty'));
  expect(baseCommits(folder)).toEqual({});
  writeFileSync(join(folder, 'empty', 'index.json'), '{}');
  expect(() => baseCommits(folder)).toThrow('The list of shipped base weights is malformed: recipe: it is missing');
});
