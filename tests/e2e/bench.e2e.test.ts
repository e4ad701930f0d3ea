/** The benchmark's page as it is built: small screens, its address, its sentences. */
import { expect, onTestFinished, test } from 'vitest';
import { openLab } from './lab';

/** The built page, with `query` behind its address. */
async function openBench(query: string, width = 360) {
  const lab = await openLab(`bench/${query}`, { viewport: { width, height: 700 } });
  onTestFinished(lab.close);
  return lab;
}

test('fits a narrow screen and takes its settings from the address', async () => {
  const { page, errors } = await openBench('?sweep=full&family=gpu&rounds=7&profile=on');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await page.getByLabel('Sweep').inputValue()).toBe('full');
  expect(await page.getByLabel('Kernels').inputValue()).toBe('gpu');
  expect(await page.getByLabel('Rounds').inputValue()).toBe('7');
  expect(await page.getByLabel('Each kernel alone').isChecked()).toBe(true);
  expect(await page.getByRole('button', { name: 'Copy result' }).isDisabled()).toBe(true);
  const manifest = page.locator('link[rel=manifest]');
  expect(await manifest.evaluate((link: HTMLLinkElement) => link.href)).toBe(
    new URL('../manifest.webmanifest', page.url()).href,
  );
  expect(errors).toEqual([]);
});

test('says what is wrong with its settings, and what is tiny it measures', async () => {
  const tiny = 'layers=1&width=16&heads=2&words=64&length=16&rows=4&replicas=1&rounds=1';
  const { page, errors } = await openBench(`?${tiny}&widths=x`);
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByText('widths takes whole numbers with commas between them from 1 on, not "x".').waitFor();
  expect(errors).toEqual([]);

  const other = await openBench(`?${tiny}`);
  await other.page.getByRole('button', { name: 'Run' }).click();
  await other.page.getByRole('heading', { name: 'Training' }).waitFor({ timeout: 120_000 });
  expect(await other.page.getByRole('rowheader', { name: '1 × 1 layer, width 16' }).count()).toBe(1);
  expect(await other.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await other.page.getByRole('button', { name: 'Copy result' }).isEnabled()).toBe(true);
  expect(other.errors).toEqual([]);
});
