/** The content security policy of the built pages: it stands in them, and whatever a reader does keeps to it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { HEADERS, headersFile, POLICY } from '../../scripts/headers';
import { button, MINUTES, openLab, region, tiny } from './lab';

const built = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../dist/${path}`, import.meta.url)), 'utf8');

/** What the policy has refused so far, here and in frames. */
async function violations(page: Page): Promise<string[]> {
  return (await page.evaluate('globalThis.violations')) as string[];
}
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const all: string[] = [];
    Object.assign(globalThis, { violations: all });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      all.push(`${violatedDirective}: ${blockedURI}`),
    );
  });
  await page.reload();
}

test.each(['index.html', 'bench/index.html'])('%s has it, before all that it is about', async (path) => {
  const html = await built(path);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  expect(html.replaceAll('&#39;', "'")).toContain(meta);
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.search(/<(script|link|style)\b/));
  expect(POLICY).toMatch(/^default-src 'none'; script-src 'self';/);
});

test('hosts that read a file of headers find it there; npm start sends the same', async () => {
  expect(await built('_headers')).toBe(headersFile());
  expect(headersFile()).toBe(`/*\n  Content-Security-Policy: ${POLICY}\n  X-Content-Type-Options: nosniff\n`);
  const { page, close } = await openLab();
  onTestFinished(close);
  for (const path of ['', 'bench/', 'sw.js', 'recorded/agentic.json']) {
    const headers = (await page.request.get(`${page.url()}${path}`)).headers();
    for (const [name, value] of Object.entries(HEADERS)) expect(headers[name.toLowerCase()], path).toBe(value);
  }
});

test('what it forbids does not run', async () => {
  const { page, close } = await openLab();
  onTestFinished(close);
  // The page's own policy, without the server's.
  await page.route(page.url(), async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await watch(page);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
  });
  await expect.poll(() => violations(page)).toEqual(['script-src-elem: inline']);
  expect(await page.evaluate('globalThis.ran')).toBeUndefined();
});

test('reading, a run, all that can be taken away, and the work offline keep to it', async () => {
  const { page, errors, close } = await openLab(tiny(3), { serviceWorkers: 'allow' });
  onTestFinished(close);
  await watch(page);
  await page.getByText('The lab now works without a network.').waitFor();
  await button(page, 'Train').click();
  const status = page.getByRole('status');
  await status.getByText('Finished in').waitFor({ timeout: 4 * MINUTES });
  const result = region(page, 'Result');
  const save = async (name: string | RegExp) => {
    const taken = result.getByRole('button', { name }).first();
    const [download] = await Promise.all([page.waitForEvent('download'), taken.click()]);
    return readFile(await download.path());
  };
  for (const name of ['Record (JSON)', 'Table (CSV)', 'Notebook (Jupyter)', 'Models (zip)'])
    expect((await save(name)).length, name).toBeGreaterThan(100);
  expect((await save(/^Save as PNG/)).subarray(1, 4).toString()).toBe('PNG');
  expect((await save(/^Save as SVG/)).toString()).toContain('<svg');
  for (const name of ['Your runs', 'Watch them work', 'Talk to them, and look inside', 'What they read']) {
    await region(page, name).scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
  }
  expect(await violations(page)).toEqual([]);
  await page.context().setOffline(true);
  await page.reload();
  await result.getByRole('img').first().waitFor();
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
});
