/**
 * Takes the README's picture of the built page: its first screen, with the recorded result.
 *
 *     npx tsx scripts/screenshot.ts        writes docs/screenshot.png
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { findOrInstallChromium, webgpuFlags } from './chromium';
import { command } from './command-line';
import { readFlags } from './flags';
import { start } from './start';
import { writeWhole } from './whole-file';

const PATH = fileURLToPath(new URL('../docs/screenshot.png', import.meta.url));

/**
 * Writes a picture of the result that the page at `url` comes with: a wide window, light, before any training.
 * @throws one sentence if the page shows no recorded result
 */
export async function screenshot(url: string, path: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: await findOrInstallChromium(), args: webgpuFlags() });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'light' });
    await page.goto(url);
    const figures = page
      .getByRole('region', { name: /as recorded$/ })
      .getByRole('img')
      .locator('svg');
    await figures
      .first()
      .waitFor({ timeout: 60_000 })
      .catch((cause: unknown) => {
        throw new Error(`${url} shows no recorded result to take a picture of.`, { cause });
      });
    await page.evaluate(() => document.fonts.ready);
    writeWhole(path, await page.screenshot());
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  readFlags({
    call: 'npx tsx scripts/screenshot.ts',
    about: `Takes the README's picture of the page, ${PATH}.`,
    flags: {},
  });
  const server = await start({});
  try {
    await screenshot(server.resolvedUrls!.local[0]!, PATH);
    console.log(`Wrote ${PATH}`);
  } finally {
    await server.close();
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
