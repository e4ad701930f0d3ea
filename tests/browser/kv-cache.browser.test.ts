/** The kernels around the key-value cache, alone, against double precision. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../models/device';
import { WIDEST_HEAD } from '../../models/ops/attention';
import { cachedAttention } from '../../models/ops/index';
import { gpuArray } from '../../models/ops/kernel';
import { appendToCache, gatherRows } from '../../models/ops/kv-cache';
import { normals, relativeError } from '../models/fixtures';
import { runKernels } from './run-kernels';
import { TARGETS } from './targets';

/** Where the rows stand; row 2 is empty. */
const SEQUENCES = [0, 2, -1, 1, 1, 2, 0, 1];
const POSITIONS = [0, 66, 0, 40, 41, 67, 1, 42];
/** The rows that ask; there is no third. */
const QUERIES = [5, 0, -1, 7];

describe.each(TARGETS)('%s', (_, target) => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu(undefined, target);
  });
  afterAll(() => gpu.close());

  it.each([
    { C: 16, H: 2 },
    { C: 48, H: 4 },
    { C: 80, H: 1 },
    ...(target.family === 'gpu' ? [{ C: WIDEST_HEAD, H: 1 }] : [{ C: 128, H: 1 }]),
  ])('rows are appended, and attend to all up to themselves: %j', async ({ C, H }) => {
    const [M, S, blockSize, R] = [SEQUENCES.length, 3, 72, 2];
    const d = C / H;
    const shape = { sequences: S, blockSize, nEmbd: C, nHead: H };
    const [qkv, cache] = [gpuArray('qkv', M * 3 * C), gpuArray('cache', S * blockSize * 2 * C)];
    const integers = (name: string, length: number) => gpuArray(name, length, 'i32');
    const [starts, sequences, queries] = [integers('starts', M), integers('sequences', M), integers('queries', 4)];
    const [out, gathered] = [gpuArray('out', 4 * C), gpuArray('gathered', 4 * 3 * C)];
    const tokens = { rows: M, starts, sequences };
    const kernels = [
      appendToCache(target, { name: 'append', shape, tokens, qkv, cache }),
      cachedAttention(target, { name: 'attend', shape, tokens, qkv, cache, queries: { rows: queries, count: 4 }, out }),
      gatherRows(target, { name: 'gather', count: 4, columns: 3 * C, rows: queries, x: qkv, y: gathered }),
    ];
    const twice = (numbers: number[]) => Int32Array.from([...numbers, ...numbers]);
    const [Qkv, Cache] = [normals(R * qkv.length, 1), normals(R * cache.length, 2)];
    const found = await runKernels(
      gpu,
      kernels,
      [
        [qkv, Qkv],
        [cache, Cache],
        [starts, twice(POSITIONS.map((position, m) => m - position))],
        [sequences, twice(SEQUENCES)],
        [queries, twice(QUERIES)],
      ],
      [cache, out, gathered],
      R,
    );
    for (let r = 0; r < R; r++) {
      const part = (all: Float32Array) => all.slice((r * all.length) / R, ((r + 1) * all.length) / R);
      const [rows, remembered] = [part(Qkv), part(Cache)];
      SEQUENCES.forEach((sequence, m) => {
        const entry = (sequence * blockSize + POSITIONS[m]!) * 2 * C;
        if (sequence >= 0) remembered.set(rows.subarray(m * 3 * C + C, (m + 1) * 3 * C), entry);
      });
      expect(part(found[0]!)).toEqual(remembered);

      const expected = new Float64Array(4 * C);
      const copied = new Float32Array(4 * 3 * C);
      QUERIES.forEach((m, j) => {
        if (m < 0) return;
        copied.set(rows.subarray(m * 3 * C, (m + 1) * 3 * C), j * 3 * C);
        for (let h = 0; h < H; h++) {
          const at = (s: number, which: number, i: number) =>
            remembered[(SEQUENCES[m]! * blockSize + s) * 2 * C + which * C + h * d + i]!;
          const weights = Array.from({ length: POSITIONS[m]! + 1 }, (_, s) => {
            let score = 0;
            for (let i = 0; i < d; i++) score += rows[m * 3 * C + h * d + i]! * at(s, 0, i);
            return Math.exp(score / Math.sqrt(d));
          });
          const total = weights.reduce((a, b) => a + b, 0);
          for (let i = 0; i < d; i++) {
            expected[j * C + h * d + i] = weights.reduce((sum, weight, s) => sum + weight * at(s, 1, i), 0) / total;
          }
        }
      });
      expect(relativeError(part(found[1]!), expected)).toBeLessThan(2e-6);
      expect(part(found[2]!)).toEqual(copied);
    }
  });
});
