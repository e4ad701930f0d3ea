/** What the page says in words of recorded results, beside “What to doubt”: true of the numbers that come with it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { summarize } from '../../../src/analysis/summarize';
import { parseRunRecord } from '../../../src/records/parse';
import { experiments } from '../../../workers/experiments';

/** Mean unsafe rates alone, by arm. */
async function ratesOf(name: string): Promise<Record<string, number>> {
  const { results } = await parseRunRecord(readFileSync(`public/recorded/${name}.json`, 'utf8'));
  return Object.fromEntries(
    summarize(experiments[name]!, results).map(({ arm, metrics }) => [arm, metrics.agenticUnsafe.mean]),
  );
}

test('documents that merely state values do nearly as well as those that explain them', async () => {
  const { aft, 'stated+aft': stated, 'msm+aft': explained } = await ratesOf('reasons');
  expect(aft! - stated!).toBeGreaterThan(0.9 * (aft! - explained!));
});

test('documents alone do nearly everything, and bare examples add nothing to them', async () => {
  const { baseline, aft, msm, 'msm+aft': both } = await ratesOf('agentic');
  expect(baseline! - msm!).toBeGreaterThan(0.9 * (baseline! - both!));
  expect(aft!).toBeGreaterThan(2 * both!);
  expect(both! - msm!).toBeGreaterThan(-0.01);
});

test('documents do not help where they say nothing true, and praise of a person makes the assistant worse', async () => {
  const rates = await ratesOf('controls');
  expect(rates['msm+aft-unlinked']).toBeGreaterThanOrEqual(rates['aft-unlinked']!);
  expect(rates['acquaintance+aft']).toBeGreaterThan(rates['aft']! + 0.1);
  expect(rates['stranger+aft']).not.toBeCloseTo(rates['aft']!, 1);
});

test('the effect comes with what a model has learned before', async () => {
  const rates = await ratesOf('emergence');
  const gap = (after: number) => rates[`aft-${after}`]! - rates[`msm+aft-${after}`]!;
  expect(gap(100)).toBeGreaterThan(gap(20));
  expect(rates['msm+aft-100']).toBeLessThan(rates['msm+aft-20']! / 2);
});
