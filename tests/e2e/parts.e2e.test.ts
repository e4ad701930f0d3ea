/** The built page where the parts that are loaded late are gone: no network, or a newer version took their place. */
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { button, MINUTES, openLab, region, tiny } from './lab';

const GONE = 'could not be loaded. Check the connection and reload the page.';

/** Takes from the server all scripts but those that the page begins with, and its worker. */
async function takeAway(page: Page): Promise<void> {
  const html = await (await page.request.get(page.url())).text();
  const first = [...html.matchAll(/assets\/[^"]+\.js/g)].map(([path]) => path);
  await page.route(/\/assets\/.*\.js$/, (route) => {
    const url = route.request().url();
    const isThere = first.some((path) => url.endsWith(path)) || /\/assets\/lab\.worker-/.test(url);
    return isThere ? route.continue() : route.abort();
  });
}

test('every part says in a sentence that it is missing; a run loses nothing by loading the page again', async () => {
  const { page, close } = await openLab(tiny(3));
  onTestFinished(close);
  await takeAway(page);
  await page.reload();

  const missing = (name: string) => region(page, name).getByText(GONE).first();
  for (const name of ['Result', 'Your runs', 'Watch them work', 'Talk to them, and look inside', 'What they read']) {
    await region(page, name).scrollIntoViewIfNeeded();
    await missing(name).waitFor();
  }
  await region(page, 'Agentic misalignment, as recorded').getByText(GONE).waitFor();
  await button(page, 'Take the tour').click();
  await page.getByText(`The tour ${GONE}`).waitFor();
  await page.getByText('Settings', { exact: true }).click();
  await page.getByText('Numbers you can change').click();
  await page.locator('fieldset').getByText(GONE).waitFor();

  await button(page, 'Train').click();
  await missing('Training').waitFor({ timeout: 2 * MINUTES });
  await page
    .getByRole('status')
    .getByText(`The run came to its end, but what makes its record ${GONE}`)
    .waitFor({ timeout: 4 * MINUTES });
  expect(await page.locator('body').innerText()).not.toMatch(/Failed to fetch|imported module|assets\//);

  await page.unroute(/\/assets\/.*\.js$/);
  await page.reload();
  await region(page, 'Interrupted run').getByRole('button', { name: 'Resume' }).click();
  await page
    .getByRole('status')
    .getByText('Finished in')
    .waitFor({ timeout: 4 * MINUTES });
  await region(page, 'Result').getByText('This device', { exact: true }).waitFor();
});

test('where the worker is missing, too, the run says so and offers to load the page again, which helps', async () => {
  const { page, close } = await openLab(tiny(3));
  onTestFinished(close);
  const worker = /\/assets\/lab\.worker-/;
  await page.route(worker, (route) => route.abort());
  await button(page, 'Train').click();
  await page
    .getByRole('status')
    .getByText('The training worker could not be loaded: check the connection and reload the page.')
    .waitFor();
  await page.unroute(worker);
  await button(page, 'Reload the page').first().click();
  await button(page, 'Reload the page').first().waitFor({ state: 'detached' });
  await button(page, 'Train').click();
  await page
    .getByRole('status')
    .getByText('Finished in')
    .waitFor({ timeout: 4 * MINUTES });
});
