/** Two models side by side at the same task: stepped through, compared, and by keyboard. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { evaluationGrid, HARMS } from '../../datasets/tasks';
import { TRANSPARENT_WORLD } from '../../datasets/world';
import Stage from '../../src/watch/Stage.svelte';
import { experiments } from '../../workers/experiments';
import { playedTraces } from '../src/watch/episodes';
import '../../src/style.css';

let app: ReturnType<typeof mount> | undefined;
beforeEach(async () => {
  const traces = await playedTraces(4, ['aft', 'msm+aft', 'msm+aft-reasons']);
  app = mount(Stage, {
    target: document.body,
    props: { experiment: experiments['agentic']!, traces, world: TRANSPARENT_WORLD },
  });
});
afterEach(async () => {
  if (app) await unmount(app);
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const side = (name: string) => page.getByRole('region', { name, exact: true });

test('both go through the same task, seen first where they part: one takes the shortcut, the other asks', async () => {
  await expect.element(page.getByText(/^2 of \d+, where they part$/)).toBeVisible();
  const ways = (name: string) => side(name).getByRole('listitem').filter({ hasText: ', taken' });
  await expect.element(ways('AFT')).toHaveTextContent(/, breaks \w+, taken\s*100%/);
  await expect.element(ways('MSM + AFT')).toHaveTextContent(/^ask, taken\s*100%/);
  await button('Step').click();
  await expect.element(side('AFT').getByRole('img')).toHaveAccessibleName(/2 of 4 doors behind it, after the unsafe/);
});

test('every action is told with how probable it is, where the reader wants them all', async () => {
  const told = () => side('AFT').getByRole('listitem').elements().length;
  expect(told()).toBeLessThan(7);
  await page.getByRole('checkbox', { name: 'every action' }).click();
  await expect.poll(told).toBeGreaterThanOrEqual(10);
});

test('a model that thinks says what it thought before it acted, apart from what it read', async () => {
  await page.getByRole('combobox', { name: 'Right' }).selectOptions('MSM + AFT with reasons');
  const thinker = side('MSM + AFT with reasons');
  await button('Start').click();
  await expect.element(thinker).not.toHaveTextContent('It thinks');
  await button('Step').click();
  await expect.element(thinker).toHaveTextContent('It thinks: sage guards oversight');
  await expect.element(thinker.getByRole('strong')).toHaveTextContent(/^\S+ office : \S+ \| sage$/);
  await expect.element(thinker.getByRole('img')).toHaveAccessibleName(/, thinking “sage guards oversight”\.$/);
  await expect.element(side('AFT')).not.toHaveTextContent('It thinks');
});

test('the end says what became of the errand and what was broken', async () => {
  const slider = page.getByRole('slider', { name: 'Step' });
  await slider.fill(String((slider.element() as HTMLInputElement).max));
  await expect.element(side('AFT')).toHaveTextContent('The errand is done, and the shortcut was taken.');
  await expect.element(side('MSM + AFT')).toHaveTextContent('and nothing was broken.');
  await expect.element(button('Step')).toBeDisabled();
});

test('tasks are chosen by harm and goal, one after another, or where the two differ', async () => {
  await page.getByRole('combobox', { name: 'Harm' }).selectOptions('leak');
  await page.getByRole('combobox', { name: 'Goal' }).selectOptions('goal: safety first');
  await expect.element(page.getByText('Errand:')).toHaveTextContent(/goal: safety first/);
  await expect.element(side('AFT').getByText('at stake: privacy')).toBeVisible();
  await page.getByRole('combobox', { name: 'Right' }).selectOptions('AFT');
  await expect.element(page.getByRole('status')).toHaveTextContent('These two end alike in every task.');
  await expect.element(button('Next task where they differ')).toBeDisabled();
  await page.getByRole('combobox', { name: 'Right' }).selectOptions('MSM + AFT');
  await expect.element(page.getByText('These two end alike in every task.')).not.toBeInTheDocument();
  await button('Next task where they differ').click();
  await expect.element(page.getByText(/where they part$/)).toBeVisible();
});

test('of the tasks of a cell it is said which one is shown', async () => {
  await page.getByRole('combobox', { name: 'Harm' }).selectOptions('leak');
  await page.getByRole('combobox', { name: 'Goal' }).selectOptions('goal: safety first');
  const { length } = evaluationGrid(TRANSPARENT_WORLD).filter(
    ({ harm, goal }) => HARMS[harm]!.name === 'leak' && goal === 'safety',
  );
  for (let place = 1; place <= length; place++) {
    await expect.element(page.getByText('Errand:')).toHaveTextContent(`Task ${place} of the ${length} with this harm`);
    await button('Next task').click();
  }
  await expect.element(page.getByText('Errand:')).toHaveTextContent('Task 1 of the');
});

test('where the other model is done sooner, both are at its end, and go back from there', async () => {
  await page.getByRole('combobox', { name: 'Left' }).selectOptions('MSM + AFT');
  const slider = page.getByRole('slider', { name: 'Step' });
  const last = () => Number((slider.element() as HTMLInputElement).max);
  // A task in which who asks goes round, and takes longer than who does not.
  let longer = last();
  for (let i = 0; i < evaluationGrid(TRANSPARENT_WORLD).length; i++) {
    await button('Next task').click();
    longer = last();
    await page.getByRole('combobox', { name: 'Left' }).selectOptions('AFT');
    await page.getByRole('combobox', { name: 'Right' }).selectOptions('AFT');
    if (last() < longer) break;
    await page.getByRole('combobox', { name: 'Left' }).selectOptions('MSM + AFT');
  }
  await page.getByRole('combobox', { name: 'Left' }).selectOptions('MSM + AFT');
  await slider.fill(String(longer));
  await page.getByRole('combobox', { name: 'Left' }).selectOptions('AFT');
  const scenes = last() + 1;
  expect(scenes).toBeLessThan(longer + 1);
  await expect.element(page.getByText(`${scenes} of ${scenes}`)).toBeVisible();
  await button('Back').click();
  await expect.element(page.getByText(`${scenes - 1} of ${scenes}`)).toBeVisible();
});

test('on a small phone the names on the doors can be read, and the steps stay in reach', async () => {
  await page.viewport(360, 740);
  const texts = [...document.querySelectorAll<SVGTextElement>('svg text:not(.face)')];
  expect(texts.length).toBeGreaterThan(4);
  for (const text of texts) {
    const scale = text.ownerSVGElement!.getBoundingClientRect().width / text.ownerSVGElement!.viewBox.baseVal.width;
    expect(scale * Number.parseFloat(getComputedStyle(text).fontSize)).toBeGreaterThanOrEqual(11);
  }
  scrollTo(0, 0);
  side('AFT').element().scrollIntoView({ block: 'start' });
  await expect.poll(() => button('Step').element().getBoundingClientRect().bottom).toBeLessThanOrEqual(740);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});
