/** A newer version of the page arrives while a tab trains: the run goes on, and nobody's tab is loaded again unasked. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { openPage } from './lab';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES: Record<string, string> = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' },
};
const MINUTES = 60_000;

/** Serves the built page. @returns its address, and what brings out a newer version of it */
async function servePage(): Promise<{ url: string; release: () => void }> {
  let version = '';
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname.replace(/\/$/, '/index.html');
    try {
      const content = readFileSync(join(DIST, path));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(path === '/sw.js' ? content.toString() + version : content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  return { url, release: () => (version = '\n// newer') };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Marks a page, so that it shows whether it was loaded again. */
const mark = (page: Page) => page.evaluate(() => void Object.assign(globalThis, { marked: true }));
const isMarked = (page: Page) => page.evaluate(() => 'marked' in globalThis);

test('a run outlives a newer version that another tab takes, which is held back as long as may be', async () => {
  const { url, release } = await servePage();
  const { page: first, close } = await openPage('about:blank');
  onTestFinished(close);
  const context = await first.context().browser()!.newContext(); // for two tabs
  const [page, other] = [await context.newPage(), await context.newPage()];
  const errors: string[] = [];
  for (const tab of [page, other]) tab.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${url}?preset=tiny&base=scratch&seeds=3&arms=aft`);
  await page.getByText('The lab now works without a network.').waitFor({ timeout: 2 * MINUTES });
  await page.reload(); // from here on as on any later visit
  await button(page, 'Train').click();
  await button(page, 'Pause').click({ timeout: 2 * MINUTES });
  await page
    .getByRole('status')
    .getByText('Paused')
    .waitFor({ timeout: 2 * MINUTES });
  await mark(page);

  release();
  await other.goto(url);
  await other.getByText('The lab now works without a network.').waitFor(); // said on later visits, too
  await other.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await other.getByText('A newer version of the lab is ready.').waitFor();
  await page.getByText('It can be loaded when this run is over.').waitFor();
  await mark(other);
  await button(other, 'Load it').click();
  await other.getByText('Another tab is training, and its run needs this version').waitFor();

  // As a tab of an older version would take it.
  await other.evaluate(async () =>
    (await navigator.serviceWorker.ready).waiting?.postMessage({ type: 'SKIP_WAITING' }),
  );
  await page.getByText('A newer version of the lab was loaded in another tab').waitFor();
  await other.getByText('A newer version of the lab was loaded in another tab').waitFor();
  expect([await isMarked(page), await isMarked(other)]).toEqual([true, true]);
  await button(page, 'Resume').click();
  await page
    .getByRole('status')
    .getByText('Finished in')
    .waitFor({ timeout: 4 * MINUTES });
  expect(await isMarked(page)).toBe(true);

  await button(page, 'Load it').click();
  await expect.poll(() => isMarked(page).catch(() => true), { timeout: MINUTES }).toBe(false);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByText('A newer version').count()).toBe(0);
  expect(errors).toEqual([]);
});
