/**
 * Full browsers: the page trains where the browser gives it less and less room. The run must come to its end with the
 * same numbers and can be saved as a file; runs that were kept before are there still; and what could not be kept is
 * said in a sentence.
 */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { rng } from '../../datasets/rng';
import {
  Chromium,
  complaintsAbout,
  endOf,
  keptRuns,
  openSite,
  sameNumbers,
  TINY,
  trainButton,
  troubles,
} from './browser';
import { inFolder } from './commands';
import { Count, type Kind, type Outcome, type Trial } from './kind';

/** Bytes at most, where nearly everything fits: a run takes about 3 MB with its models and checkpoints. */
const MOST = 4 * 2 ** 20;

export const quotaKinds: Kind[] = [
  { name: 'quotas', what: 'full storage in the browser', count: 8, minutes: 30, run: fillAll },
];

async function fillAll({ count, seed, from, say }: Trial): Promise<Outcome> {
  const quotas = new Count();
  const site = await openSite();
  const { origin } = new URL(site.url);
  try {
    for (let i = from; i < from + count; i++) {
      // From nothing on, small ones more often: there the many small things fail, one after the other.
      const quota = i === 0 ? 0 : Math.round(MOST * rng(seed, 'quotas', i).uniform() ** 3);
      quotas.add(
        `a quota of ${quota} bytes`,
        await inFolder((folder) => fill(join(folder, 'profile'), site.url + TINY, origin, quota)),
      );
      say(`${quotas.tried} quotas, ${quotas.losses.length} lost`);
    }
    return quotas.outcome();
  } finally {
    await site.close();
  }
}

/** @returns complaints */
async function fill(profile: string, url: string, origin: string, quotaSize: number): Promise<string[]> {
  const chromium = await Chromium.open(profile);
  try {
    const page = await chromium.goTo(url);
    await trainButton(page).click();
    const before = await endOf(page);
    if ('trouble' in before) return [`with all room there is, it ended with “${before.trouble}”`];
    await untilKept(page, 1);

    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
    const uncaught: string[] = [];
    page.on('pageerror', (error) => uncaught.push(`an error that nobody caught: ${String(error)}`));
    await trainButton(page).click();
    const after = await endOf(page, before.record);
    if ('trouble' in after) return [...uncaught, `the run is lost: “${after.trouble}”`];
    const other = sameNumbers(after.record) === sameNumbers(before.record) ? [] : ['it has other numbers'];
    const unreadable = complaintsAbout(await troubles(page));

    await session.send('Storage.overrideQuotaForOrigin', { origin });
    const kept = await keptRuns(page);
    return [...uncaught, ...other, ...unreadable, ...(kept >= 1 ? [] : ['the run that was kept before is gone'])];
  } finally {
    await chromium.close();
  }
}

async function untilKept(page: Page, runs: number): Promise<void> {
  for (let left = 100; (await keptRuns(page)) < runs; left--) {
    if (left === 0) throw new Error('A finished run is not kept.');
    await page.waitForTimeout(100);
  }
}
