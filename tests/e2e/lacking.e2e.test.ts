/** The built page in browsers that lack what today's have, and over plain http: it trains, or says in a sentence why not. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../scripts/start';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { button, MINUTES, openLab, openPage, region, tiny } from './lab';
import { UNTIDY } from '../untidy';
import { REMOVABLE, removalOf } from './removable-apis';

/** Lets scripts run before any other in pages and in workers. */
const before = (scripts: { page: string; worker: string }) => async (page: Page) => {
  await page.addInitScript(scripts.page);
  await page.route(/\/lab\.worker-[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${scripts.worker}\n${await response.text()}` });
  });
};

async function open(query: string, scripts: { page: string; worker: string }) {
  const server = await serve({});
  const lab = await openPage(
    `${server.resolvedUrls!.local[0]!}${query}`,
    { serviceWorkers: 'block' },
    [UNTIDY],
    before(scripts),
  );
  onTestFinished(async () => {
    await lab.close();
    await server.close();
  });
  return lab;
}

async function train(page: Page): Promise<RunRecord> {
  await button(page, 'Train').click();
  const finished = page.getByRole('status').getByText('Finished in');
  const failed = page.locator('[role="status"].trouble');
  await finished
    .or(failed)
    .first()
    .waitFor({ timeout: 4 * MINUTES });
  expect(await failed.allTextContents()).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Record (JSON)').click()]);
  return parseRunRecord(await readFile(await download.path(), 'utf8'));
}

const without = (paths: readonly string[]): string => paths.map(removalOf).join('');

test('without anything that may be missing, in page and worker, a run is trained and recorded', async () => {
  const { page, errors } = await open(tiny(3), { page: without(REMOVABLE.page), worker: without(REMOVABLE.worker) });
  const record = await train(page);
  expect(record.adapter).toEqual({ vendor: '', architecture: '', description: '', fallback: false });
  expect(record.results.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(['aft 3', 'msm+aft 3']);
  expect(errors).toEqual([]);
});

test('as Chrome 127 to 135 say it, the adapter is software, and the numbers are the same', async () => {
  const older = `${removalOf('GPUAdapterInfo.prototype.isFallbackAdapter')}
    Object.defineProperty(GPUAdapter.prototype, 'isFallbackAdapter', { get: () => true, configurable: true });`;
  const { page } = await open(tiny(3), { page: older, worker: older });
  await page.getByText('No graphics card was found').waitFor();
  const record = await train(page);
  const today = await train((await open(tiny(3), { page: '', worker: '' })).page);
  expect(record.adapter).toEqual({ ...today.adapter, fallback: true });
  for (const part of ['config', 'results', 'curves', 'probes'] as const) expect(record[part]).toEqual(today[part]);
});

test('without any one of them in the page, the recorded result is there and training is offered', async () => {
  const lab = await openLab();
  onTestFinished(lab.close);
  const url = lab.page.url();
  for (const path of REMOVABLE.page) {
    const context = await lab.page.context().browser()!.newContext({ serviceWorkers: 'block' });
    await context.addInitScript(removalOf(path));
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    const shown = region(page, 'Result').getByText('Recorded', { exact: true });
    await shown.waitFor({ timeout: MINUTES }).catch(() => errors.push('no recorded result'));
    const offered = button(page, 'Train').and(page.locator(':enabled'));
    await offered.waitFor({ timeout: MINUTES }).catch(() => errors.push('no training'));
    expect(errors, `without ${path}`).toEqual([]);
    await context.close();
  }
});

test('what is built has no style that Chrome 113 does not know, and figures are saved light on white all the same', async () => {
  const styles = readdirSync('dist/assets').filter((name) => name.endsWith('.css'));
  expect(styles.length).toBeGreaterThan(0);
  for (const name of styles)
    expect(readFileSync(`dist/assets/${name}`, 'utf8'), name).not.toMatch(/light-dark\(|[{};]&/);

  const saved = async (colorScheme: 'light' | 'dark') => {
    const { page, close } = await openLab('', { colorScheme });
    onTestFinished(close);
    const save = region(page, 'Result')
      .getByRole('button', { name: /^Save as SVG/ })
      .first();
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    return readFile(await download.path(), 'utf8');
  };
  expect(await saved('dark')).toBe(await saved('light'));
});

test('over plain http the recorded result is there, files can be opened, and a sentence says what training needs', async () => {
  const server = await serve({ host: '127.0.0.1' });
  onTestFinished(() => server.close());
  const { port } = new URL(server.resolvedUrls!.local[0]!);
  const mapped = ['--host-resolver-rules=MAP 192.0.2.1 127.0.0.1'];
  const { page, errors, close } = await openPage(`http://192.0.2.1:${port}/`, {}, mapped);
  onTestFinished(close);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await page.getByText('Training needs a page that was opened over https or from localhost').waitFor();
  expect(await button(page, 'Train').isDisabled()).toBe(true);
  await region(page, 'Result').getByText('Recorded', { exact: true }).waitFor();
  await region(page, 'Result').getByRole('img').first().waitFor();

  await region(page, 'Your runs').scrollIntoViewIfNeeded();
  await region(page, 'Your runs').locator('input[type=file]').setInputFiles('public/recorded/placement.json');
  await region(page, 'Result').getByText('From placement.json', { exact: true }).waitFor();
  await button(page, 'Copy the link').first().click();
  await page.getByText('This browser does not let the page copy').waitFor();
  expect(errors).toEqual([]);
});
