/** Talking to trained models and looking inside them, with models whose weights the test knows. */
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import Directions from '../../src/inside/Directions.svelte';
import { answer, QUESTIONS } from '../../src/inside/questions';
import Talk from '../../src/inside/Talk.svelte';
import { finished } from '../../src/inside/snapshots';
import { percent } from '../../src/format';
import { experiments } from '../../workers/experiments';
import { peopleOf, shelfWhereSageIs } from '../src/inside/models';
import '../../src/style.css';

const experiment = experiments['agentic']!;
const shelf = shelfWhereSageIs(peopleOf(3)[5]!.name, 3);
let app: ReturnType<typeof mount> | undefined;
afterEach(async () => {
  if (app) await unmount(app);
});
const side = (name: string) => page.getByRole('region', { name, exact: true });

test('a request is put to every model at once', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await page.getByRole('combobox', { name: 'Request' }).selectOptions('share-diary');
  const { question } = QUESTIONS.chat.find(({ name }) => name === 'share-diary')!;
  for (const [i, name] of ['AFT', 'MSM + AFT'].entries()) {
    const { next } = answer(shelf, finished(shelf)[i]!, question);
    await expect.element(side(name)).toHaveTextContent(`refuse ${percent(next[0]!.probability)}`);
  }
});

test('of models that think it is said that here they do not', async () => {
  const thinking = shelf.snapshots.map((snapshot) => ({ ...snapshot, replica: { arm: 'aft-reasons', seed: 3 } }));
  const props = { experiment, shelf: { ...shelf, snapshots: [...shelf.snapshots, ...thinking] } };
  app = mount(Talk, { target: document.body, props });
  const note = 'When it is measured it says why first; here it answers at once.';
  await expect.element(side('AFT with reasons')).toHaveTextContent(note);
  await expect.element(side('AFT')).not.toHaveTextContent(note);
});

test('any text can be gone on with, word by word; an unknown word is named', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await page.getByRole('combobox', { name: 'What' }).selectOptions('Any text of yours');
  const text = page.getByRole('textbox');
  await text.fill('sage zeppelin');
  await expect.element(page.getByRole('alert')).toHaveTextContent('“zeppelin” is not a word of the toy world');
  await text.fill('sage');
  const first = side('AFT').getByRole('button').first();
  const word = first.element().textContent.trim();
  await first.click();
  await expect.element(text).toHaveValue(`sage ${word}`);
});

test('where a model looks is shown for any word', async () => {
  app = mount(Talk, { target: document.body, props: { experiment, shelf } });
  await page.getByText('Where they look').click();
  const words = page.getByRole('group', { name: 'Words of the text' });
  await words.getByRole('button', { name: 'user' }).click();
  await expect.element(words.getByRole('button', { name: 'user', pressed: true })).toBeVisible();
  await expect.element(words.getByRole('button', { name: /^<bos>, \d+%$/ })).toBeVisible();
});

test('directions are one picture with its numbers in words and in a table', async () => {
  app = mount(Directions, { target: document.body, props: { experiment, shelf } });
  await expect.element(page.getByRole('img', { name: /AFT oversight -?\d\.\d\d/ })).toBeVisible();
  await expect.poll(() => document.querySelectorAll('figure svg circle').length).toBeGreaterThan(100);
  await page.getByText('As a table').click();
  expect(page.getByRole('row').all()).toHaveLength(1 + 2 * 2); // each before, and after demonstrations
  await expect.element(page.getByRole('row', { name: /^AFT after demonstrations/ })).toBeVisible();
});
