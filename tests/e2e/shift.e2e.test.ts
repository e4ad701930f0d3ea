/** The built page while it loads: what is late has room kept for it, so that nothing jumps away under the reader. */
import { chromium } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { findOrInstallChromium, webgpuFlags } from '../../scripts/chromium';
import { serve } from '../../scripts/start';
import { onlyDejaVu } from '../dejavu';

/** As Chrome reports it; the type is not in TypeScript's library. */
interface LayoutShift extends PerformanceEntry {
  value: number;
}

const NO_GPU = ['--no-sandbox', '--disable-features=WebGPU', '--disable-gpu'];

test.each([
  ['1440 pixels wide', 1440, 900, true],
  ['1440 pixels wide, without a GPU', 1440, 900, false],
  ['768 pixels wide', 768, 1024, true],
  ['768 pixels wide, without a GPU', 768, 1024, false],
  ['360 pixels wide', 360, 740, true],
  ['768 pixels wide, on a machine with DejaVu alone', 768, 1024, true, onlyDejaVu()],
] as const)('%s, what moves is little', async (_, width, height, gpu, env?: Record<string, string>) => {
  const server = await serve({});
  onTestFinished(() => server.close());
  const args = gpu ? webgpuFlags() : NO_GPU;
  const browser = await chromium.launch({ executablePath: await findOrInstallChromium(), args, ...(env && { env }) });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width, height } });
  await page.addInitScript(() => {
    const all: LayoutShift[] = [];
    Object.assign(globalThis, { shifts: all });
    new PerformanceObserver((list) => void all.push(...(list.getEntries() as LayoutShift[]))).observe({
      type: 'layout-shift',
      buffered: true,
    });
  });
  await page.goto(server.resolvedUrls!.local[0]!);
  await page
    .getByRole('note')
    .getByText(/No graphics card|cannot train/)
    .waitFor();
  await page.locator('#claim + section').getByRole('img').first().waitFor();
  if (gpu) await page.getByText('of graphics memory').waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(500);
  const { shifts } = (await page.evaluate('({ shifts: globalThis.shifts.map(({ value }) => value) })')) as {
    shifts: number[];
  };
  // A tenth is what people begin to mind.
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.08);
});
