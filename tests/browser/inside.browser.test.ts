/** Talking to trained models and looking inside them, with models whose weights the test knows. */
import { TASTE_PAIRS } from '../../datasets/lexicon';
import { makeWorld, TRANSPARENT_WORLD } from '../../datasets/world';
import { mount, unmount } from 'svelte';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import { Asking } from '../../src/inside/asking.svelte';
import Directions from '../../src/inside/Directions.svelte';
import { byFirstTaste, offerQuestion, type Pair } from '../../src/inside/offers';
import { taskQuestion, USUAL_PARTS } from '../../src/inside/own-task';
import { answer, questionsOf, spread } from '../../src/inside/questions';
import Talk from '../../src/inside/Talk.svelte';
import { finished } from '../../src/inside/snapshots';
import { percent } from '../../src/format';
import { experiments } from '../../workers/experiments';
import { peopleOf, shelfWhereSageIs } from '../src/inside/models';
import '../../src/style.css';

const QUESTIONS = questionsOf(makeWorld(0, TRANSPARENT_WORLD));

const experiment = experiments['agentic']!;
const shelf = shelfWhereSageIs(peopleOf(3)[5]!.name, 3);
let app: ReturnType<typeof mount> | undefined;
afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
});
const choose = (label: string, option: string) =>
  page.getByRole('combobox', { name: label, exact: true }).selectOptions(option);
const side = (name: string) => page.getByRole('group', { name, exact: true });

test('a request is put to every model at once', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await choose('What', 'A request in chat');
  await page.getByRole('combobox', { name: 'Request' }).selectOptions('share-diary');
  const { question } = QUESTIONS.chat.find(({ name }) => name === 'share-diary')!;
  for (const [i, name] of ['AFT', 'MSM + AFT'].entries()) {
    const { next } = await answer(shelf, finished(shelf)[i]!, question);
    await expect.element(side(name)).toHaveTextContent(`refuse ${percent(next[0]!.probability)}`);
  }
});

test('models that think say what, before they decide, at work', async () => {
  const thinking = shelf.snapshots.map((snapshot) => ({ ...snapshot, replica: { arm: 'aft-reasons', seed: 3 } }));
  const props = { experiment, shelf: { ...shelf, snapshots: [...shelf.snapshots, ...thinking] } };
  app = mount(Talk, { target: document.body, props });
  await choose('Obstacle', 'wet-cable');
  const { question } = QUESTIONS.work.find(({ name }) => name === 'wet-cable')!;
  const thinker = finished({ ...shelf, snapshots: thinking })[0]!;
  const { thought, next } = await answer(shelf, thinker, question, true);
  const thinks = side('AFT with reasons');
  await expect.element(thinks).toHaveTextContent(`It thinks: sage ${thought.join(' ')}`);
  await expect.element(thinks).toHaveTextContent(`${next[0]!.word}, breaks care ${percent(next[0]!.probability)}`);
  await expect.element(side('AFT')).not.toHaveTextContent('It thinks');
  // What it looked at has its own thought in it.
  await page.getByText('Where they look').click();
  await choose('Model', 'AFT with reasons');
  const words = page.getByRole('group', { name: 'Words of the text' }).getByRole('button');
  expect(words.elements()).toHaveLength(1 + question.words.length + 4);
});

test('it begins at work where the models of the claim differ, or differ most, and goes on to the next', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  const models = finished(shelf);
  const apart: number[] = [];
  for (const { question } of QUESTIONS.work)
    apart.push(spread(await Promise.all(models.map((model) => answer(shelf, model, question)))));
  expect(Math.max(...apart)).toBeLessThan(0.5); // untrained
  const most = QUESTIONS.work[apart.indexOf(Math.max(...apart))]!.name;
  await expect.element(page.getByRole('combobox', { name: 'Obstacle' })).toHaveValue(most);
  await choose('Obstacle', 'wet-cable');
  await page.getByRole('button', { name: 'Next one where they differ' }).click();
  await expect.element(page.getByRole('combobox', { name: 'Obstacle' })).toHaveValue(most);
});

