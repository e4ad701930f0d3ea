/** Results are judged beside the page: it goes on meanwhile, says so with dots, and never works out a test itself. */
import { expect, test, vi } from 'vitest';
import type { RunRecord } from '../../records/schema';
import { tiled } from '../records/tiled';
import { answer, open, result } from './page';

/** Statistics that must not run on the page's own thread; the worker has others. */
const here: string[] = [];
vi.doMock('../../analysis/sign-flip', async (original) => ({
  ...(await original<object>()),
  signFlipP: () => void here.push('a permutation test'),
}));
vi.doMock('../../analysis/bootstrap', async (original) => ({
  ...(await original<object>()),
  bootstrapInterval: () => void here.push('a bootstrap'),
}));

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

test('while a record of a thousand seeds is judged the page’s own thread is free', async () => {
  const { judgingOf } = await import('../../src/judging/judging.svelte');
  const record = await thousandSeeds();
  const longest = await longestTask(async () => {
    const judging = judgingOf(record);
    expect(judging.answer).toBeUndefined();
    await expect.poll(() => judging.answer, { timeout: 120_000 }).toBeDefined();
    expect(judging.headline).toMatchObject({ n: 1000, verdict: 'holds' });
    expect(judgingOf(record)).toBe(judging); // it is not judged again
  });
  expect(longest).toBeLessThan(200);
}, 180_000);

test('the page shows it, with room kept for what is not known yet, and works out no test or interval itself', async () => {
  const record = await thousandSeeds();
  await open('', { 'recorded/agentic.json': () => new Response(JSON.stringify(record)) });
  await expect.poll(() => result().element().textContent).toContain('…');
  const room = result().element().getBoundingClientRect().height;
  expect(room).toBeGreaterThan(1000);
  await expect.element(answer().getByText('1000 seeds')).toBeVisible();
  await expect.element(result().getByRole('heading', { name: 'What follows' })).toBeVisible();
  expect(here).toEqual([]);
}, 180_000);
