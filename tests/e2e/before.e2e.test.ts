/** The built page where its program cannot start, or starts with nothing of its own to store in: words, never nothing. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Locator, Page, Route } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { button, openLab, openPage, region } from './lab';

const DIST = pathToFileURL(fileURLToPath(new URL('../../dist/', import.meta.url))).href;
/** What the words begin with that say what is needed, a while after the page was opened. */
const WANTING = 'Nothing more here?';

/** Takes words to a moment after the page was opened, in milliseconds, and says whether they are seen then. */
async function areSeen(words: Locator, after: number): Promise<boolean> {
  await words.evaluate((element, after) => {
    const [coming] = element.getAnimations();
    coming!.pause();
    coming!.currentTime = after;
  }, after);
  return words.isVisible();
}

/** What is said first, and what a while later, where nothing takes its place. */
async function seeWords(page: Pick<Page, 'getByText' | 'getByRole'>): Promise<void> {
  await page.getByRole('heading', { name: 'Midtrain Lab' }).waitFor();
  await page.getByText('Train tiny language models in your browser').waitFor();
  const wanting = page.getByText(WANTING);
  expect(await areSeen(wanting, 4900)).toBe(false); // not at once: mostly the program comes
  expect(await areSeen(wanting, 5000)).toBe(true);
  for (const needed of ['JavaScript', 'WebGPU', 'https://', 'opened as a file', 'npm start'])
    expect(await wanting.innerText()).toContain(needed);
}

test.each(['index.html', 'bench/index.html'])('opened as a file, %s says what it needs', async (path) => {
  const { page, close } = await openPage(`${DIST}${path}`);
  onTestFinished(close);
  if (path === 'index.html') return seeWords(page);
  const wanting = page.getByText('Nothing happens here?');
  expect(await areSeen(wanting, 4900)).toBe(false);
  expect(await areSeen(wanting, 5000)).toBe(true);
  expect(await button(page, 'Run').isDisabled()).toBe(true);
});

test('so it does where scripts come as plain text', async () => {
  const { page, close } = await openLab();
  onTestFinished(close);
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' };
    await route.fulfill({ response, headers });
  });
  await page.reload();
  await seeWords(page);
});

test('without JavaScript it says that it needs it', async () => {
  const { page, close } = await openLab('', { javaScriptEnabled: false });
  onTestFinished(close);
  const words = page.locator('noscript');
  expect(await words.innerText()).toContain('needs JavaScript');
  expect((await words.locator('p').boundingBox())!.height).toBeGreaterThan(10);
});

/** Opens the lab in a frame that is closed off from its own address. */
async function openFramed(answer: (route: Route) => Promise<void>) {
  const { page, errors, close } = await openLab();
  onTestFinished(close);
  const url = page.url();
  await page.route(`${url}**`, answer);
  await page.route('**/framing', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe sandbox="allow-scripts" width="1000" height="700" src="${url}">`,
    }),
  );
  errors.length = 0;
  await page.goto(`${url}framing`);
  return { page: page.frameLocator('iframe'), errors };
}

test('in a closed-off frame it says what it needs', async () => {
  const { page } = await openFramed((route) => route.continue());
  await seeWords(page);
});

test('in one that gets its scripts all the same, it shows the recorded result and says why it cannot train', async () => {
  const { page, errors } = await openFramed(async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } });
  });
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  expect(await page.getByText(WANTING).count()).toBe(0);
  const result = page.getByRole('region', { name: 'Result', exact: true });
  await result.getByRole('img').first().waitFor();
  const train = page.getByRole('button', { name: 'Train', exact: true });
  if (await train.isEnabled()) {
    await train.click();
    await page.getByRole('status').getByText('does not let this page start its training worker').waitFor();
  } else await page.getByRole('note').getByText('cannot train').waitFor();
  const runs = page.getByRole('region', { name: 'Your runs' });
  await runs.scrollIntoViewIfNeeded();
  await runs.getByText('runs are kept only until this page is closed').waitFor();
  // The browser itself notes that a frame may not keep the screen awake.
  expect(errors.filter((error) => !error.includes('screen-wake-lock'))).toEqual([]);
});

test('where the program starts, nothing is left of the words', async () => {
  const { page, errors, close } = await openLab();
  onTestFinished(close);
  await region(page, 'Result').waitFor();
  expect(await page.getByText(WANTING).count()).toBe(0);
  expect(await page.locator('main').count()).toBe(1);
  expect(errors).toEqual([]);
});
