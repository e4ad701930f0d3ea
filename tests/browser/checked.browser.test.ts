/** What the page says of the check against TensorFlow.js. */
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import CheckedNote from '../../src/parts/CheckedNote.svelte';
import { makeRecord } from '../../records/make';
import { experiments } from '../../workers/experiments';
import { finishedRun } from '../records/runs';
import '../../src/style.css';

const experiment = experiments['agentic']!;
let app: ReturnType<typeof mount> | undefined;
afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
});

/** A record whose models differ by so much each; not checked where there is no number. */
async function show(differences: (number | undefined)[]) {
  const run = finishedRun(['aft', 'msm+aft'], [3]);
  const results = run.results.map((result, i) => ({ ...result, checkedDifference: differences[i] }));
  const record = await makeRecord({ ...run, results });
  app = mount(CheckedNote, { target: document.body, props: { experiment, record } });
}

test('models that are equal are said to be, to how much', async () => {
  await show([4e-7, 2.04e-6]);
  await expect.element(page.getByText('Checked with TensorFlow.js: equal to 2e-6.')).toBeVisible();
  expect(page.getByRole('alert').elements()).toEqual([]);
});

test('a model that differs is named, in red and in words', async () => {
  await show([4e-7, 0.003]);
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent('The numbers cannot be trusted.');
  await expect.element(alert).toHaveTextContent('not equal. Probabilities differ of MSM + AFT (seed 3) by 3e-3');
  const colour = getComputedStyle(alert.element()).color;
  const [red, green, blue] = colour.match(/\d+/g)!.map(Number) as [number, number, number];
  expect(red).toBeGreaterThan(1.3 * Math.max(green, blue));
});

test('nothing is said of models that were not checked', async () => {
  await show([undefined, undefined]);
  expect(document.body.textContent).not.toContain('TensorFlow');
});
