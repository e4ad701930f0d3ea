/** Every operation alone, against the mathematics of its docstring in double precision. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../models/device';
import { adamW, STEP_SCALARS_LENGTH } from '../../models/ops/adamw';
import { STATISTICS_LENGTH, stepStatistics } from '../../models/ops/clip';
import { embeddingIndex, embeddingIndexLength } from '../../models/ops/embedding';
import {
  crossEntropy,
  embedding,
  embeddingGradient,
  layerNorm,
  layerNormBackward,
  layerNormParameterGradients,
  matmul,
  squaredNorm,
} from '../../models/ops/index';
import { gpuArray } from '../../models/ops/kernel';
import type { Matmul } from '../../models/ops/matmul';
import { PARTIAL_SUMS } from '../../models/ops/squared-norm';
import { normals, options, randomBatch, relativeError, tinyConfig, tinyShape } from '../models/fixtures';
import { runKernels } from './run-kernels';
import { TARGETS } from './targets';

const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const geluDerivative = (x: number) => (gelu(x + 1e-5) - gelu(x - 1e-5)) / 2e-5;

/** `[M, N]` from its elements. */
const matrix = (M: number, N: number, element: (m: number, n: number) => number) =>
  Float64Array.from({ length: M * N }, (_, i) => element(Math.floor(i / N), i % N));

const total = (n: number, term: (i: number) => number) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
};

