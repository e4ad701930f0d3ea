/** The built page under a translator: a whole run, and its labels while it goes on. */
import { expect, onTestFinished, test } from 'vitest';
import { button, MINUTES, openLab, region, tiny } from './lab';

/** Puts nested <font> elements in the place of every text, also of what is added later. */
function standIn(): void {
  const leftAlone = 'script, style, textarea, code, font, option, svg, [translate=no]';
  const translate = (root: Node) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (text.data.trim() === '' || text.parentElement?.closest(leftAlone) !== null) continue;
      const font = document.createElement('font');
      font.append(document.createElement('font'));
      font.firstElementChild!.textContent = text.data;
      text.replaceWith(font);
    }
  };
  translate(document.body);
  const observer = new MutationObserver((records) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
    for (const node of added)
      if (node.isConnected && node instanceof Element && node.nodeName !== 'FONT') translate(node);
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

test('no label, number or verdict is stale or doubled while models train, and after', async () => {
  const { page, errors, close } = await openLab(`${tiny(3)}&pretrain.steps=200`);
  onTestFinished(close);
  await region(page, 'Result').getByRole('img').first().waitFor();
  await page.evaluate(standIn);
  expect(await page.locator('font font').count()).toBeGreaterThan(100);

  await button(page, 'Train').click();
  const counts = region(page, 'Training').locator('ol li .soft');
  const first = counts.first();
  await expect.poll(() => first.textContent(), { timeout: MINUTES }).toMatch(/^[1-9]\d* of 200 steps$/);
  await button(page, 'Pause').click();
  await button(page, 'Resume').waitFor();
  await page.getByRole('status').getByText('Paused').waitFor();
  expect(await page.getByRole('status').first().textContent()).toBe('Paused');
  await button(page, 'Resume').click();
  await button(page, 'Pause').waitFor();
  const seen = new Set<string>();
  const status = page.getByRole('status').first();
  const deadline = Date.now() + 4 * MINUTES;
  while (!/^Finished in/.test((await status.textContent()) ?? '') && Date.now() < deadline) {
    for (const text of await counts.allTextContents()) seen.add(text);
    await page.waitForTimeout(50);
  }
  expect(await status.textContent()).toMatch(/^Finished in [^.]*\. The result is below\.$/);
  expect(seen.size).toBeGreaterThan(5);
  for (const text of seen) expect(text).toMatch(/^(\d+ of )?\d+ (steps?|pass(es)? over all tasks)$/);
  for (const text of seen) {
    const [done, all] = /^(\d+) of (\d+)/.exec(text)?.slice(1).map(Number) ?? [0, 0];
    expect(done, text).toBeLessThanOrEqual(all!);
  }

  // The same run, as it was kept, on the page without a translator.
  const words = async () =>
    (await region(page, 'Result').locator('table, h3, figcaption').allTextContents()).join('\n');
  const translated = await words();
  await page.reload();
  await region(page, 'Your runs').scrollIntoViewIfNeeded();
  await region(page, 'Your runs').getByRole('button', { name: /^Show/ }).first().click();
  await region(page, 'Result').getByText('This device', { exact: true }).waitFor();
  expect(await page.locator('font').count()).toBe(0);
  expect(await words()).toBe(translated);
  expect(errors).toEqual([]);
});
