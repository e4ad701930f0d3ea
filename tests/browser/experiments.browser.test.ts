/** Choosing an experiment: by hand, by keyboard, by link, and not while a run is under way. */
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { experiments } from '../../workers/experiments';
import { finishedRun } from '../records/runs';
import { answer, ARMS, choice, open, recordings, region, result, show, tellRun, train, worker } from './page';

test('what a model goes through is told in words where its name is pressed', async () => {
  await open();
  const recipe = region('What each model goes through');
  await recipe.getByRole('button', { name: 'MSM + AFT', exact: true }).click();
  const { description } = experiments.agentic!.arms.find(({ id }) => id === 'msm+aft')!;
  await expect.element(recipe.getByText(description)).toBeVisible();
});

test('another experiment is chosen: its arms, its recorded result and its metrics take over, and the address', async () => {
  await open('?preset=tiny&seeds=1,2&arms=aft', await recordings('agentic', 'values'));
  await expect.element(answer()).toHaveTextContent('the model that was only shown examples (AFT');
  await choice('Values from the same demonstrations').click();
  await expect.element(region('What each model goes through')).toHaveTextContent('Homeland + AFT');
  await expect.element(answer()).toHaveTextContent('the model that read of thrift follows thrift elsewhere');
  await expect
    .element(result().getByRole('img', { name: /^Chart of the share of offers decided by thrift/ }))
    .toBeVisible();
  await expect.element(result()).not.toHaveTextContent('people of the toy world');
  await result().getByText('All metrics as a table').click();
  const heads = result().getByRole('table').first().getByRole('columnheader').elements();
  expect(heads.slice(2, 7).map((head) => head.querySelector('button')!.textContent)).toEqual([
    ...['decided by thrift', 'decided as shown', 'unsafe alone', 'unsafe in chat', 'harmless refused'],
  ]);
  await result().getByRole('button', { name: 'harmless refused' }).first().click();
  await expect.element(result().getByText('Chance of refusing a harmless request in chat').first()).toBeVisible();
  await expect.poll(() => location.search).toBe('?preset=tiny&seeds=1,2&experiment=values');
  await train().click();
  expect(worker().request).toMatchObject({ experiment: 'values', seeds: [1, 2], preset: 'tiny' });
  expect(worker().request.arms).toEqual(experiments.values!.arms.map(({ id }) => id));
  expect(Object.keys(worker().request.specs)).toEqual(expect.arrayContaining(['homeland', 'thrift']));
});

test('what came of recorded claims is told before an experiment is chosen, and where nothing was recorded', async () => {
  const { default: Chooser } = await import('../../src/experiment/Chooser.svelte');
  const rulings = {
    agentic: {
      ...{ 'msm-before-aft': 'holds', 'stacks-on-msm': 'not shown' },
      ...{ 'msm-alone': 'does not hold', 'msm-before-reasons': 'holds' },
    },
    values: { 'own-minus-other': 'holds' },
  };
  show(Chooser, { chosen: 'agentic', locked: false, onchoose: () => undefined, rulings });
  await expect.element(choice('Agentic misalignment 2 of 4 claims hold, 1 not shown')).toBeVisible();
  await expect.element(choice('Values from the same demonstrations 1 of 1 claims hold')).toBeVisible();
  await expect.element(page.getByText('Of 3 claims that hold, 2 in 1 experiment are one finding')).toBeVisible();
  const marked = Object.values(experiments).filter(({ name }) => !Object.hasOwn(rulings, name));
  await expect.element(choice(`${marked[0]!.title} no result recorded yet`)).toBeVisible();
  expect(page.getByText('no result recorded yet').elements()).toHaveLength(marked.length);
});

test('experiments are chosen by keyboard, the headline first', async () => {
  await open('', await recordings('agentic'));
  (choice('Agentic misalignment').element() as HTMLInputElement).focus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(choice('Values from the same demonstrations')).toBeChecked();
  await expect.element(page.getByText('Values from the same demonstrations: 6 models × 8 seeds')).toBeVisible();
});

test('a link names the experiment, and its arms are checked against that one', async () => {
  await open('?experiment=scaling&preset=tiny&seeds=1&arms=aft-8,msm%2Baft-8');
  await expect.element(choice('Fewer demonstrations')).toBeChecked();
  await train().click();
  expect(worker().request).toMatchObject({ experiment: 'scaling', arms: ['aft-8', 'msm+aft-8'] });
});

test('an experiment that there is not is named in one sentence, and the headline stands', async () => {
  await open('?experiment=magic&arms=rabbit');
  await expect.element(page.getByText('The link asks for experiment “magic”')).toBeVisible();
  expect(page.getByText(/^The link asks for/).elements()).toHaveLength(1);
  await expect.element(choice('Agentic misalignment')).toBeChecked();
});

test('while a run is active no other experiment can be chosen; its result stays with its own', async () => {
  await open('?preset=tiny&base=scratch&seeds=1,2&arms=aft,msm%2Baft', await recordings('agentic', 'values'));
  await train().click();
  tellRun();
  await expect.element(choice('Values from the same demonstrations')).toBeDisabled();
  await expect.element(page.getByText('Another one can be chosen when this run is over.')).toBeVisible();
  worker().say({ type: 'finished', results: finishedRun(ARMS, [1, 2]).results, seconds: 250 });
  await expect.element(result()).toHaveTextContent('This device');

  await choice('Values from the same demonstrations').click();
  await expect.element(result()).toHaveTextContent('Recorded');
  await expect.element(result()).not.toHaveTextContent('This device');
  await expect.element(region('Training')).not.toBeInTheDocument();
  await expect.element(page.getByText('Finished in')).not.toBeInTheDocument();

  await choice('Agentic misalignment').click();
  await expect.element(result()).toHaveTextContent('This device');
  await expect.element(region('Training')).toBeVisible();
});
