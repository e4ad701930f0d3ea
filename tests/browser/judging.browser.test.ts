/** Results are judged beside the page: it goes on meanwhile, keeps room for them, and works out no test by itself. */
import { expect, test, vi } from 'vitest';
import type { RunRecord } from '../../records/schema';
import { judgingOf } from '../../src/judging/judging.svelte';
import { tiled } from '../records/tiled';
import { answer, open, result } from './page';

/** Statistics that were worked out on the page's own thread; the worker has others. */
const here = vi.hoisted((): string[] => []);
vi.mock('../../analysis/sign-flip', async (original) => ({
  ...(await original<object>()),
  signFlipP: ({ length }: readonly number[]) => {
    here.push(`a permutation test of ${length}`);
    return 1;
  },
}));
vi.mock('../../analysis/bootstrap', async (original) => ({
  ...(await original<object>()),
  bootstrapInterval: ({ length }: readonly number[]) => {
    here.push(`a bootstrap of ${length}`);
    return null;
  },
}));

const SLOW = 240_000;

async function thousandSeeds(): Promise<RunRecord> {
  const { sittings: _, ...record } = (await (await fetch('/recorded/agentic.json')).json()) as RunRecord;
  return tiled(record, 1000);
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
    const record = await thousandSeeds();
    const longest = await longestTask(async () => {
      const judging = judgingOf(record);
      expect(judging.answer).toBeUndefined();
      await expect.poll(() => judging.trouble || judging.answer !== undefined, { timeout: SLOW }).toBe(true);
      expect(judging.headline).toMatchObject({ n: 1000, verdict: 'holds' });
      expect(judgingOf(record) === judging).toBe(true); // it is not judged again
    });
    expect(here).toEqual([]);
    expect(longest).toBeLessThan(200);
  },
  SLOW,
);

test(
  'the page shows it, with room kept for what is not known yet, and works out no test or interval itself',
  async () => {
    const record = { ...(await thousandSeeds()), diverged: [{ arm: 'aft', seed: 1000, stage: 'finetune', step: 1 }] };
    record.replicas.push({ arm: 'aft', seed: 1000 }); // another record: it is judged anew
    record.seeds.push(1000);
    record.curves = [];
    record.probes = [];
    record.baseWeights.push({ seed: 1000, weights: 'scratch' });
    await open('', { 'recorded/agentic.json': () => new Response(JSON.stringify(record)) });
    const waiting = () => [...result().element().querySelectorAll('p')].find((p) => p.textContent === '…');
    await expect.poll(() => waiting()?.getBoundingClientRect().height, { timeout: SLOW }).toBeGreaterThan(1000);
    await expect.poll(() => answer().element().textContent, { timeout: SLOW }).toContain('1001 seeds');
    await expect.poll(() => result().element().textContent, { timeout: SLOW }).toContain('What follows');
    expect(here).toEqual([]);
  },
  SLOW,
);
