/** After the first visit the lab needs no network, and asks nobody but its own server before. */
import { expect, onTestFinished, test } from 'vitest';
import { openLab } from './lab';

test('after the first visit the page opens and trains without a network', async () => {
  const { page, errors, close } = await openLab('?preset=tiny&base=scratch&seeds=3&arms=aft', {
    serviceWorkers: 'allow',
  });
  onTestFinished(close);
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.getByText('The lab now works without a network.').waitFor();

  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole('region', { name: 'Result' }).getByRole('img').first().waitFor();
  const variants = page.getByRole('region', { name: 'What it depends on' });
  await variants.scrollIntoViewIfNeeded();
  await variants.getByText('All variants as a table').waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('Finished in').waitFor({ timeout: 240_000 });
  expect(errors).toEqual([]);
  expect([...hosts]).toEqual([new URL(page.url()).host]);
});