describe.each(TARGETS)('%s', (_, target) => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu(undefined, target);
  });
  afterAll(() => gpu.close());

  describe('matmul', () => {
    const [a, b, y] = [gpuArray('a', 0), gpuArray('b', 0), gpuArray('y', 0)];
    const sized = (M: number, K: number, N: number) =>
      [
        { ...a, length: M * K },
        { ...b, length: K * N },
        { ...y, length: M * N },
      ] as const;

    it.each([
      { M: 16, K: 16, N: 48 },
      { M: 48, K: 128, N: 16 }, // the inner dimension in several blocks
      { M: 16, K: 16, N: 64, transposeB: true },
      { M: 64, K: 64, N: 16, transposeA: true },
      { M: 4, K: 4, N: 4, transposeA: true, transposeB: true },
      { M: 64, K: 128, N: 64, transposeA: true, block: 1024 }, // the largest block, and the inner dimension in two
      { M: 64, K: 64, N: 64, transposeB: true, block: 16 },
      { M: 20, K: 68, N: 36 },
      { M: 36, K: 12, N: 20, transposeA: true, transposeB: true },
      { M: 132, K: 36, N: 228 },
      { M: 228, K: 20, N: 132, transposeA: true },
      { M: 196, K: 20, N: 516, transposeB: true },
      { M: 256, K: 4, N: 576, transposeA: true },
    ])('is a product: %j', async ({ M, K, N, ...rest }) => {
      const [a, b, y] = sized(M, K, N);
      const { transposeA, transposeB, block } = { transposeA: false, transposeB: false, block: undefined, ...rest };
      const R = 5;
      const [A, B] = [normals(R * M * K, 1), normals(R * K * N, 2)];
      const spec: Matmul = { name: 'product', rows: M, inner: K, columns: N, a, b, y, transposeA, transposeB, block };
      const [Y] = await runKernels(
        gpu,
        [matmul(target, spec)],
        [
          [a, A],
          [b, B],
        ],
        [y],
        R,
      );
      for (let r = 0; r < R; r += 2) {
        const at = (m: number, k: number) => A[r * M * K + (transposeA ? k * M + m : m * K + k)]!;
        const bt = (k: number, n: number) => B[r * K * N + (transposeB ? n * K + k : k * N + n)]!;
        const expected = matrix(M, N, (m, n) => total(K, (k) => at(m, k) * bt(k, n)));
        expect(relativeError(Y!.subarray(r * M * N, (r + 1) * M * N), expected)).toBeLessThan(1e-6);
      }
    });

    it.each([16, 128])(
      'fuses bias, residual, GELU, its derivative and column sums at inner dimension %i',
      async (K) => {
        const [M, N] = [16, 32];
        const [a, b, y] = sized(M, K, N);
        const [bias, sums] = [gpuArray('bias', N), gpuArray('sums', N)];
        const residual = gpuArray('residual', M * N);
        const [A, B] = [normals(M * K, 1), normals(K * N, 2).map((x) => x / Math.sqrt(K))];
        const [Bias, Residual] = [normals(N, 3), normals(M * N, 4)];
        const product = (element: (x: number) => number) =>
          matrix(M, N, (m, n) => total(K, (k) => element(A[m * K + k]!) * B[k * N + n]!));
        const common = { name: 'product', rows: M, inner: K, columns: N, a, b, y };
        const run = (more: Partial<Matmul>, inputs: [typeof a, Float32Array<ArrayBuffer>][], outputs: (typeof a)[]) =>
          runKernels(gpu, [matmul(target, { ...common, ...more })], [[a, A], [b, B], ...inputs], outputs);
        const plain = product((x) => x);
        const sum = plain.map((p, i) => p + Bias[i % N]! + Residual[i]!);

        const [added] = await run({ bias, residual }, [[bias, Bias], [residual, Residual]], [y]); // prettier-ignore
        expect(relativeError(added!, sum)).toBeLessThan(1e-6);

        const [inPlace] = await run({ bias, residual: y }, [[bias, Bias], [y, Residual]], [y]); // prettier-ignore
        expect(relativeError(inPlace!, sum)).toBeLessThan(1e-6);

        const [activated] = await run({ geluA: true }, [], [y]);
        expect(relativeError(activated!, product(gelu))).toBeLessThan(2e-6);

        const back = await run({ geluInput: residual, columnSums: sums }, [[residual, Residual]], [y, sums]);
        const derived = plain.map((p, i) => p * geluDerivative(Residual[i]!));
        expect(relativeError(back[0]!, derived)).toBeLessThan(2e-6);
        const columns = matrix(1, N, (_, n) => total(K, (k) => B[k * N + n]!));
        expect(relativeError(back[1]!, columns)).toBeLessThan(1e-6);

        const [replaced] = await run({ geluInput: y }, [[y, Residual]], [y]);
        expect(relativeError(replaced!, derived)).toBeLessThan(2e-6);
      },
    );

    it('keeps GELU finite far from zero', async () => {
      const [a, b, y] = sized(4, 4, 4);
      const identity = Float32Array.from(matrix(4, 4, (m, n) => (m === n ? 1 : 0)));
      const A = Float32Array.from([-1e4, -100, -20, 0, 20, 100, 1e4, 1e6, 0, 0, 0, 0, 0, 0, 0, 0]);
      const spec = { name: 'gelu', rows: 4, inner: 4, columns: 4, a, geluA: true, b, y };
      const inputs: [typeof a, Float32Array<ArrayBuffer>][] = [[a, A], [b, identity]]; // prettier-ignore
      const [Y] = await runKernels(gpu, [matmul(target, spec)], inputs, [y]);
      expect([...Y!].slice(0, 8).map((v) => v + 0)).toEqual([0, 0, 0, 0, 20, 100, 1e4, 1e6]);
    });
  });

  it('layerNorm has mean 0 and variance 1 before gain and bias', async () => {
    const [M, C] = [16, 32];
    const [x, y, stats] = [gpuArray('x', M * C), gpuArray('y', M * C), gpuArray('stats', 2 * M)];
    const [gain, bias] = [gpuArray('gain', C), gpuArray('bias', C)];
    const X = normals(M * C, 1).map((v) => 3 * v + 5);
    const [Gain, Bias] = [normals(C, 2), normals(C, 3)];
    const spec = { name: 'ln', rows: M, columns: C, x, gain, bias, y, stats };
    const [Y, Stats] = await runKernels(
      gpu,
      [layerNorm(target, spec)],
      [
        [x, X],
        [gain, Gain],
        [bias, Bias],
      ],
      [y, stats],
    );
    const mean = (m: number) => total(C, (c) => X[m * C + c]!) / C;
    const deviation = (m: number) => Math.sqrt(total(C, (c) => (X[m * C + c]! - mean(m)) ** 2) / C + 1e-5);
    const expected = matrix(M, C, (m, c) => ((X[m * C + c]! - mean(m)) / deviation(m)) * Gain[c]! + Bias[c]!);
    expect(relativeError(Y!, expected)).toBeLessThan(2e-6);
    expect(
      relativeError(
        Stats!,
        matrix(M, 2, (m, i) => (i === 0 ? mean(m) : 1 / deviation(m))),
      ),
    ).toBeLessThan(1e-6);
  });

  it.each([
    { M: 16, C: 32, R: 1, accumulate: false },
    { M: 48, C: 48, R: 5, accumulate: true },
    { M: 256, C: 16, R: 1, accumulate: true },
  ])('layerNorm has the gradients of its mathematics: %j', async ({ M, C, R, accumulate }) => {
    const sized = (name: string, length: number) => gpuArray(name, length);
    const [x, dy, dx] = [sized('x', M * C), sized('dy', M * C), sized('dx', M * C)];
    const [y, stats, gain, bias] = [sized('y', M * C), sized('stats', 2 * M), sized('gain', C), sized('bias', C)];
    const [dgain, dbias] = [sized('dgain', C), sized('dbias', C)];
    const [X, dY, dX] = [normals(R * M * C, 1).map((v) => 3 * v + 5), normals(R * M * C, 2), normals(R * M * C, 3)];
    const Gain = normals(R * C, 4);
    const common = { rows: M, columns: C, x, stats, dy };
    const kernels = [
      layerNorm(target, { name: 'ln', ...common, gain, bias, y }),
      layerNormBackward(target, { name: 'ln dx', ...common, gain, dx, accumulate }),
      layerNormParameterGradients(target, { name: 'ln dw', ...common, dgain, dbias }),
    ];
    const inputs: Parameters<typeof runKernels>[2] = [[x, X], [dy, dY], [dx, dX], [gain, Gain]]; // prettier-ignore
    const found = await runKernels(gpu, kernels, inputs, [dx, dgain, dbias], R);
    for (let r = 0; r < R; r++) {
      const part = (all: Float32Array) => all.subarray((r * all.length) / R, ((r + 1) * all.length) / R);
      const at = (all: Float32Array, m: number, c: number) => part(all)[m * C + c]!;
      const rowMean = (m: number) => total(C, (c) => at(X, m, c)) / C;
      const variance = (m: number) => total(C, (c) => (at(X, m, c) - rowMean(m)) ** 2) / C;
      const [means, deviations] = [matrix(M, 1, rowMean), matrix(M, 1, (m) => Math.sqrt(variance(m) + 1e-5))];
      const normalized = matrix(M, C, (m, c) => (at(X, m, c) - means[m]!) / deviations[m]!);
      const g = matrix(M, C, (m, c) => at(dY, m, c) * part(Gain)[c]!);
      const meanG = matrix(M, 1, (m) => total(C, (c) => g[m * C + c]!) / C);
      const meanGN = matrix(M, 1, (m) => total(C, (c) => g[m * C + c]! * normalized[m * C + c]!) / C);
      const gradient = matrix(M, C, (m, c) => {
        const before = accumulate ? at(dX, m, c) : 0;
        return before + (g[m * C + c]! - meanG[m]! - normalized[m * C + c]! * meanGN[m]!) / deviations[m]!;
      });
      expect(relativeError(part(found[0]!), gradient)).toBeLessThan(2e-6);
      const expectedGain = matrix(1, C, (_, c) => total(M, (m) => at(dY, m, c) * normalized[m * C + c]!));
      expect(relativeError(part(found[1]!), expectedGain)).toBeLessThan(2e-6);
      const expectedBias = matrix(1, C, (_, c) => total(M, (m) => at(dY, m, c)));
      expect(relativeError(part(found[2]!), expectedBias)).toBeLessThan(2e-6);
    }
  });

  it.each([
    [16, 64],
    [12, 704],
    [4, 2112],
  ])(
    'crossEntropy of %i × %i gives loss and gradient, also where the target’s probability underflows',
    async (M, V) => {
      const [logits, losses] = [gpuArray('logits', M * V), gpuArray('losses', M)];
      const [targets, inverseCount] = [gpuArray('targets', M, 'i32'), gpuArray('inverseCount', 1)];
      const Z = normals(M * V, 1).map((z) => 4 * z);
      Z[3 * V + 5] = 300; // row 3 puts everything on 5 and is asked for 6
      const Y = Int32Array.from({ length: M }, (_, m) => (m % 4 === 1 ? -1 : m === 3 ? 6 : (7 * m) % V));
      const spec = { name: 'loss', rows: M, vocabSize: V, targets, inverseCount, logits, losses };
      const [dZ, L] = await runKernels(
        gpu,
        [crossEntropy(target, spec)],
        [
          [logits, Z],
          [targets, Y],
          [inverseCount, Float32Array.of(1 / 12)],
        ],
        [logits, losses],
      );
      const highests = matrix(M, 1, (m) => Math.max(...Z.subarray(m * V, (m + 1) * V)));
      const sums = matrix(M, 1, (m) => total(V, (v) => Math.exp(Z[m * V + v]! - highests[m]!)));
      const loss = matrix(M, 1, (m) => (Y[m]! < 0 ? 0 : (Math.log(sums[m]!) + highests[m]! - Z[m * V + Y[m]!]!) / 12));
      expect(relativeError(L!, loss)).toBeLessThan(1e-6);
      const gradient = matrix(M, V, (m, v) => {
        const p = Math.exp(Z[m * V + v]! - highests[m]!) / sums[m]!;
        return Y[m]! < 0 ? 0 : (p - (v === Y[m] ? 1 : 0)) / 12;
      });
      expect(relativeError(dZ!, gradient)).toBeLessThan(1e-6);
    },
  );

  it.each([16, 48])('embedding of width %i looks up token and position, and its gradient adds them up', async (C) => {
    const { rows, length } = tinyShape;
    const { vocabSize: V, blockSize } = tinyConfig;
    const M = rows * length;
    const batch = randomBatch(tinyConfig, tinyShape, 4);
    const positions = batch.starts.map((start, m) => (m % length) - start);
    const indices = new Int32Array(embeddingIndexLength(V, blockSize, M));
    embeddingIndex(V, blockSize, batch.tokens, positions, indices);
    const [tokens, starts, index] = ['tokens', 'starts', 'index'].map((name, i) =>
      gpuArray(name, [M, M, indices.length][i]!, 'i32'),
    ) as [ReturnType<typeof gpuArray>, ReturnType<typeof gpuArray>, ReturnType<typeof gpuArray>];
    const [wte, wpe, x] = [gpuArray('wte', V * C), gpuArray('wpe', blockSize * C), gpuArray('x', M * C)];
    const [dx, dwte, dwpe] = [gpuArray('dx', M * C), gpuArray('dwte', V * C), gpuArray('dwpe', blockSize * C)];
    const [Wte, Wpe, Dx, Head] = [normals(V * C, 1), normals(blockSize * C, 2), normals(M * C, 3), normals(V * C, 4)];
    const kernels = [
      embedding(target, { name: 'embed', rows, length, columns: C, tokens, starts, wte, wpe, x }),
      embeddingGradient(target, { name: 'embed dw', vocabSize: V, blockSize, columns: C, index, dx, dwte, dwpe }),
    ];
    const [X, dWte, dWpe] = await runKernels(
      gpu,
      kernels,
      [
        [tokens, batch.tokens as Int32Array<ArrayBuffer>],
        [starts, batch.starts as Int32Array<ArrayBuffer>],
        [index, indices],
        [wte, Wte],
        [wpe, Wpe],
        [dx, Dx],
        [dwte, Head],
      ],
      [x, dwte, dwpe],
    );
    const row = (m: number, c: number) => Wte[batch.tokens[m]! * C + c]! + Wpe[positions[m]! * C + c]!;
    expect(relativeError(X!, matrix(M, C, row))).toBeLessThan(1e-6);
    const gathered = (ids: Int32Array, id: number, c: number) => total(M, (m) => (ids[m] === id ? Dx[m * C + c]! : 0));
    expect(
      relativeError(
        dWte!,
        matrix(V, C, (v, c) => Head[v * C + c]! + gathered(batch.tokens, v, c)),
      ),
    ).toBeLessThan(1e-6);
    expect(
      relativeError(
        dWpe!,
        matrix(blockSize, C, (p, c) => gathered(positions, p, c)),
      ),
    ).toBeLessThan(1e-6);
  });

  it.each([0.5, 1e3])('clips at %f by the norm over all parameters, then takes an AdamW step', async (clip) => {
    const [N, M] = [1000 * 16, 16];
    const [gradients, partial, losses] = [
      gpuArray('gradients', N),
      gpuArray('partial', PARTIAL_SUMS),
      gpuArray('losses', M),
    ];
    const [statistics, scalars] = [gpuArray('statistics', STATISTICS_LENGTH), gpuArray('scalars', STEP_SCALARS_LENGTH)];
    const [parameters, firstMoment, secondMoment] = ['p', 'm', 'v'].map((name) => gpuArray(name, N)) as [
      typeof gradients,
      typeof gradients,
      typeof gradients,
    ];
    const [G, P, m, L] = [normals(N, 1), normals(N, 2), normals(N, 3), normals(M, 5)];
    const v = normals(N, 4).map((x) => x * x);
    const Scalars = Float32Array.of(0.01, 1 - 0.9 ** 3, 1 - 0.98 ** 3, 1);
    const kernels = [
      squaredNorm(target, { name: 'norm', count: N, gradients, partial }),
      stepStatistics(target, { name: 'statistics', rows: M, clip, partial, losses, statistics }),
      adamW(target, {
        name: 'adamw',
        count: N,
        options,
        gradients,
        scalars,
        statistics,
        parameters,
        firstMoment,
        secondMoment,
      }),
    ];
    const [Statistics, P1] = await runKernels(
      gpu,
      kernels,
      [
        [gradients, G],
        [losses, L],
        [scalars, Scalars],
        [parameters, P],
        [firstMoment, m],
        [secondMoment, v],
      ],
      [statistics, parameters],
    );
    const norm = Math.hypot(...G);
    const scale = Math.min(1, clip / norm);
    const loss = total(M, (i) => L[i]!);
    expect(relativeError(Statistics!, [loss, norm, scale, loss, 1])).toBeLessThan(1e-6);
    const expected = P.map((p, i) => {
      const g = G[i]! * scale;
      const m1 = (0.9 * m[i]! + 0.1 * g) / (1 - 0.9 ** 3);
      const v1 = (0.98 * v[i]! + 0.02 * g * g) / (1 - 0.98 ** 3);
      return p - 0.01 * (m1 / (Math.sqrt(v1) + options.epsilon) + options.weightDecay * p);
    });
    expect(relativeError(P1!, expected)).toBeLessThan(1e-6);
  });
});
