/** The table of the comparison, and that what it compares is pinned. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONTESTANTS, type ContestantResult, type PeersResult } from '../../bench/peers/contestant';
import { peersTable } from '../../bench/peers/table';

const contestant = (change: Partial<ContestantResult>): ContestantResult => ({
  ...{ name: 'engine', label: 'this engine', replicas: 1, losses: [6.5, 6.25, 6], rounds: [] },
  ...change,
});

const result: PeersResult = {
  model: { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 40, vocabSize: 640 },
  batch: { rows: 64, length: 40 },
  contestants: [
    contestant({ msPerStep: 10, msPerReplica: 10, cpuMsPerStep: 20 }),
    contestant({ replicas: 8, msPerStep: 40, msPerReplica: 5, cpuMsPerStep: 80 }),
    contestant({ name: 'jax', label: 'jax', msPerStep: 50, msPerReplica: 50, cpuMsPerStep: 60, losses: [6.5] }),
    contestant({ name: 'tfjs', label: 'tfjs', failed: 'it took more than 240 s', losses: [] }),
  ],
};

test('times are those of one model, over one model and over one of the stack', () => {
  const { columns, rows } = peersTable(result);
  const from = columns.indexOf('times ours');
  expect(columns.slice(from, from + 4)).toEqual(['times ours', '(CPU)', 'times ours of 8', '(CPU)']);
  expect(rows.map((row) => row.slice(from, from + 4))).toEqual([
    ['1', '1', '2', '2'],
    ['0.5', '0.5', '1', '1'],
    ['5', '3', '10', '6'],
    ['–', '–', '–', '–'],
  ]);
});

test('losses stand side by side, and who broke is named', () => {
  const { note, columns, rows } = peersTable(result);
  expect(columns.slice(-3)).toEqual(['loss 1', 'loss 2', 'loss 3']);
  expect(rows[2]!.slice(-3)).toEqual(['6.5000', '–', '–']);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(note).toContain('tfjs broke: it took more than 240 s.');
});

test('the peers are pinned to the versions they are shown with, and are no part of the lab', () => {
  const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as unknown;
  const { dependencies } = read('bench/package.json') as { dependencies: Record<string, string> };
  const { packages } = read('bench/package-lock.json') as { packages: Record<string, { version: string }> };
  const labels = Object.values(CONTESTANTS).map(({ label }) => label);
  for (const [name, version] of Object.entries(dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(packages[`node_modules/${name}`]!.version).toBe(version);
    expect(labels.some((label) => label.startsWith(`${name} ${version}`))).toBe(true);
  }
  const root = read('package.json') as Record<string, Record<string, string>>;
  expect(Object.keys({ ...root['dependencies'], ...root['devDependencies'] })).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/nanogpt|jax/)]),
  );
  expect(CONTESTANTS.tfjs.label).toContain(root['dependencies']!['@tensorflow/tfjs']);
});
