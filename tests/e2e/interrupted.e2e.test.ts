/** A run whose tab is loaded again in the middle: the built page offers to resume it, and it ends with the same numbers. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { test } from 'vitest';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { button, MINUTES, openLab, tiny } from './lab';

/** Waits until the run has finished; its record is what the page saves as a file. */
async function finished(page: Page): Promise<RunRecord> {
  await page
    .getByRole('status')
    .getByText('Finished in')
    .waitFor({ timeout: 4 * MINUTES });
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Record (JSON)').click()]);
  return parseRunRecord(await readFile(await download.path(), 'utf8'));
}

/** The run's end, or what offers to go on with it. */
const over = (page: Page) => page.getByRole('status').getByText('Finished in');
const offer = (page: Page) => page.getByRole('region', { name: 'Interrupted run' });

test.concurrent(
  'a run is interrupted by loading the page again, offered, resumed and forgotten',
  async ({ expect, onTestFinished }) => {
    const { page, errors, close } = await openLab(tiny(3, 5));
    onTestFinished(close);

    await button(page, 'Train').click();
    await button(page, 'Pause').click({ timeout: 2 * MINUTES }); // which leaves a checkpoint
    await page.getByRole('status').getByText('Paused').waitFor();
    await page.reload();
    await offer(page)
      .getByText(/^A run was interrupted at \d+% \(Agentic misalignment, 2 models × 2 seeds, /)
      .waitFor();
    await offer(page).getByRole('button', { name: 'Resume' }).click();
    const resumed = await finished(page);
    expect(await offer(page).count()).toBe(0);

    await button(page, 'Train').click();
    await over(page).waitFor({ state: 'detached' });
    const whole = await finished(page);
    expect(whole.started).not.toBe(resumed.started);
    for (const part of ['results', 'curves', 'probes'] as const) expect(resumed[part]).toEqual(whole[part]);

    await page.reload();
    await page.waitForTimeout(3000); // long enough to be offered what there should not be
    expect(await offer(page).count()).toBe(0);
    expect(errors).toEqual([]);
  },
);

test.concurrent(
  'a GPU process that is killed twice within seconds costs no number: the run goes on by itself, or when resumed',
  { timeout: 10 * MINUTES },
  async ({ expect, onTestFinished }) => {
    const lab = await openLab(tiny(3, 5));
    onTestFinished(lab.close);
    let { page } = lab;
    const url = page.url();
    const browser = page.context().browser()!;
    /** Kills the process that computes; the browser starts another. After a second time Chrome gives the page no adapter for two minutes. */
    const kill = async () => {
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      for (const { id } of processInfo.filter(({ type }) => type === 'GPU')) process.kill(id, 'SIGKILL');
      await session.detach();
    };
    /** Waits for the run's end or its offer. Now and then Chromium takes the page's process down as well: then it is opened again. */
    const outcome = async () => {
      const ended = () => over(page).or(offer(page)).first();
      try {
        await ended().waitFor({ timeout: 4 * MINUTES });
      } catch (error) {
        if (!String(error).includes('crashed')) throw error;
        page = await page.context().newPage();
        await page.goto(url);
        await ended().waitFor({ timeout: MINUTES });
      }
      return (await over(page).isVisible()) ? 'over' : 'offered';
    };

    await button(page, 'Train').click();
    await button(page, 'Pause').click({ timeout: 2 * MINUTES }); // which leaves a checkpoint
    await page.getByRole('status').getByText('Paused').waitFor();
    await button(page, 'Resume').click();
    await kill();
    await page.waitForTimeout(2000);
    await kill();
    for (let resumed = 0; resumed < 3 && (await outcome()) === 'offered'; resumed++) {
      const resume = offer(page).getByRole('button', { name: 'Resume' });
      await resume.click(); // in the same tab, without loading it again
      await resume.waitFor({ state: 'detached' });
    }
    const killed = await finished(page);

    await button(page, 'Train').click();
    await over(page).waitFor({ state: 'detached' });
    const whole = await finished(page);
    for (const part of ['results', 'curves', 'probes'] as const) expect(killed[part]).toEqual(whole[part]);
  },
);
