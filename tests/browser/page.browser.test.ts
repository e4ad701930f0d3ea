/** The page on devices of all kinds: without WebGPU or network, on a small phone, with a bad link. */
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { experiments } from '../../workers/experiments';
import { finishedRun } from '../records/runs';
import { ARMS, open, recordings, region, result, tellRun, train, worker } from './page';

test('the benchmark opens in a tab of its own, and is offered only with a network', async () => {
  await open();
  const link = () => page.getByRole('link', { name: 'How fast is your GPU?' });
  await expect.element(link()).toHaveAttribute('target', '_blank');
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  window.dispatchEvent(new Event('offline'));
  await expect.element(link()).not.toBeInTheDocument();
});

test('without WebGPU the page says so, and Train cannot be pressed', async () => {
  vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(undefined as never);
  await open();
  await expect.element(page.getByText('This browser has no WebGPU')).toBeVisible();
  await expect.element(train()).toBeDisabled();
});

test('where no device is found the page says so', async () => {
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
  await open();
  await expect.element(page.getByText('found no device it may use')).toBeVisible();
  await expect.element(train()).toBeDisabled();
});

test('a bad link is named in a sentence and the defaults stand', async () => {
  await open('?preset=huge&seeds=3');
  await expect.element(page.getByText('The link asks for preset “huge”')).toBeVisible();
  await train().click();
  expect(worker().request).toMatchObject({ preset: 'standard', seeds: [3] });
});

test('settings are kept in bounds: up to 16 seeds, never no model, no shipped weights where there are none', async () => {
  await open('?preset=standard&arms=aft');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('0-15');
  await page.getByRole('checkbox', { name: 'AFT', exact: true }).click();
  await expect.element(page.getByRole('checkbox', { name: 'AFT', exact: true })).toBeChecked();
  await page.getByRole('combobox', { name: 'Preset' }).selectOptions('tiny');
  await expect.element(page.getByRole('radio', { name: 'pretrained, from this site' })).toBeDisabled();
  await train().click();
  expect(worker().request).toMatchObject({ arms: ['aft'], preset: 'tiny', base: 'scratch' });
  expect(worker().request.seeds).toHaveLength(16);
});

test.each(Object.keys(experiments))('%s: nothing is wider than a small phone', async (name) => {
  await page.viewport(360, 740);
  await open(`?experiment=${name}&preset=tiny&base=scratch&seeds=1,2`, await recordings(name));
  await expect.element(result()).toHaveTextContent('Recorded');
  await result().getByText('All metrics as a table').click();
  await train().click();
  tellRun(
    finishedRun(
      experiments[name]!.arms.map(({ id }) => id),
      [1, 2],
      'scratch',
      name,
    ),
  );
  await expect.element(region('Training').getByRole('table')).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('nothing is wider than a small phone', async () => {
  await page.viewport(360, 740);
  await open();
  await train().click();
  tellRun();
  worker().say({ type: 'finished', results: finishedRun(ARMS, [1, 2]).results, seconds: 250 });
  await result().getByText('All metrics as a table').click();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});
