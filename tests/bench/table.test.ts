/** A result as text. */
import { expect, test } from 'vitest';
import type { BenchResult } from '../../bench/result';
import { QUICK } from '../../bench/settings';
import { adapterName, describeOrigin, number, resultTables, tableText } from '../../bench/table';

const gpu = { vendor: 'acme', architecture: 'one', device: '', description: '', fallback: false };

const result: BenchResult = {
  format: 1,
  commit: 'abc',
  date: '2026-01-02T03:04:05.678Z',
  userAgent: 'test',
  gpu,
  target: { family: 'gpu', subgroups: false },
  settings: QUICK,
  training: [
    {
      model: { nLayer: 1, nHead: 4, nEmbd: 64, blockSize: 40, vocabSize: 640 },
      batch: { rows: 64, length: 40 },
      replicas: 8,
      parameters: 1000,
      msPerStep: 12.345,
      msPerReplica: 1.543,
      hostMsPerReplica: 0.0456,
      tokensPerSecond: 1_658_971,
      dispatchesPerStep: 63,
      submitsPerStep: 1,
      gflopPerStep: 16,
      gflopPerSecond: 1296,
      limitMs: 9,
      fractionOfLimit: 0.729,
      readyMs: 1234,
      bytes: { stack: 2e6, trainer: 3e6 },
      loss: { first: 6.5, last: 6.0123, lastStep: 9 },
      rounds: [],
    },
  ],
  skipped: [],
  products: [
    { name: 'logits', rows: 4, inner: 8, columns: 16, count: 1, ms: 0.5, gflopPerSecond: 2, variant: "the engine's" },
  ],
  decoding: {
    lanes: 64,
    length: 40,
    tokensPerSecond: 2000,
    msPerToken: 0.5,
    fullForwardMsPerToken: 10,
    timesFullForward: 20,
    rereadingMsPerToken: 5,
    timesRereading: 10,
    bytes: 1e6,
  },
  packing: {
    batch: { rows: 64, length: 48 },
    tokensPerDocument: 10.5,
    documentsPerBatch: { packed: 256, padded: 64 },
    documentsPerSecond: { packed: 2560, padded: 640 },
    times: 4,
  },
  textMsPerBatch: { pretrain: 0.1234, finetune: 0.2 },
  textCpuMsPerBatch: { pretrain: 0.15, finetune: 0.25 },
};

const cells = (title: string, row: number) => {
  const { columns, rows } = resultTables(result).find((table) => table.title === title)!;
  return Object.fromEntries(columns.map((column, i) => [column, rows[row]![i]]));
};

test('every column of training has its number', () => {
  expect(cells('Training', 0)).toEqual({
    models: '8 × 1 layer, width 64',
    'ms a step': '12.3',
    'ms a replica': '1.54',
    'host ms a replica': '0.0456',
    'tokens/s': '1,658,971',
    dispatches: '63',
    submits: '1',
    'GFLOP/s': '1,296',
    'limit ms': '9',
    'of limit': '0.729',
    'ready s': '1.23',
    MB: '5',
    loss: '6.5 → 6.01',
  });
});

test('CPU time has columns where it was read', () => {
  const cpu = { cpuMsPerStep: 20, limitCpuMs: 15, fractionOfLimitCpu: 0.75 };
  const [training] = resultTables({ ...result, training: [{ ...result.training[0]!, ...cpu }] });
  expect(training!.columns).toEqual(expect.arrayContaining(['CPU ms', 'of limit (CPU)']));
  expect(training!.rows[0]).toHaveLength(training!.columns.length);
});

test('what does not fit is named', () => {
  const size = { model: result.training[0]!.model, batch: result.training[0]!.batch, replicas: 48 };
  const [training] = resultTables({ ...result, skipped: [{ size, reason: '48 models need too much.' }] });
  expect(training!.note).toMatch(/ Left out: 48 models need too much\.$/);
});

test('every row is as long as its heading', () => {
  const kernels = [{ name: 'adamw', count: 1, ms: 2, share: 1 }];
  const part = { replicas: 1, source: 'clock' as const, sumMs: 2, wholeMs: 3, kernels };
  const profile = { step: part, token: part };
  for (const { title, columns, rows } of resultTables({ ...result, profile })) {
    for (const row of rows) expect(row, title).toHaveLength(columns.length);
  }
});

test('times are told beside each other', () => {
  expect(cells('Decoding', 1)).toMatchObject({ 'tokens/s': '100', 'ms a token': '10', 'times the cache': '20' });
  expect(cells('Packed rows', 0)).toMatchObject({ 'documents/s': '2,560', 'times padded': '4' });
});

test('a result says where it comes from', () => {
  expect(describeOrigin(result)).toBe('acme one; kernels for GPUs without subgroups; 3 rounds; commit abc; 2026-01-02');
  expect(adapterName({ ...gpu, description: 'Chip', fallback: true })).toBe('Chip (software)');
  expect(adapterName({ ...gpu, vendor: '', architecture: '' })).toBe('unnamed adapter');
});

test('numbers have three digits, large ones all of theirs', () => {
  expect([0, 0.012345, 1.5, 99.96, 1234.5, NaN, undefined].map(number)).toEqual([
    ...['0', '0.0123', '1.5', '100', '1,235', '–', '–'],
  ]);
});

test('text is aligned: names to the left, numbers to the right', () => {
  const text = tableText({
    title: 'T',
    note: 'Why.',
    columns: ['a', 'ms'],
    rows: [
      ['long', '1'],
      ['b', '1,000'],
    ],
  });
  expect(text).toBe('T. Why.\na        ms\nlong      1\nb     1,000');
});
