/** The built page in a real Chromium, for the end-to-end tests. */
import { chromium, type BrowserContextOptions, type Locator, type Page } from 'playwright';
import { findOrInstallChromium, webgpuFlags } from '../../scripts/chromium';
import { serve } from '../../scripts/start';

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

/** Opens an address in a Chromium of its own, with WebGPU. */
export async function openPage(url: string, context: BrowserContextOptions = {}): Promise<OpenPage> {
  const browser = await chromium.launch({ executablePath: await findOrInstallChromium(), args: webgpuFlags() });
  const page = await browser.newPage(context);
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
  await page.goto(url);
  return { page, errors, close: () => browser.close() };
}

/** Serves what is in dist on a free port and opens it. `query` goes behind the address: `?preset=tiny`. */
export async function openLab(query = '', context: BrowserContextOptions = {}): Promise<OpenPage> {
  const server = await serve({});
  const lab = await openPage(`${server.resolvedUrls!.local[0]!}${query}`, context);
  const close = async () => {
    await lab.close();
    await server.close();
  };
  return { ...lab, close };
}

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
