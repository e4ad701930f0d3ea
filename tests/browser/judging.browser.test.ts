/** Results are judged beside the page: it goes on meanwhile, keeps room for them, and works out no test by itself. */
import { beforeEach, expect, test, vi } from 'vitest';
import { bootstrapInterval } from '../../analysis/bootstrap';
import { signFlipP } from '../../analysis/sign-flip';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { startJudge } from '../../src/judging/client';
import { judgingOf } from '../../src/judging/judging.svelte';
import { tiled } from '../records/tiled';
import { answer, open, result } from './page';

const SLOW = 240_000;

/** Tests and bootstraps on the page's own thread, told by what they do with arrays; the worker has arrays of its own. */
let here: { tests: ReturnType<typeof vi.fn>; bootstraps: ReturnType<typeof vi.fn> };
beforeEach(() => {
  here = { tests: vi.spyOn(Float64Array, 'from'), bootstraps: vi.spyOn(Float64Array.prototype, 'sort') };
});

/** Whether any was worked out here. Then works one out of each, to show that they would have been seen. */
function noneHere(): boolean {
  const counts = () => [here.tests.mock.calls.length, here.bootstraps.mock.calls.length];
  const before = counts();
  const seventeen = Array.from({ length: 17 }, (_, i) => i);
  signFlipP(seventeen);
  bootstrapInterval(seventeen);
  expect(counts()).toEqual(before.map((count) => count + 1));
  return before.every((count) => count === 0);
}

/** The recorded headline, with so many seeds. */
async function recordedWith(seeds: number): Promise<RunRecord> {
  const { sessions: _, ...record } = await parseRunRecord(await (await fetch('/recorded/agentic.json')).text());
  return tiled(record, seeds);
}

/** The longest task of the page's own thread while something goes on, in milliseconds. */
async function longestTask(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const take = (entries: PerformanceEntryList) => {
    for (const { duration } of entries) longest = Math.max(longest, duration);
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'longtask' });
  await work();
  await new Promise((resolve) => setTimeout(resolve, 100)); // the last task is told of when it is over
  take(observer.takeRecords());
  observer.disconnect();
  return longest;
}

test(
  'while a record of a thousand seeds is judged the page’s own thread is free',
  async () => {
    const record = await recordedWith(1000);
    await startJudge();
    const longest = await longestTask(async () => {
      const { answer: early } = judgingOf(record);
      expect(early).toBeUndefined();
      await expect.poll(() => judgingOf(record).answer !== undefined, { timeout: SLOW }).toBe(true);
    });
    expect(judgingOf(record).headline).toMatchObject({ n: 1000, verdict: 'holds' });
    expect(longest).toBeLessThan(200);
    expect(noneHere()).toBe(true);
  },
  SLOW,
);

test(
  'the page shows a result with room kept for what is not known yet, and works out no test or interval itself',
  async () => {
    const record = await recordedWith(40);
    await open('', { 'recorded/agentic.json': () => new Response(JSON.stringify(record)) });
    const waiting = () => [...result().element().querySelectorAll('p')].find((p) => p.textContent === '…');
    await expect.poll(() => waiting()?.getBoundingClientRect().height, { timeout: SLOW }).toBeGreaterThan(1000);
    await expect.poll(() => answer().element().textContent, { timeout: SLOW }).toMatch(/40\s+seeds/);
    await expect.poll(() => result().element().textContent, { timeout: SLOW }).toContain('What follows');
    expect(noneHere()).toBe(true);
  },
  SLOW,
);
