/** The built page in a real Chromium, for the end-to-end tests. */
import { chromium, type BrowserContextOptions, type Locator, type Page } from 'playwright';
import { findOrInstallChromium, webgpuFlags } from '../../scripts/chromium';
import { serve } from '../../scripts/start';
import { onlyDejaVu } from '../dejavu';
import { UNTIDY } from '../untidy';

/** In milliseconds. */
export const MINUTES = 60_000;

/** What to put behind the address for two models a seed that are too small to learn anything, from pretraining on. */
export const tiny = (...seeds: number[]): string =>
  `?preset=tiny&base=scratch&seeds=${seeds.join(',')}&arms=aft,msm%2Baft`;

/** A page that is open in a browser. */
export interface OpenPage {
  page: Page;
  /** Everything that went wrong in the page so far: uncaught errors, console errors, failed requests. */
  errors: string[];
  close(): Promise<void>;
}

/** The page's own fonts: where things stand is measured when they have come. */
const FONTS = ['Source Serif 4 Variable', 'Source Sans 3 Variable'];

/**
 * Opens an address in a Chromium of its own, with WebGPU and, of the fonts of the machine, DejaVu alone.
 *
 * @param flags for Chromium's command line; without any, memory is zeroed as readers' browsers do it
 * @param prepare what to do with the page before it goes there
 */
export async function openPage(
  url: string,
  context: BrowserContextOptions = {},
  flags: readonly string[] = [UNTIDY],
  prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<OpenPage> {
  const executablePath = await findOrInstallChromium();
  const browser = await chromium.launch({ executablePath, args: [...webgpuFlags(), ...flags], env: onlyDejaVu() });
  const page = await (await browser.newContext(context)).newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A worker that is no longer wanted is ended while it loads.
    if (reason !== 'net::ERR_ABORTED') errors.push(`${request.url()}: ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.url()}: ${response.status()}`);
  });
  await prepare(page);
  await page.goto(url);
  await page.evaluate((fonts) => Promise.all(fonts.map((font) => document.fonts.load(`1em '${font}'`))), FONTS);
  const close = async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' }); // what is still on its way must not fail a test that is over
    await browser.close();
  };
  return { page, errors, close };
}

/**
 * Serves what is in dist on a free port and opens it, without its service worker, which takes all of it from the server
 * on the first visit.
 *
 * @param query what goes behind the address: `?preset=tiny`
 */
export async function openLab(
  query = '',
  context: BrowserContextOptions = {},
  flags?: readonly string[],
): Promise<OpenPage> {
  const server = await serve({});
  const url = `${server.resolvedUrls!.local[0]!}${query}`;
  const lab = await openPage(url, { serviceWorkers: 'block', ...context }, flags);
  const close = async () => {
    await lab.close();
    await server.close();
  };
  return { ...lab, close };
}

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Scrolls through the whole page, so that everything that is loaded late is there. */
export async function readThrough(page: Page): Promise<void> {
  for (const name of ['Result', 'What it depends on', 'Your runs', 'Watch them work', 'What they read']) {
    await region(page, name).scrollIntoViewIfNeeded();
  }
  await region(page, 'Watch them work').getByRole('button', { name: 'Step', exact: true }).waitFor();
  await region(page, 'Talk to them, and look inside').getByRole('group', { name: 'AFT', exact: true }).waitFor();
  await region(page, 'What they read').getByRole('list', { name: 'Texts' }).getByRole('listitem').first().waitFor();
}

/** Unfolds everything, and waits until what that loads is there. */
export async function unfold(page: Page): Promise<void> {
  const folded = page.locator('details:not([open])');
  while ((await folded.count()) > 0) {
    await folded.evaluateAll((all) => {
      for (const one of all as HTMLDetailsElement[]) one.open = true;
    });
    await page.waitForTimeout(500); // what was loaded may have folded parts of its own
  }
  await region(page, 'Result').getByRole('table').nth(8).waitFor();
  await page.getByRole('list', { name: 'Words of the toy language' }).last().getByText('guards').waitFor();
}
