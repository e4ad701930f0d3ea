/** Counts against probabilities: the seeds are fixed, so these checks pass or fail for good. */
import { expect } from 'vitest';

/** Expects `hits` of `trials` to be within four and a half standard errors of `probability`. */
export function expectRate(hits: number, trials: number, probability: number, what = 'rate'): void {
  expect(trials, `${what}: too few trials to tell`).toBeGreaterThan(100);
  const error = Math.sqrt((probability * (1 - probability)) / trials);
  expect(
    Math.abs(hits / trials - probability),
    `${what}: ${hits} of ${trials}, not ${probability}`,
  ).toBeLessThanOrEqual(4.5 * error);
}

/** Probability of at most `hits` of `trials` where each is as likely. */
function binomialTail(hits: number, trials: number, probability: number): number {
  if (probability === 0 || probability === 1) return Number(probability === 0 || hits >= trials);
  let log = trials * Math.log(1 - probability);
  let sum = Math.exp(log);
  for (let k = 1; k <= hits; k++) {
    log += Math.log(((trials - k + 1) / k) * (probability / (1 - probability)));
    sum += Math.exp(log);
  }
  return sum;
}

/** Expects `hits` of `trials`, however few, to be what may come of `probability`: either tail is over one in a million. */
export function expectBinomial(hits: number, trials: number, probability: number, what: string): void {
  const tails = [binomialTail(hits, trials, probability), binomialTail(trials - hits, trials, 1 - probability)];
  expect(Math.min(...tails), `${what}: ${hits} of ${trials}, not ${probability}`).toBeGreaterThan(1e-6);
}

/** Expects every cell to be equally likely: Pearson's chi-square within 4.5 standard deviations of its mean. */
export function expectUniform(counts: readonly number[], what = 'counts'): void {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  expect(expected, `${what}: too few in a cell to tell`).toBeGreaterThan(10);
  const chiSquare = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  expect(chiSquare, `${what}: ${counts.join(' ')}`).toBeLessThan(freedom + 4.5 * Math.sqrt(2 * freedom));
}

/** Pearson's correlation times √n: standard normal when the two are independent. */
export function correlationZ(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const covariance = mean(x.map((a, i) => (a - mx) * (y[i]! - my)));
  const variances = mean(x.map((a) => (a - mx) ** 2)) * mean(y.map((b) => (b - my) ** 2));
  return (covariance / Math.sqrt(variances)) * Math.sqrt(x.length);
}

/** How often each key occurs. */
export function tally<K>(keys: Iterable<K>): Map<K, number> {
  const counts = new Map<K, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
