/** `npm run report` as a reader runs it, on records made up for it, and its file in a Chromium that has no network. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { recordOf } from '../records/runs';
import { openPage, type OpenPage } from './lab';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'midtrain-report-'));
const file = join(folder, 'report.html');

const report = (...args: string[]) =>
  spawnSync(execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/report.ts', ...args], { cwd: ROOT, encoding: 'utf8' });

let open: OpenPage;
let page: Page;

/** Experiments of every kind: about work, about tastes, with ladders, with other worlds. */
const NAMES = ['agentic', 'values', 'scaling', 'controls'];

async function recordFile(name: string): Promise<string> {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(await recordOf(name, [10, 11])));
  return path;
}

beforeAll(async () => {
  const files = await Promise.all(NAMES.map(recordFile));
  expect(report(...files, '--out', file)).toMatchObject({ status: 0, stdout: '' });
  open = await openPage(pathToFileURL(file).href, { offline: true, viewport: { width: 360, height: 740 } });
  page = open.page;
  await page.locator('[role=img] svg').nth(20).waitFor();
});

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

test('it is one file: nothing is asked of the network, nothing goes wrong', async () => {
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(asked.filter((name) => !name.startsWith('data:'))).toEqual([]);
  expect(open.errors).toEqual([]);
  expect(readFileSync(file, 'utf8')).not.toMatch(/(?:src|href)="(?!https:\/\/arxiv|#)/);
});

test('it says what was asked and what came out, beside the paper, and how to run it again', async () => {
  const section = page.getByRole('region', { name: 'Agentic misalignment' });
  const text = await section.innerText();
  expect(text).toContain('Two models learn the same refusals.');
  expect(text).toContain('Qwen2.5-32B, Fig 4');
  expect(text).toMatch(/npm run replicate -- --experiment agentic --preset tiny .*--arms msm\+aft --seeds \d+,/s);
  const [joined] = JSON.parse(await page.locator('#records').innerText()) as { record: { verdicts: unknown[] } }[];
  expect(await section.locator('ol > li').count()).toBeGreaterThanOrEqual(joined!.record.verdicts.length);
});

test('each experiment shows its own metrics, its curves, and the grid of errands only where work is the question', async () => {
  const headings = (name: string) => page.getByRole('region', { name }).locator('h3').allInnerTexts();
  const [work, tastes, ladders] = [
    await headings('Agentic misalignment'),
    await headings('Values from the same demonstrations'),
    await headings('Fewer demonstrations'),
  ];
  expect(work).toContain('Harm by harm, goal by goal');
  expect(tastes).not.toContain('Harm by harm, goal by goal');
  expect(tastes).toEqual(expect.arrayContaining(['Decided by thrift', 'Decided as shown']));
  expect(tastes).not.toContain('Errands done');
  expect(ladders).toContain('Unsafe alone, by demonstrations shown');
  const values = page.getByRole('region', { name: 'Values from the same demonstrations' });
  expect(await values.getByRole('columnheader', { name: 'by thrift' }).count()).toBe(2);
  expect(await values.getByRole('columnheader', { name: 'gap' }).count()).toBe(0);
});

test('every figure has a text alternative and every table a caption', async () => {
  const images = page.locator('[role=img]');
  for (const image of await images.all()) expect(await image.getAttribute('aria-label')).toMatch(/mean over seeds/);
  for (const table of await page.locator('table').all())
    expect(await table.locator('xpath=ancestor::figure/figcaption').count()).toBeGreaterThan(0);
});

test('nothing is wider than a small phone, and on paper all is unfolded and light', async () => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await page.locator('details:not([open])').count()).toBe(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');
});

test('without files it takes the recorded results that come with the lab', () => {
  const recorded = readdirSync(join(ROOT, 'public', 'recorded')).flatMap((name) =>
    readFileSync(join(ROOT, 'public', 'recorded', name), 'utf8')
      .trim()
      .split('\n'),
  );
  const all = join(folder, 'all.html');
  expect(report('--out', all)).toMatchObject({ status: 0, stdout: '' });
  const [, data] = /id="records">(.*?)<\/script>/s.exec(readFileSync(all, 'utf8'))!;
  expect(JSON.parse(data!)).toHaveLength(recorded.length);
});

test('a file that is no record is refused in a sentence, before anything is built', () => {
  const bad = join(folder, 'bad.json');
  writeFileSync(bad, '{"schema":1}');
  const { status, stderr } = report(bad, '--out', join(folder, 'no.html'));
  expect(status).toBe(1);
  expect(stderr).toContain(`${bad}: this run record has schema version 1; version 3 was expected`);
});
