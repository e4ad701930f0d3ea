/** Attention, forward and backward, against the mathematics of its docstrings in double precision. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rng } from '../../datasets/rng';
import { openGpu, type Gpu } from '../../models/device';
import { type AttentionShape, WIDEST_HEAD } from '../../models/ops/attention';
import { attention, attentionBackwardKeyValue, attentionBackwardQuery } from '../../models/ops/index';
import { gpuArray } from '../../models/ops/kernel';
import { normals, relativeError } from '../models/fixtures';
import { runKernels } from './run-kernels';
import { TARGETS } from './targets';

interface Result {
  out: Float64Array; // [B, T, C]
  logSumExp: Float64Array; // [B, H, T]
  dqkv: Float64Array; // [B, T, 3, C]
}

/** Attention and its gradient in Σ out · dout, of one replica. */
function exact(shape: AttentionShape, starts: Int32Array, qkv: Float64Array, dout: Float64Array): Result {
  const { rows: B, length: T, nEmbd: C, nHead: H } = shape;
  const d = C / H;
  const out = new Float64Array(B * T * C);
  const logSumExp = new Float64Array(B * H * T);
  const dqkv = new Float64Array(qkv.length);
  for (let m = 0; m < B * T; m++) {
    for (let h = 0; h < H; h++) {
      const [b, t] = [Math.floor(m / T), m % T];
      const at = (part: number, s: number, i: number) => (b * T + s) * 3 * C + part * C + h * d + i;
      const dot = (x: (i: number) => number, y: (i: number) => number) => {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += x(i) * y(i);
        return sum;
      };
      const keys = Array.from({ length: t - starts[m]! + 1 }, (_, i) => starts[m]! + i);
      const query = (i: number) => qkv[at(0, t, i)]!;
      const upstream = (i: number) => dout[m * C + h * d + i]!;
      const scores = keys.map((s) => dot(query, (i) => qkv[at(1, s, i)]!) / Math.sqrt(d));
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      logSumExp[(b * H + h) * T + t] = Math.log(total);
      const p = scores.map((score) => Math.exp(score) / total);
      keys.forEach((s, k) => {
        for (let i = 0; i < d; i++) out[m * C + h * d + i]! += p[k]! * qkv[at(2, s, i)]!;
      });
      const delta = dot(upstream, (i) => out[m * C + h * d + i]!);
      keys.forEach((s, k) => {
        const ds = (p[k]! * (dot(upstream, (i) => qkv[at(2, s, i)]!) - delta)) / Math.sqrt(d);
        for (let i = 0; i < d; i++) {
          dqkv[at(0, t, i)]! += ds * qkv[at(1, s, i)]!;
          dqkv[at(1, s, i)]! += ds * query(i);
          dqkv[at(2, s, i)]! += p[k]! * upstream(i);
        }
      });
    }
  }
  return { out, logSumExp, dqkv };
}

/** Columns at which documents of up to `longest` tokens start, one after another. `[B, T]` */
function randomStarts({ rows, length }: AttentionShape, longest: number, seed: number): Int32Array<ArrayBuffer> {
  const draw = rng(seed, 'starts');
  const starts = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    let [start, end] = [0, 0];
    for (let t = 0; t < length; t++) {
      if (t === end) [start, end] = [t, t + 1 + draw.below(longest)];
      starts[row * length + t] = start;
    }
  }
  return starts;
}

it('the exact gradient is that of finite differences', () => {
  const shape = { rows: 1, length: 8, nEmbd: 8, nHead: 2 };
  const starts = randomStarts(shape, 6, 1);
  const qkv = Float64Array.from(normals(8 * 24, 1));
  const dout = Float64Array.from(normals(8 * 8, 2));
  const value = () => exact(shape, starts, qkv, dout).out.reduce((sum, x, i) => sum + x * dout[i]!, 0);
  const { dqkv } = exact(shape, starts, qkv, dout);
  const differences = qkv.map((x, i) => {
    const [above, below] = [1e-5, -1e-5].map((step) => {
      qkv[i] = x + step;
      return value();
    });
    qkv[i] = x;
    return (above! - below!) / 2e-5;
  });
  expect(relativeError(dqkv, differences)).toBeLessThan(1e-8);
});

describe.each(TARGETS)('%s', (_, target) => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu(undefined, target);
  });
  afterAll(() => gpu.close());

  it.each([
    { rows: 2, length: 16, nEmbd: 16, nHead: 2, longest: 9, R: 1 },
    { rows: 2, length: 40, nEmbd: 48, nHead: 3, longest: 25, R: 1 },
    { rows: 1, length: 40, nEmbd: 16, nHead: 4, longest: 40, R: 5 },
    { rows: 3, length: 4, nEmbd: 40, nHead: 2, longest: 3, R: 1 }, // two parts to write for each head, one of four
    { rows: 1, length: 52, nEmbd: 36, nHead: 1, longest: 60, R: 1 }, // several tiles of keys even for GPUs
    { rows: 1, length: 20, nEmbd: 128, nHead: 1, longest: 20, R: 1 }, // tiles of eight keys
    // And of four. The other family has no tiles, and takes a software adapter a minute to compile.
    ...(target.family === 'gpu' ? [{ rows: 1, length: 20, nEmbd: WIDEST_HEAD, nHead: 1, longest: 20, R: 1 }] : []),
  ])('attention and its gradient are exact: %j', async ({ longest, R, ...shape }) => {
    const { rows: B, length: T, nEmbd: C, nHead: H } = shape;
    const [qkv, dqkv] = [gpuArray('qkv', B * T * 3 * C), gpuArray('dqkv', B * T * 3 * C)];
    const [out, dout] = [gpuArray('out', B * T * C), gpuArray('dout', B * T * C)];
    const [logSumExp, delta] = [gpuArray('logSumExp', B * H * T), gpuArray('delta', B * H * T)];
    const starts = gpuArray('starts', B * T, 'i32');
    const [Qkv, Dout] = [normals(R * B * T * 3 * C, 1).map((x) => 1.5 * x), normals(R * B * T * C, 2)];
    const Starts = Array.from({ length: R }, (_, r) => randomStarts(shape, longest, r));
    const operands = { ...shape, qkv, starts, logSumExp };
    const backward = { ...operands, dout, delta, dqkv };
    const kernels = [
      attention(target, { name: 'attention', ...operands, out }),
      attentionBackwardQuery(target, { name: 'dq', ...backward, out }),
      attentionBackwardKeyValue(target, { name: 'dkv', ...backward }),
    ];
    const allStarts = Int32Array.from(Starts.flatMap((starts) => [...starts]));
    const inputs: Parameters<typeof runKernels>[2] = [[qkv, Qkv], [dout, Dout], [starts, allStarts]]; // prettier-ignore
    const found = await runKernels(gpu, kernels, inputs, [out, logSumExp, dqkv], R);
    for (let r = 0; r < R; r++) {
      const part = (all: Float32Array) => all.subarray((r * all.length) / R, ((r + 1) * all.length) / R);
      const expected = exact(shape, Starts[r]!, Float64Array.from(part(Qkv)), Float64Array.from(part(Dout)));
      expect(relativeError(part(found[0]!), expected.out)).toBeLessThan(2e-6);
      expect(relativeError(part(found[1]!), expected.logSumExp)).toBeLessThan(2e-6);
      expect(relativeError(part(found[2]!), expected.dqkv)).toBeLessThan(5e-6);
    }
  });
});
