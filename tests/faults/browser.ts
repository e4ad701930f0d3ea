/**
 * The built page in a Chromium whose processes can be killed one by one, and whose profile outlives it. Started by hand
 * and not by Playwright, which would not let go of a browser that has been killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { build } from 'vite';
import { findOrInstallChromium, webgpuFlags } from '../../scripts/chromium';
import { serve } from '../../scripts/start';
import { canonicalJson } from '../../records/canonical';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { ROOT } from './commands';
import { complaintAboutSentence } from './judge';

/** Milliseconds after which something that is waited for has not come: a busy machine takes long. */
export const PATIENCE = 4 * 60_000;

/** What goes behind the address for a run that is over in seconds, and leaves several checkpoints. */
export const TINY = '?preset=tiny&base=scratch&seeds=3,5&arms=aft,msm%2Baft';

/** The built page, served. */
export interface Site {
  url: string;
  close(): Promise<void>;
}

/** Builds the page and serves it. */
export async function openSite(): Promise<Site> {
  process.env['NODE_ENV'] = 'production';
  await build({ root: ROOT, logLevel: 'warn' });
  const server = await serve({});
  return { url: server.resolvedUrls!.local[0]!, close: () => server.close() };
}

/** The processes of a Chromium, as it calls them. */
export type Part = 'renderer' | 'GPU' | 'browser';

/** A running Chromium with one page. */
export class Chromium {
  private constructor(
    private readonly process: ChildProcess,
    readonly browser: Browser,
    private readonly session: CDPSession,
  ) {}

  /** @param profile folder of what it remembers */
  static async open(profile: string): Promise<Chromium> {
    const flags = [
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--hide-crash-restore-bubble',
    ];
    const child = spawn(await findOrInstallChromium(), [...webgpuFlags(), ...flags, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const endpoint = await new Promise<string>((resolve, reject) => {
      let text = '';
      const late = setTimeout(() => reject(new Error(`Chromium did not start: ${text.slice(-500)}`)), PATIENCE);
      child.stderr.on('data', (data: Buffer) => {
        text += String(data);
        const address = /DevTools listening on (\S+)/.exec(text)?.[1];
        if (address === undefined) return;
        clearTimeout(late);
        resolve(address);
      });
    });
    const browser = await chromium.connectOverCDP(endpoint);
    return new Chromium(child, browser, await browser.newBrowserCDPSession());
  }

  /** A new tab at an address. */
  async goTo(url: string): Promise<Page> {
    const page = await this.browser.contexts()[0]!.newPage();
    await page.goto(url);
    return page;
  }

  /** Kills all processes of a kind at once. */
  async kill(part: Part): Promise<void> {
    const { processInfo } = await this.session.send('SystemInfo.getProcessInfo');
    const ids = processInfo.filter(({ type }) => type === part).map(({ id }) => id);
    if (ids.length === 0) throw new Error(`Chromium has no process of type ${part}.`);
    const ended = part === 'browser' ? new Promise((resolve) => this.process.once('exit', resolve)) : undefined;
    for (const id of ids) process.kill(id, 'SIGKILL');
    await ended;
  }

  /** Ends it, whatever is left of it. */
  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      await this.session.send('Browser.close').catch(() => this.process.kill('SIGKILL'));
      await ended;
    }
    await this.browser.close().catch(() => undefined);
  }
}

export const trainButton = (page: Page) => page.getByRole('button', { name: 'Train', exact: true });
export const offer = (page: Page) => page.getByRole('region', { name: 'Interrupted run', exact: true });
const status = (page: Page) => page.getByRole('status').first();

/** How a run ended: with a record, or in a sentence. */
export type End = { record: RunRecord } | { trouble: string };

/** What the page says of the run. */
export const statusOf = async (page: Page): Promise<string> =>
  (await status(page).textContent({ timeout: 1000 })) ?? '';

export const isFinished = (page: Page): Promise<boolean> => status(page).getByText('Finished in').isVisible();

/**
 * Waits until a run is over, and takes its record as the page saves it.
 *
 * @param earlier the record of the run before, which stands there until this one is over
 */
export async function endOf(page: Page, earlier?: RunRecord): Promise<End> {
  if (earlier) await status(page).getByText('Finished in').waitFor({ state: 'detached', timeout: PATIENCE });
  const finished = status(page).getByText('Finished in');
  const failed = page.locator('[role="status"].trouble');
  await finished.or(failed).first().waitFor({ timeout: PATIENCE });
  if ((await failed.count()) > 0) return { trouble: ((await failed.textContent()) ?? '').trim() };
  return { record: await savedRecord(page) };
}

/** The record that the page saves as a file. */
export async function savedRecord(page: Page): Promise<RunRecord> {
  const save = page.getByRole('button', { name: 'Record (JSON)', exact: true });
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  return parseRunRecord(await readFile(await download.path(), 'utf8'));
}

/** How many runs the browser keeps. */
export const keptRuns = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const there = await indexedDB.databases();
    if (!there.some(({ name }) => name === 'midtrain-lab')) return 0; // opening it would make it
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('midtrain-lab');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('it does not open'));
    });
    try {
      if (!db.objectStoreNames.contains('runs')) return 0;
      const counting = db.transaction('runs').objectStore('runs').count();
      return await new Promise<number>((resolve) => (counting.onsuccess = () => resolve(counting.result)));
    } finally {
      db.close();
    }
  });

/** What of a record does not depend on when it was made, nor in how many sessions: one text for the same bits. */
export const sameNumbers = ({ config, results, curves, probes, baseWeights, verdicts }: RunRecord): string =>
  canonicalJson({ config, results, curves, probes, baseWeights, verdicts });

/** What the page says of trouble, a sentence or two each. */
export async function troubles(page: Page): Promise<string[]> {
  const texts = await page
    .locator('.trouble:visible, [role="alert"]:visible, [role="note"] > p:visible')
    .allTextContents();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter(Boolean);
}

/** What is wrong with what the page says of trouble. */
export const complaintsAbout = (said: readonly string[]): string[] =>
  said.flatMap((sentence) => {
    const complaint = complaintAboutSentence(sentence);
    return complaint === undefined ? [] : [`it says ${complaint}: “${sentence.slice(0, 200)}”`];
  });
