/** What readers come to do, each from the built page alone. Training itself is in train.e2e.test.ts. */
import { readFile, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type BrowserContextOptions, type Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { findOrInstallChromium } from '../../scripts/chromium';
import { button, MINUTES, openLab, type OpenPage, readThrough, region, tiny, unfold } from './lab';

async function open(query: string, context?: BrowserContextOptions): Promise<OpenPage> {
  const lab = await openLab(query, context);
  onTestFinished(lab.close);
  return lab;
}

const status = (page: Page) => page.getByRole('status').first();

async function finish(page: Page): Promise<void> {
  await status(page)
    .getByText('Finished in')
    .waitFor({ timeout: 4 * MINUTES });
}

/** Violations of the rules that axe-core knows, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source); // as a script of the page its policy would refuse it
  const found = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test.each([
  ['wide and light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['narrow and dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
] as const)('%s, the whole page has no accessibility violations and nothing sticks out', async (_, context) => {
  const { page, errors } = await open('', context);
  await readThrough(page);
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await violations(page)).toEqual([]);
  expect(await width()).toBeLessThanOrEqual(context.viewport.width);

  await unfold(page);
  await button(page, 'Take the tour').click();
  await region(page, 'Guided tour').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await width()).toBeLessThanOrEqual(context.viewport.width);
  expect(errors).toEqual([]);
});

test('a run is paused and goes on; it is kept, and there after a reload, with what was learned', async () => {
  const { page, errors } = await open(tiny(3));
  await button(page, 'Train').click();
  await button(page, 'Pause').click();
  await status(page).getByText('Paused').waitFor({ timeout: MINUTES });
  expect(await violations(page)).toEqual([]);
  await button(page, 'Resume').click();
  await finish(page);
  await region(page, 'Your runs').scrollIntoViewIfNeeded();
  const row = region(page, 'Your runs').getByRole('row', { name: /Agentic misalignment/ });
  await row.waitFor();
  expect(await violations(page)).toEqual([]);
  // Its own result stands beside the recorded one.
  await region(page, 'Result').getByRole('radio', { name: 'recorded' }).check();
  await region(page, 'Result').getByText('Recorded', { exact: true }).waitFor();

  await page.reload();
  await region(page, 'Your runs').scrollIntoViewIfNeeded();
  await row.getByRole('button', { name: /Show/ }).click();
  await region(page, 'Result').getByText('This device', { exact: true }).waitFor();
  await region(page, 'Watch them work').scrollIntoViewIfNeeded();
  await region(page, 'Watch them work').getByRole('button', { name: 'Step', exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test('a specification is edited and trained on; the link brings it to somebody else', async () => {
  const { page, errors } = await open(tiny(3), { permissions: ['clipboard-read', 'clipboard-write'] });
  await region(page, 'What they read').scrollIntoViewIfNeeded();
  const editor = region(page, 'What they read').getByRole('textbox').last();
  const text = `${await editor.inputValue()}\n`.replace(/^# .*$/m, '# Of my own making');
  await editor.fill(text);
  await expect.poll(() => page.url(), { timeout: 10_000 }).toContain('#spec.philosophy=');
  await button(page, 'Train').click();
  await finish(page);
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Record (JSON)').click()]);
  const record = JSON.parse(await readFile(await download.path(), 'utf8')) as {
    config: { specs: { philosophy: string } };
  };
  expect(record.config.specs.philosophy).toBe(text);

  // What is set afterwards is not the run on show, and not in the link that is copied beside it.
  await page.getByText('Settings', { exact: true }).click();
  await button(page, 'New seeds').click();
  expect(await page.getByRole('textbox', { name: 'Seeds' }).inputValue()).toBe('4');
  await editor.fill(text.replace('# Of my own making', '# Of a later mood'));
  await button(page, 'Copy the link').click();
  await page.getByText('Copied: whoever opens it').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open(new URL(copied).search + new URL(copied).hash);
  await other.page.getByText('Settings', { exact: true }).click();
  expect(await other.page.getByRole('textbox', { name: 'Seeds' }).inputValue()).toBe('3');
  await region(other.page, 'What they read').scrollIntoViewIfNeeded();
  await expect
    .poll(() => region(other.page, 'What they read').getByRole('textbox').last().inputValue(), { timeout: 10_000 })
    .toBe(text);
  expect([...errors, ...other.errors]).toEqual([]);
});

test('the page stays awake while one types a long text to the models, or a specification', async () => {
  const { page, errors } = await open('');
  await readThrough(page);
  const talk = region(page, 'Talk to them, and look inside');
  await talk.getByRole('combobox', { name: 'What', exact: true }).selectOption('Any text of yours');
  await page.waitForTimeout(1000); // what the page still loads is not what is measured
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  const longest = async () => {
    const { tasks } = (await page.evaluate('({ tasks: globalThis.tasks.splice(0) })')) as { tasks: number[] };
    return Math.max(0, ...tasks);
  };
  const text = talk.getByRole('textbox');
  const long = Array.from({ length: 45 }, () => 'sage values').join(' ');
  const began = performance.now();
  await text.fill(`${long} `);
  await talk.getByText(`${long} …`).waitFor();
  const took = performance.now() - began;
  await page.waitForTimeout(200); // long tasks are told of with some delay
  // All models at once would be one task from beginning to end, on any machine; one at a time, none is half as long.
  expect(await longest()).toBeLessThan(took / 2);

  await text.pressSequentially('sage guards care', { delay: 30 });
  await talk.getByText(/sage guards care …$/).waitFor();
  const editor = region(page, 'What they read').getByRole('textbox').last();
  await editor.press('ControlOrMeta+Home');
  await editor.pressSequentially('# Of my own making', { delay: 30 });
  await page.getByText('The next run reads your text.').waitFor();
  await page.waitForTimeout(1500); // documents are counted once the reader pauses
  expect(await longest()).toBeLessThan(400);
  expect(errors).toEqual([]);
});

test('a broken file is refused in one sentence, a good one opens', async () => {
  const { page, errors } = await open('?experiment=agentic');
  const folder = await mkdtemp(join(tmpdir(), 'midtrain-lab-'));
  const broken = join(folder, 'broken.json');
  await writeFile(broken, '{"schema": 2');
  await region(page, 'Your runs').scrollIntoViewIfNeeded();
  const files = region(page, 'Your runs').locator('input[type=file]');
  await files.setInputFiles(broken);
  await page
    .getByText(/broken\.json/)
    .first()
    .waitFor();
  expect(await region(page, 'Your runs').getByRole('row').count()).toBe(0);

  await files.setInputFiles('public/recorded/placement.json');
  await region(page, 'Your runs')
    .getByRole('row', { name: /Before, after, or mixed/ })
    .waitFor();
  await region(page, 'Result').getByText('From placement.json', { exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test('without WebGPU the page says so, and everything recorded can be read', async () => {
  const { page: served, close } = await openLab('');
  onTestFinished(close);
  const browser = await chromium.launch({
    executablePath: await findOrInstallChromium(),
    args: ['--no-sandbox', '--disable-features=WebGPU', '--disable-gpu'],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(served.url());
  await page.getByText('so it cannot train').waitFor();
  expect(await button(page, 'Train').isDisabled()).toBe(true);
  await readThrough(page);
  expect(await violations(page)).toEqual([]);
});
