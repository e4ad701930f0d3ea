/** Training as the page tells it: begun, paused, resumed, stopped, failed, diverged, lost, and left. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { divergedRun, finishedRun } from '../records/runs';
import { ARMS, open, region, result, status, tellRun, train, worker } from './page';

test('Train runs what the link asks for, shows where the run is, and ends with figures, verdict and tables', async () => {
  await open();
  await train().click();
  const { experiment, arms, seeds, preset, base, specs } = worker().request;
  expect({ experiment, arms, seeds, preset, base }).toEqual({
    ...{ experiment: 'agentic', arms: ARMS, seeds: [1, 2], preset: 'tiny', base: 'scratch' },
  });
  expect(specs.philosophy).toContain('# Philosophy');

  tellRun();
  await expect.element(status()).toHaveTextContent('Pretraining');
  await expect.element(page.getByText('about 3 min left')).toBeVisible();
  await expect.element(page.getByRole('progressbar', { name: 'Pretraining' })).toHaveAttribute('value', '0.5');
  await expect.element(page.getByRole('row', { name: /MSM \+ AFT.*50%.*25%/ })).toBeVisible();
  await expect.element(train()).toBeDisabled();
  expect(document.activeElement?.textContent).toBe('Training'); // the button cannot be pressed again

  worker().say({ type: 'finished', results: finishedRun(ARMS, [1, 2]).results, seconds: 250 });
  await expect.element(status()).toHaveTextContent('Finished in 4 min 10 s');
  await expect.element(result()).toHaveTextContent('This device');
  await expect.element(result().getByText('not enough seeds').first()).toBeVisible();
  await expect.element(result().getByRole('img', { name: /AFT 62% \(2 seeds\), MSM \+ AFT 12%/ })).toBeVisible();
  await result().getByText('All metrics as a table').click();
  await expect.element(result().getByRole('row', { name: /^AFT 2 61\.5%/ })).toBeVisible();
  await expect.element(result().getByRole('columnheader', { name: 'gap' })).toBeVisible();
  await result().getByText('Every seed as a table').click();
  await expect.element(result().getByRole('row', { name: /^AFT 2 62\.0% 62\.0% 31\.0%/ })).toBeVisible();
  await expect.element(train()).toBeEnabled();
  expect(worker().calls).toEqual(['terminate']);
  await expect.element(page.getByText('and about 4 min at the pace of this device.')).toBeVisible();
});

test('while it trains, models stand in the order of the experiment and under the names of what is measured', async () => {
  await open();
  await train().click();
  tellRun(finishedRun(['msm+aft', 'aft'], [1, 2]));
  const training = region('Training');
  await expect.element(training.getByRole('row', { name: /^MSM \+ AFT/ })).toBeVisible();
  const names = training.getByRole('rowheader').elements();
  expect(names.map(({ textContent }) => textContent.trim())).toEqual(['AFT', 'MSM + AFT']);
  for (const name of ['Training loss', 'Unsafe at the first decision', 'Unsafe in chat'])
    await expect.element(training.getByRole('heading', { name })).toBeVisible();
  await expect.element(training.getByRole('columnheader', { name: /^unsafe at first decision/ })).toBeVisible();
});

test('a run is paused, resumed and stopped; afterwards another can be trained', async () => {
  await open();
  await train().click();
  tellRun();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect.element(page.getByText('It pauses after this step · about 3 min left')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Resume' })).toHaveFocus();
  worker().say({ type: 'paused' });
  await expect.element(status()).toHaveTextContent('Paused');
  await expect.element(page.getByText(/^about 3 min left$/)).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  expect(document.activeElement?.tagName).toBe('BUTTON');
  worker().say({ type: 'resumed' });
  await expect.element(status()).toHaveTextContent('Pretraining');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.element(status()).toHaveTextContent('Stopped');
  expect(worker().calls).toEqual(['pause', 'resume', 'terminate']);

  const stopped = worker();
  await train().click();
  stopped.say({ type: 'failed', reason: 'error', message: 'An event of the stopped run.' });
  expect(worker()).not.toBe(stopped);
  await expect.element(status()).toHaveTextContent('Starting');
});

test('a pause that was asked for and has not come can be taken back; passes are timed as passes', async () => {
  await open();
  await train().click();
  tellRun();
  const { say } = worker();
  say({ type: 'stage', place: 3, stage: 'evaluate', steps: 4 });
  await expect.element(page.getByText(/^about 3 min left$/)).toBeVisible(); // as it was last known
  say({ type: 'progress', place: 3, stage: 'evaluate', step: 1, steps: 4, secondsLeft: 63, msPerStep: 21_000 });
  await expect.element(page.getByText('about 1 min left · 21 s a pass')).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect.element(page.getByText(/^It pauses after this pass/)).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect.element(page.getByText(/^It pauses after/)).not.toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  expect(worker().calls).toEqual(['pause', 'resume']);
});

test('a run of more than a minute is stopped only after a question', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  await open();
  await train().click();
  tellRun();
  vi.setSystemTime(Date.now() + 61_000);
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await stop.click();
  await expect.element(page.getByRole('button', { name: 'Go on' })).toHaveFocus();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.element(stop).toHaveFocus();
  await expect.element(status()).toHaveTextContent('Pretraining');
  expect(worker().calls).toEqual([]);

  await stop.click();
  const question = page.getByRole('group', { name: 'Stop it? What it has trained so far is lost.' });
  await question.getByRole('button', { name: 'Stop' }).click();
  await expect.element(status()).toHaveTextContent('Stopped');
  await expect.element(train()).toHaveFocus();
  expect(worker().calls).toEqual(['terminate']);
});

test('a failed run says why in its own words, and Train works again', async () => {
  await open();
  await train().click();
  worker().say({ type: 'failed', reason: 'error', message: 'The worker broke.' });
  await expect.element(status()).toHaveTextContent('The worker broke.');
  await train().click();
  await expect.element(status()).toHaveTextContent('Starting');
});

test('a model that diverges is named beside its arm, and its seed is missing from the result with the reason', async () => {
  await open();
  await train().click();
  tellRun();
  const divergence = { arm: 'msm+aft', seed: 2, stage: 'midtrain' as const, step: 40 };
  worker().say({ type: 'diverged', divergence });
  const sentence = 'Seed 2 diverged at step 40 of midtraining: its numbers are no longer finite, so it is left out.';
  const training = page.getByRole('region', { name: 'Training' });
  await expect.element(training.getByRole('row', { name: /^MSM \+ AFT/ })).toHaveTextContent(sentence);
  const { results } = divergedRun(ARMS, [1, 2], divergence);
  worker().say({ type: 'finished', results, seconds: 250 });
  await expect.element(status()).toHaveTextContent('Finished in 4 min 10 s');
  await expect.element(result().getByRole('note')).toHaveTextContent(`MSM + AFT. ${sentence}`);
  await expect
    .element(result().getByText('Seed 2 is left out, because MSM + AFT diverged there.').first())
    .toBeVisible();
  await expect
    .element(result().getByRole('img', { name: /AFT 62% \(2 seeds\), MSM \+ AFT 11% \(1 seed\)/ }))
    .toBeVisible();
});

test('a run in which every model diverges ends with what became of them', async () => {
  await open('?preset=tiny&seeds=1&base=scratch&arms=aft');
  await train().click();
  worker().say({ type: 'started', plan: finishedRun(['aft'], [1]).plan });
  worker().say({ type: 'diverged', divergence: { arm: 'aft', seed: 1, stage: 'pretrain', step: 3 } });
  worker().say({ type: 'finished', results: [], seconds: 2 });
  await expect.element(status()).toHaveTextContent('Finished in 2 s');
  await expect.element(result().getByRole('note')).toHaveTextContent('AFT. Seed 1 diverged at step 3 of pretraining');
});

test('a device that was lost: the page says so, and that training can begin again', async () => {
  await open();
  await train().click();
  tellRun();
  worker().say({ type: 'failed', reason: 'device lost', message: 'The GPU device was lost (unknown): driver reset' });
  await expect
    .element(status())
    .toHaveTextContent(
      'The GPU device was lost (unknown): driver reset. Nothing is wrong with the run: press Resume if it is offered, or else Train.',
    );
  await expect.element(train()).toBeEnabled();
});

test('leaving is asked about only while a run is under way of which nothing is kept', async () => {
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  await open();
  expect(asks()).toBe(false);
  await train().click();
  tellRun();
  expect(asks()).toBe(false);
  worker().say({ type: 'unkept', message: 'Another tab is training, so this run cannot be resumed.' });
  expect(asks()).toBe(true);
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(asks()).toBe(false);
});
