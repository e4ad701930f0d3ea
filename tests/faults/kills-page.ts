/**
 * The page, killed while it trains: its own process, the GPU's, or the whole browser. Opened again with the same profile,
 * it must offer to go on with what it had kept, and end with the same numbers as a run that was left alone.
 */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { rng, type Rng } from '../../datasets/rng';
import type { RunRecord } from '../../records/schema';
import {
  Chromium,
  endOf,
  isFinished,
  keptRuns,
  offer,
  openSite,
  type Part,
  sameNumbers,
  statusOf,
  TINY,
  trainButton,
} from './browser';
import { inFolder } from './commands';
import { Count, type Kind, type Outcome, type Trial } from './kind';

const PARTS: readonly Part[] = ['renderer', 'GPU', 'browser'];

/** Kills of one run before it is left alone. */
const MOST_KILLS = 3;

/** Milliseconds that the page may take to offer what it has kept. */
const OFFERED_WITHIN = 30_000;

export const killPageKinds: Kind[] = [
  {
    name: 'kills:page',
    what: 'kills of the page, its GPU process and its browser',
    count: 18,
    minutes: 60,
    run: killAll,
  },
];

async function killAll({ count, seed, from, say }: Trial): Promise<Outcome> {
  const kills = new Count();
  const site = await openSite();
  const url = site.url + TINY;
  let anew = 0;
  try {
    const { whole, ms } = await inFolder((folder) => undisturbed(join(folder, 'profile'), url));
    for (let chain = from; kills.tried < count; chain++) {
      const random = rng(seed, 'kills of the page', chain);
      const most = Math.min(1 + random.below(MOST_KILLS), count - kills.tried);
      const { done, lost, begunAnew, record } = await inFolder((folder) =>
        killOne(join(folder, 'profile'), url, ms, random, most),
      );
      if (record && sameNumbers(record) !== sameNumbers(whole)) lost.push('other numbers than undisturbed');
      anew += begunAnew;
      // What is lost shows at the end of a run, whichever of its kills it was.
      done.forEach((_, k) => kills.add(`run ${chain}, kills of ${done.join(', ')}`, k === 0 ? lost : []));
      if (done.length === 0 && lost.length > 0) throw new Error(lost.join('; '));
      say(`${kills.tried} kills, ${kills.losses.length} lost`);
    }
    return kills.outcome(`undisturbed it takes ${(ms / 1000).toFixed(0)} s; ${anew} times nothing was kept yet`);
  } finally {
    await site.close();
  }
}

async function undisturbed(profile: string, url: string): Promise<{ whole: RunRecord; ms: number }> {
  const chromium = await Chromium.open(profile);
  try {
    const page = await chromium.goTo(url);
    await trainButton(page).click();
    const began = performance.now();
    const end = await endOf(page);
    if ('trouble' in end) throw new Error(`undisturbed, the run ended with: ${end.trouble}`);
    return { whole: end.record, ms: performance.now() - began };
  } finally {
    await chromium.close();
  }
}

/** What became of one run. */
interface Chain {
  /** What was killed, one after the other. */
  done: string[];
  lost: string[];
  record: RunRecord | undefined;
  /** How often it was begun anew because nothing had been kept. */
  begunAnew: number;
}

/** One run that is killed again and again, and then left alone. */
async function killOne(profile: string, url: string, ms: number, random: Rng, most: number): Promise<Chain> {
  const chain: Chain = { done: [], lost: [], record: undefined, begunAnew: 0 };
  let chromium = await Chromium.open(profile);
  let page = await chromium.goTo(url);
  try {
    await trainButton(page).click();
    while (chain.done.length < most) {
      await page.waitForTimeout(random.uniform() * ms);
      if (await isFinished(page)) break;
      const kept = await hasCheckpoint(page);
      const part = random.pick(PARTS);
      await chromium.kill(part);
      chain.done.push(part);
      if (part === 'GPU') continue; // which the page has to get over by itself
      await chromium.close();
      chromium = await Chromium.open(profile);
      page = await chromium.goTo(url);
      if (!(await takeUp(page, kept, chain))) return chain;
    }
    const end = await endOrGoOn(page);
    if ('record' in end) chain.record = end.record;
    else chain.lost.push(`it ended with “${end.trouble}”`);
  } catch (error) {
    const shown = await statusOf(page).catch(() => 'nothing');
    chain.lost.push(`${(error as Error).message.split('\n')[0]!}, while the page says “${shown}”`);
  } finally {
    await chromium.close();
  }
  return chain;
}

/**
 * Goes on with what the page offers in a browser that was opened again, or begins anew where nothing had been kept.
 *
 * @returns false if the run had come to its end before it was killed
 */
async function takeUp(page: Page, kept: boolean, chain: Chain): Promise<boolean> {
  const resume = offer(page).getByRole('button', { name: 'Resume', exact: true });
  const isOffered = await resume.waitFor({ timeout: kept ? OFFERED_WITHIN : 3000 }).then(
    () => true,
    () => false,
  );
  if (isOffered) await resume.click();
  else if (await isOver(page)) return false;
  else {
    if (kept) chain.lost.push(`what had been kept is not offered after the kill of ${chain.done.at(-1)}`);
    chain.begunAnew++;
    await trainButton(page).click();
  }
  return true;
}

/** Whether the run came to its end just before it was killed: then it is among those that the browser keeps. */
const isOver = async (page: Page): Promise<boolean> => (await keptRuns(page)) > 0;

/** The end of a run; one that says it failed may be gone on with. */
async function endOrGoOn(page: Page) {
  const end = await endOf(page);
  if (!('trouble' in end) || !(await offer(page).isVisible())) return end;
  await offer(page).getByRole('button', { name: 'Resume', exact: true }).click();
  return endOf(page);
}

/** Whether the page keeps something of the run by now: one of its two files has been written to its end. */
const hasCheckpoint = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('midtrain-lab-interrupted-run');
      const whole = async (name: string) => {
        const file = await (await folder.getFileHandle(name)).getFile();
        return new Uint32Array(await file.slice(0, 4).arrayBuffer())[0] === 0x4e55524d;
      };
      return (await whole('a').catch(() => false)) || (await whole('b').catch(() => false));
    } catch {
      return false;
    }
  });