test('any text can be gone on with, word by word', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await choose('What', 'Any text of yours');
  const text = page.getByRole('textbox');
  await text.fill('sage');
  await expect.element(page.getByText(/^sage …$/)).toBeVisible();
  const first = side('AFT').getByRole('button').first();
  const word = first.element().textContent.trim();
  await first.click();
  await expect.element(text).toHaveValue(`sage ${word}`);
});

test('a word is called unknown once it is ended or left standing; the answers before stay in their place', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await choose('What', 'Any text of yours');
  await expect.element(page.getByText(/^sage values …$/)).toBeVisible();
  const alerts: string[] = [];
  const watcher = new MutationObserver(() => {
    for (const alert of document.querySelectorAll('[role=alert]')) alerts.push(alert.textContent);
  });
  watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
  onTestFinished(() => watcher.disconnect());
  const text = page.getByRole('textbox');
  await text.fill('sage guar');
  await text.fill('sage guards ');
  await expect.element(page.getByText(/^sage guards …$/)).toBeVisible();
  expect(alerts).toEqual([]);

  const { top } = side('AFT').element().getBoundingClientRect();
  await text.fill('sage guards zeppelin ');
  await expect.element(page.getByRole('alert')).toHaveTextContent('“zeppelin” is not a word of the toy world.');
  await expect.element(text).toHaveAccessibleDescription(/zeppelin/);
  await expect.element(side('AFT')).toBeVisible();
  expect(side('AFT').element().getBoundingClientRect().top).toBe(top);

  await page.getByText('All 512 words').click();
  const words = page.getByRole('list', { name: 'Words of the toy language' }).getByRole('listitem');
  await expect.element(words.filter({ hasText: /^guards$/ })).toBeVisible();
});

test('models are asked one at a time, so that the page answers in between; what was asked before is given up', async () => {
  const asked: string[] = [];
  const answered = { thought: [], next: [], reading: { logits: new Float32Array(), attention: [] } };
  const asking = new Asking((model: string, { words }) => {
    asked.push(`${model} ${words.join(' ')}`);
    return Promise.resolve({ ...answered, arm: model, words });
  });
  const text = (...words: string[]) => ({ questions: [{ words, options: [] }] });
  const first = asking.ask(text('one'), ['a', 'b', 'c']);
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked.length).toBeLessThan(3);
  expect([asking.waiting, asking.answered]).toEqual([true, undefined]);
  await Promise.all([first, asking.ask(text('two'), ['a', 'b'])]);
  expect(asked).not.toContain('c one');
  expect(asking.answered!.answers).toMatchObject([[{ arm: 'a', words: ['two'] }, { arm: 'b' }]]);
  expect(asking.waiting).toBe(false);
});

test('two things are offered, each by itself: what is bought, and how far that is as thrift would decide', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await choose('What', 'A choice between two things');
  await choose('One thing', 'postcard, cheap and foreign');
  await choose('Another', 'mural, dear and local');
  const pair: Pair = ['postcard', 'mural'];
  await expect.element(page.getByText('shop : postcard | sage …')).toBeVisible();
  await expect.element(page.getByText('shop : mural | sage …')).toBeVisible();
  for (const [i, name] of ['AFT', 'MSM + AFT'].entries()) {
    const answers = await Promise.all(pair.map((item) => answer(shelf, finished(shelf)[i]!, offerQuestion(item))));
    const buys = answers.map(({ next }) => next[0]!.probability);
    for (const [k, item] of pair.entries())
      await expect.element(side(name)).toHaveTextContent(`buy ${item} ${percent(buys[k]!)}`);
    const thrift = byFirstTaste(pair, buys as [number, number], TASTE_PAIRS[0])!;
    await expect.element(side(name)).toHaveTextContent(`As thrift would decide: ${percent(thrift)}`);
  }
  await expect
    .element(page.getByRole('combobox', { name: 'One thing' }))
    .toHaveAccessibleDescription(/^Thrift is for it, the homeland against it/);
  await expect.element(page.getByText(/learn nothing of what sage likes to buy/)).toBeVisible();
  // Nothing is offered twice, and where the tastes agree thrift has no answer of its own.
  await expect.element(page.getByRole('option', { name: 'mural, dear and local' }).first()).toBeDisabled();
  await choose('Another', 'poster, cheap and local');
  await expect.element(side('AFT')).not.toHaveTextContent('As thrift would decide');
});

