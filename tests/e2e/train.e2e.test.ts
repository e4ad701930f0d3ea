/** The whole path: the built page, its worker and a GPU train real models, and the page shows what they did. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { button, MINUTES, openLab, type OpenPage, region, tiny } from './lab';

/** @param as how Chromium is set: as a reader's is, or so that a software adapter has less to do */
async function open(query: string, as: 'usual' | 'quick' = 'quick'): Promise<OpenPage> {
  const lab = as === 'usual' ? await openLab(query, { serviceWorkers: 'allow' }, []) : await openLab(query);
  onTestFinished(lab.close);
  return lab;
}

const result = (page: Page) => region(page, 'Result');

/** Waits until the run's status says `text`; fails at once if the run fails. */
async function untilStatus(page: Page, text: string): Promise<void> {
  const status = page.getByRole('status').first();
  const wanted = status.getByText(text);
  const failed = page.locator('[role="status"].trouble');
  await wanted
    .or(failed)
    .first()
    .waitFor({ timeout: 4 * MINUTES });
  expect(await status.textContent()).toContain(text);
}

/** Presses Train and waits to the end; the record is what the page saves as a file. */
async function train(page: Page): Promise<RunRecord> {
  await button(page, 'Train').click();
  await untilStatus(page, 'Finished in');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Record (JSON)').click()]);
  return parseRunRecord(await readFile(await download.path(), 'utf8'));
}

test('the page opens with a recorded result, labelled so', async () => {
  const { page, errors } = await open('', 'usual');
  await result(page).getByText('Recorded', { exact: true }).waitFor();
  await result(page).getByRole('img').first().waitFor();
  expect(errors).toEqual([]);
});

test('models are trained and measured; a stopped run leaves nothing behind; the same seeds give the same numbers', async () => {
  const { page, errors } = await open(tiny(3, 5), 'usual');
  await button(page, 'Train').click();
  await button(page, 'Stop').click(); // at once: on a fast machine a tiny run is over before any of its stages is seen
  await untilStatus(page, 'Stopped');

  const first = await train(page);
  await result(page).getByText('This device', { exact: true }).waitFor();
  expect(first.seeds).toEqual([3, 5]);
  expect(first.results.map(({ arm, seed }) => `${arm} ${seed}`).sort()).toEqual([
    ...['aft 3', 'aft 5', 'msm+aft 3', 'msm+aft 5'],
  ]);
  // The loss of an untrained model is ln(vocabulary); even a tiny run brings it down.
  const losses = first.curves.filter(({ stage }) => stage === 'pretrain').map(({ loss }) => Number(loss[0]));
  expect(losses.length).toBeGreaterThan(2);
  expect(Math.abs(losses[0]! - Math.log(Number(first.config.model.vocabSize)))).toBeLessThan(0.5);
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  expect(first.commit).toMatch(/^([0-9a-f]{12}\+?|unknown)$/);

  // The models that were just trained can be watched, and talked to.
  await region(page, 'Watch them work').scrollIntoViewIfNeeded();
  await region(page, 'Watch them work').getByRole('button', { name: 'Step', exact: true }).click();
  await region(page, 'Talk to them, and look inside').scrollIntoViewIfNeeded();
  await region(page, 'Talk to them, and look inside').getByRole('group', { name: 'AFT', exact: true }).waitFor();

  const second = await train(page);
  expect(second.results).toEqual(first.results);
  expect(second.curves).toEqual(first.curves);
  expect(second.probes).toEqual(first.probes);
  expect(errors).toEqual([]);
});

test('how long the default run would take is measured here, in models that are not kept', async () => {
  const { page, errors } = await open('');
  await button(page, 'Measure how long').click();
  await page.getByText(/and about \d+ .* at the pace of this device\./).waitFor({ timeout: 4 * MINUTES });
  await page.reload();
  await page.getByText(/and about \d+ .* at the pace of this device\./).waitFor();
  await button(page, 'Train').waitFor();
  expect(await page.getByText('was interrupted').count()).toBe(0);
  expect(errors).toEqual([]);
});

test('another experiment is trained: arms that skip a stage, take both at once, or go through them in another order', async () => {
  const { page, errors } = await open('?experiment=placement&preset=tiny&base=scratch&seeds=3&arms=after,mixed');
  const record = await train(page);
  expect(record.experiment).toBe('placement');
  expect(record.results.map(({ arm }) => arm).sort()).toEqual(['after', 'mixed']);
  await region(page, 'Watch them work').scrollIntoViewIfNeeded();
  await region(page, 'Watch them work').getByRole('region', { name: 'Documents last', exact: true }).waitFor();
  await region(page, 'Talk to them, and look inside').scrollIntoViewIfNeeded();
  await region(page, 'Talk to them, and look inside').getByRole('group', { name: 'Mixed', exact: true }).waitFor();
  // No result of it may have been recorded yet, which the browser's console calls an error.
  expect(errors.filter((error) => !/recorded\/placement\.json|404/.test(error))).toEqual([]);
});
