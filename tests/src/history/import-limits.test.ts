/** What is opened can be opened again from the browser's store: the size that counts is that of what is stored. */
import { expect, test, vi } from 'vitest';
import { readFileOf } from '../../../src/history/import';
import { toRunRow } from '../../../src/history/rows';
import { runId } from '../../../src/history/run-id';
import { hashConfig } from '../../../records/hash';
import type * as Limits from '../../../records/limits';
import { parseRunRecord } from '../../../records/parse';
import { recordAt } from './saved';

/** Limits of a size at which tests are fast. */
vi.mock('../../../records/limits', async (original) => ({
  ...(await original<typeof Limits>()),
  MAX_RECORD_LENGTH: 2 ** 20,
}));

/** The text of a record with so many numbers in its settings, each of which is written at greater length than it is read. */
async function textWith(numbers: number): Promise<string> {
  const one = await recordAt(8);
  const config = { ...one.config, more: Array.from({ length: numbers }, () => 1e20) };
  const record = { ...one, config, configHash: hashConfig(one.experiment, config) };
  return JSON.stringify(record).replaceAll('100000000000000000000', '1e20');
}

const fileOf = (text: string) => new File([text], 'r.json');

test('a record that would be stored at greater length than any that is read is refused when it is opened', async () => {
  const text = await textWith(60_000);
  expect(text.length).toBeLessThan(2 ** 19);
  await expect(readFileOf(fileOf(text))).rejects.toThrow(
    /^“r\.json” cannot be used: this has 1\.\d MB; a run record has at most 1\.0 MB\.$/,
  );
  const record = await parseRunRecord(text);
  const run = { id: 'a', record, added: '2026-11-23T10:00:00Z', origin: { kind: 'here' as const }, note: '' };
  expect(() => toRunRow(run)).toThrow('this has 1.');
});

test('one that is opened is read again from what is stored', async () => {
  const opened = await readFileOf(fileOf(await textWith(20_000)));
  if (opened.kind !== 'records') throw new Error('a file of records was expected');
  const [{ id, record }] = opened.runs as [(typeof opened.runs)[0]];
  const row = toRunRow({ id, record, added: '2026-11-23T10:00:00Z', origin: { kind: 'here' }, note: '' });
  expect(row.record.length).toBeGreaterThan(2 ** 18);
  expect(await parseRunRecord(row.record)).toEqual(record);
  expect(runId(record)).toBe(id);
});
