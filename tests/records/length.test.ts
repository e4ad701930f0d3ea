/** Whatever may be run has a record that can be read. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shippedSpecs } from '../../scripts/command-line';
import { toRunRow } from '../../src/history/rows';
import { MAX_RECORD_LENGTH } from '../../records/limits';
import { longestRecord, requireRoom } from '../../records/length';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { experiments } from '../../workers/experiments';
import { MAX_SEEDS } from '../../workers/run/limits';
import { resolveRequest } from '../../workers/run/request';
import { tiled } from './tiled';

const recorded = (experiment: string): Promise<RunRecord> =>
  parseRunRecord(readFileSync(`public/recorded/${experiment}.json`, 'utf8'));

const requestOf = (experiment: string, seeds: readonly number[]) =>
  resolveRequest({
    ...{ experiment, preset: 'standard', base: 'shipped', seeds, specs: shippedSpecs() },
    arms: experiments[experiment]!.arms.map(({ id }) => id),
  });

test('a thousand seeds of seven arms may be asked for, and their record is written, read and kept', async () => {
  const record = tiled(await recorded('agentic'), MAX_SEEDS);
  const text = JSON.stringify(record);
  expect(text.length).toBeGreaterThan(18e6);
  requireRoom(requestOf('agentic', record.seeds), record.replicas.length);
  expect(await parseRunRecord(text)).toEqual(record);
  const run = { id: 'one', added: '2026-11-23T10:00:00Z', origin: { kind: 'here' }, note: '' } as const;
  expect(toRunRow({ ...run, record }).record).toHaveLength(text.length);
}, 60_000);

test.each(Object.keys(experiments))('the record of %s is no longer than was foreseen', async (experiment) => {
  const record = await recorded(experiment);
  const foreseen = longestRecord(requestOf(experiment, record.seeds), record.replicas.length);
  const text = JSON.stringify(record);
  expect(text.length).toBeLessThan(foreseen);
  expect(foreseen).toBeLessThan(500_000 + 4 * text.length); // nor is it far too short a rope
});

test('what would be too long is refused, with how long it would be', () => {
  const seeds = Array.from({ length: MAX_SEEDS }, (_, i) => i);
  const long = requestOf('erosion', seeds);
  expect(longestRecord(long, 16_000)).toBeGreaterThan(MAX_RECORD_LENGTH);
  expect(() => requireRoom(long, 16_000)).toThrow(
    /^The record of 16000 models might have \d+\.\d MB, and one has at most/,
  );
});
