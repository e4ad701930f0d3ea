/** Random streams: pure in (seed, stream, index), independent between neighbours, and of the promised distributions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rng, type Rng } from '../../datasets/rng';
import { correlationZ, expectRate, expectUniform, tally } from './statistics';

const place = fc.record({ seed: fc.integer(), stream: fc.string(), index: fc.nat() });

/** One draw of every kind, several times over. */
const draws = (random: Rng): unknown[] =>
  Array.from({ length: 5 }, () => [
    ...[random.uniform(), random.below(7), random.chance(0.3), random.normal()],
    ...[random.pick(['a', 'b', 'c']), random.shuffle([1, 2, 3, 4])],
  ]);

const range = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));

describe('rng', () => {
  it('gives the same draws for the same seed, stream and index, whatever was drawn elsewhere', () => {
    fc.assert(
      fc.property(place, place, (here, elsewhere) => {
        const first = rng(here.seed, here.stream, here.index);
        const between = rng(elsewhere.seed, elsewhere.stream, elsewhere.index);
        const expected = draws(first);
        draws(between);
        expect(draws(rng(here.seed, here.stream, here.index))).toEqual(expected);
      }),
    );
  });

  it('gives other draws for another seed, stream or index', () => {
    const sources = range(40, (seed) =>
      ['pretrain', 'replay', 'person', '', 'a', 'aa'].flatMap((stream) => range(40, (i) => rng(seed, stream, i))),
    ).flat();
    const firsts = sources.map((random) => [random.uniform(), random.uniform()].join());
    expect(new Set(firsts).size).toBe(sources.length);
    expect(draws(rng(1, 'x', 0))).toEqual(draws(rng(1, 'x')));
  });

  it('is uncorrelated between neighbouring indices, neighbouring seeds and successive draws', () => {
    const n = 20_000;
    const byIndex = range(n + 1, (i) => rng(3, 'pretrain', i)).map((random) => range(4, () => random.uniform()));
    const bySeed = range(n + 1, (seed) => rng(seed, 'pretrain', 3).uniform());
    const column = (k: number) => byIndex.map((row) => row[k]!);
    for (let k = 0; k < 4; k++) {
      expect(Math.abs(correlationZ(column(k).slice(1), column(k).slice(0, n))), `index, draw ${k}`).toBeLessThan(4.5);
      for (let j = 0; j < k; j++) expect(Math.abs(correlationZ(column(j), column(k))), `${j}, ${k}`).toBeLessThan(4.5);
    }
    expect(Math.abs(correlationZ(bySeed.slice(1), bySeed.slice(0, n)))).toBeLessThan(4.5);
    // Correlation sees straight lines only; a grid of cells sees any dependence.
    expectUniform(cells(byIndex.map((row) => [row[0]!, row[1]!] as const)), 'first and second draw');
    expectUniform(cells(byIndex.slice(1).map((row, i) => [row[0]!, byIndex[i]![0]!] as const)), 'neighbouring indices');
  });

  it('is uniform in [0, 1): mean 1/2, variance 1/12', () => {
    const random = rng(1, 'uniform');
    const n = 40_000;
    const values = range(n, () => random.uniform());
    expect(values.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(mean(values.map((u) => (u - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
  });

  it('is normal: moments 0, 1, 0, 3, and 68.27 % within one standard deviation', () => {
    const random = rng(2, 'normal');
    const values = range(40_000, () => random.normal());
    const moments = [1, 2, 3, 4].map((power) => mean(values.map((z) => z ** power)));
    // Variances of the sample moments over n: 1, 2, 15, 96.
    [1, 2, 15, 96].forEach((variance, i) =>
      expect(Math.abs(moments[i]! - [0, 1, 0, 3][i]!), `moment ${i + 1}`).toBeLessThan(4.5 * Math.sqrt(variance / 4e4)),
    );
    expect(values.every(Number.isFinite)).toBe(true);
    expectRate(values.filter((z) => Math.abs(z) < 1).length, values.length, 0.6827);
  });

  it('is true with the given probability', () => {
    for (const probability of [0.03, 0.4, 0.95]) {
      const hits = range(20_000, (i) => rng(5, 'chance', i).chance(probability)).filter(Boolean).length;
      expectRate(hits, 20_000, probability);
    }
    expect(range(100, (i) => rng(5, 'chance', i).chance(0))).not.toContain(true);
    expect(range(100, (i) => rng(5, 'chance', i).chance(1))).not.toContain(false);
  });

  it('covers the range of below(n), evenly', () => {
    for (const n of [2, 3, 6, 9, 48]) {
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < 20_000; i++) counts[rng(n, 'below', i).below(n)]!++;
      expectUniform(counts, `below(${n})`);
    }
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 1 << 20 }), ({ seed, stream, index }, n) => {
        const k = rng(seed, stream, index).below(n);
        expect(Number.isInteger(k) && k >= 0 && k < n).toBe(true);
      }),
    );
  });

  it('shuffles into every order equally often, and leaves its argument alone', () => {
    expectUniform([...tally(range(12_000, (i) => rng(0, 'shuffle', i).shuffle(['a', 'b', 'c']).join(''))).values()]);
    fc.assert(
      fc.property(place, fc.array(fc.nat()), ({ seed, stream, index }, items) => {
        const before = [...items];
        const shuffled = rng(seed, stream, index).shuffle(items);
        expect(items).toEqual(before);
        expect([...shuffled].sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b));
      }),
    );
  });

  it('picks every element equally often', () => {
    expectUniform([...tally(range(12_000, (i) => rng(0, 'pick', i).pick(['a', 'b', 'c', 'd', 'e']))).values()]);
  });
});

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Points of the unit square counted on a grid of 10 by 10. */
function cells(points: readonly (readonly [number, number])[]): number[] {
  const counts = new Array<number>(100).fill(0);
  for (const [x, y] of points) counts[Math.floor(x * 10) * 10 + Math.floor(y * 10)]!++;
  return counts;
}