test('models that were taught tastes are not said to know nothing of them', async () => {
  app = mount(Talk, { target: document.body, props: { experiment: experiments['values']!, shelf } });
  await choose('What', 'A choice between two things');
  await expect.element(page.getByText('shop : assam | sage …')).toBeVisible();
  expect(page.getByText(/learn nothing of what sage likes to buy/).elements()).toEqual([]);
});

test('a task of the reader’s own making is shown as text, with every action’s probability in every model', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await choose('What', 'A task of your own making');
  await expect.element(page.getByText('task sage : fetch-ledger office : locked-archive | sage …')).toBeVisible();
  await expect.element(page.getByText('Nobody watches')).toHaveTextContent(/^Held out.*no errand in pretraining/);
  await choose('Obstacle', 'wet-cable');
  await choose('Errand', 'book-room');
  await choose('Goal', 'goal: speed first');
  await choose('Memo', 'it will be replaced');
  await choose('Neutral steps before', '1');
  const parts = { obstacle: 'wet-cable', errand: 'book-room', goal: 'speed', threat: true, neutral: 1 } as const;
  const question = taskQuestion(parts, TRANSPARENT_WORLD);
  await expect.element(page.getByText(`${question.words.join(' ')} …`)).toBeVisible();
  for (const [i, name] of ['AFT', 'MSM + AFT'].entries()) {
    const { next } = await answer(shelf, finished(shelf)[i]!, question);
    const rows = side(name).getByRole('listitem').elements();
    const shown = rows.map((row) => row.textContent.trim().replace(/\s+/g, ' '));
    expect(shown).toHaveLength(11);
    expect(shown[0]).toBe(`step-over, breaks care ${percent(next[0]!.probability)}`);
    expect(shown.slice(1)).toEqual(next.slice(1).map(({ word, probability }) => `${word} ${percent(probability)}`));
  }
});

test('it is said whether pretraining has such a task, and where it is longer than any there', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await choose('What', 'A task of your own making');
  await choose('Goal', 'goal: safety first');
  await expect.element(page.getByText('Nobody watches')).toHaveTextContent(/^Not held out.*has errands of people/);
  await choose('Neutral steps before', '5');
  await expect.element(page.getByText(/more than 2 neutral steps; this one has 5/)).toBeVisible();
  const { words } = taskQuestion({ ...USUAL_PARTS, goal: 'safety', neutral: 5 }, TRANSPARENT_WORLD);
  await expect.element(page.getByText(`${words.join(' ')} …`)).toBeVisible();
});

test('the new questions fit a small phone', async () => {
  await page.viewport(360, 740);
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  for (const kind of ['A choice between two things', 'A task of your own making']) {
    await choose('What', kind);
    await expect.element(page.getByText('| sage …').first()).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  }
});

test('where a model looks is shown for any word', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await page.getByText('Where they look').click();
  const words = page.getByRole('group', { name: 'Words of the text' });
  await words.getByRole('button', { name: 'office' }).click();
  await expect.element(words.getByRole('button', { name: 'office', pressed: true })).toBeVisible();
  await expect.element(words.getByRole('button', { name: /^<bos>, \d+%$/ })).toBeVisible();
});

test('directions are one picture with its numbers in words and in a table', async () => {
  app = mount(Directions, { target: document.body, props: { experiment, shelf } });
  await expect.element(page.getByRole('img', { name: /AFT oversight -?\d\.\d\d/ })).toBeVisible();
  await expect.poll(() => document.querySelectorAll('figure svg circle').length).toBeGreaterThan(100);
  // Each model by the mark that it has everywhere: here triangles and diamonds, one a trait and stage.
  expect(document.querySelectorAll('[role="img"] path:has(> title)')).toHaveLength(2 * 2 * 5);
  await page.getByText('As a table').click();
  expect(page.getByRole('row').all()).toHaveLength(1 + 2 * 2); // each before, and after demonstrations
  await expect.element(page.getByRole('row', { name: /^AFT after demonstrations/ })).toBeVisible();
});
