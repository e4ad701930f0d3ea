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

/** Which statistics were worked out on the page's own thread, told by what they do with arrays; the worker has others. */
let here: Set<string>;
beforeEach(() => {
  here = new Set();
  const note = () => {
    const [, file] = /analysis\/(sign-flip|bootstrap)\b/.exec(new Error().stack!) ?? [];
    if (file !== undefined) here.add(file);
  };
  const { from } = Float64Array as { from: (...of: unknown[]) => Float64Array };
  vi.spyOn(Float64Array as { from: typeof from }, 'from').mockImplementation((...of) => {
    note();
    return from.apply(Float64Array, of);
  });
  const { sort } = Float64Array.prototype;
  vi.spyOn(Float64Array.prototype, 'sort').mockImplementation(function (this: Float64Array<ArrayBuffer>, compare) {
    note();
    return sort.call(this, compare) as Float64Array<ArrayBuffer>;
  });
});

/** Whether none was worked out here. Then works one out of each, to show that they would have been seen. */
function noneHere(): boolean {
  const none = here.size === 0;
  const seventeen = Array.from({ length: 17 }, (_, i) => i);
  signFlipP(seventeen);
  bootstrapInterval(seventeen);
  expect([...here].sort()).toEqual(['bootstrap', 'sign-flip']);
  return none;
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
    await startJudge();
    let longest = Infinity;
    // What else the machine does makes tasks longer, and never shorter.
    for (let seeds = 1000; seeds < 1003 && longest >= 200; seeds++) {
      const record = await recordedWith(seeds);
      const now = await longestTask(async () => {
        const { answer: early } = judgingOf(record);
        expect(early).toBeUndefined();
        await expect.poll(() => judgingOf(record).answer !== undefined, { timeout: SLOW }).toBe(true);
      });
      expect(judgingOf(record).headline).toMatchObject({ n: seeds, verdict: 'holds' });
      longest = Math.min(longest, now);
    }
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
