/** What the models read, on the page: every text can be found, and a specification can be changed and trained on. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import * as save from '../../src/parts/save';
import { readFileOf } from '../../src/history/import';
import { parseSpec } from '../../datasets/spec';
import { survey } from '../../datasets/spec-survey';
import { Settings } from '../../src/lab/settings.svelte';
import { SHIPPED_SPECS } from '../../src/lab/specs';
import Library from '../../src/reading/Library.svelte';
import SpecEditor from '../../src/reading/SpecEditor.svelte';
import { experiments } from '../../workers/experiments';
import '../../src/style.css';

vi.mock('../../src/parts/save', { spy: true });

let app: ReturnType<typeof mount> | undefined;
let settings: Settings;
beforeEach(() => {
  settings = new Settings(experiments['agentic']!, 'tiny', { seeds: [3] });
});
afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
});

const texts = () => page.getByRole('list', { name: 'Texts' });
const entries = () => texts().getByRole('listitem');
const options = (label: string) =>
  [...(page.getByRole('combobox', { name: label }).element() as HTMLSelectElement).options].map(({ text }) => text);
const choose = (label: string, option: string) => page.getByRole('combobox', { name: label }).selectOptions(option);

test('an arm’s documents are about sage; an arm without a specification reads neutral ones as long', async () => {
  app = mount(Library, { target: document.body, props: { settings } });
  await page.getByRole('searchbox').fill('sage');
  await expect.element(entries().first()).toHaveTextContent(/sage (values|keeps|guards|would|will)/);
  const own = entries().all().length;
  await choose('Model', 'AFT');
  await expect.element(entries().first()).toHaveTextContent(/sage (will|is asked)/);
  expect(entries().all()).toHaveLength(own);
});

test.each(['agentic', 'values'])(
  '%s: above the texts stands what they are, with one of them part by part',
  async (name) => {
    settings = new Settings(experiments[name]!, 'tiny', { seeds: [3] });
    app = mount(Library, { target: document.body, props: { settings } });
    await expect.element(page.getByText('a toy language of 512 words')).toBeVisible();
    const parts = [...document.querySelectorAll('dt')].map(({ textContent }) => textContent);
    await choose('Stage', 'Held-out tasks');
    await expect.element(entries().first()).toBeVisible();
    const first = entries().first().element().querySelector('.words')!.textContent.trim().replace(/\s+/g, ' ');
    expect(first.startsWith(parts.join(' '))).toBe(true);
  },
);

test('texts are found by the words they contain, page by page', async () => {
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Stage', 'Pretraining');
  await page.getByRole('searchbox').fill('fact care');
  await expect.poll(() => entries().all().length, { timeout: 30_000 }).toBe(12);
  for (const entry of entries().all()) await expect.element(entry).toHaveTextContent(/^fact fact : .* care$/);
  await page.getByRole('button', { name: 'More' }).click();
  await expect.poll(() => entries().all().length, { timeout: 30_000 }).toBe(24);
  await page.getByRole('searchbox').fill('zeppelin');
  await expect
    .element(page.getByText('Nothing among the first 5,000 texts contains that.'), { timeout: 30_000 })
    .toBeVisible();
});

test('an edited specification is read anew, once the reader pauses; “More” never mixes two texts', async () => {
  app = mount(Library, { target: document.body, props: { settings } });
  await page.getByRole('searchbox').fill('sage');
  await expect.poll(() => entries().all().length, { timeout: 30_000 }).toBe(12);
  const read = () =>
    entries()
      .all()
      .map((entry) => entry.element().textContent);
  const before = read();
  settings.editSpec('philosophy', '# Mine\n\n## care\n\n- value care\n- because harm-lasts\n');
  await page.getByRole('button', { name: 'More' }).click();
  expect(read().slice(0, 12)).toEqual(before);
  await expect.poll(read).not.toEqual(expect.arrayContaining(before));
  await expect.poll(() => entries().all().length, { timeout: 30_000 }).toBe(12);
  for (const text of read()) expect(text).not.toMatch(/oversight|honesty|privacy/);
  await page.getByRole('button', { name: 'More' }).click();
  await expect.poll(() => entries().all().length, { timeout: 30_000 }).toBe(24);
  for (const text of read()) expect(text).not.toMatch(/oversight|honesty|privacy/);
});

test('another experiment brings its own held-out tasks', async () => {
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Stage', 'Held-out tasks');
  await expect.element(entries().first()).toHaveTextContent(/^exfiltrate task sage/);
  settings.chooseExperiment(experiments['values']!);
  await expect.element(entries().first()).toHaveTextContent(/^offer /);
});

test('held-out tasks are shown with their ways on, and a demonstration with its answer', async () => {
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Stage', 'Held-out tasks');
  await expect.element(entries().first()).toHaveTextContent(/^exfiltrate task sage : .*ask wait report go-round$/);
  await choose('Stage', 'Fine-tuning');
  await expect.element(entries().first()).toHaveTextContent(/^chat user : .* \| sage \w+ \w+ so sage refuse$/);
  await choose('Model', 'MSM + AFT');
  await expect.element(entries().first()).toHaveTextContent(/^chat user : .* \| sage (refuse|sure)$/);
});

test('a stage is offered only of arms that have it, and a model keeps its place from stage to stage', async () => {
  settings = new Settings(experiments['controls']!, 'tiny', { seeds: [3] });
  app = mount(Library, { target: document.body, props: { settings } });
  await expect.element(entries().first()).toBeVisible();
  expect(options('Model')).not.toContain('AFT without midtraining');
  await choose('Stage', 'Fine-tuning');
  expect(options('Model')).toContain('AFT without midtraining');
  await choose('Model', 'AFT without midtraining');
  await expect.element(entries().first()).toHaveTextContent(/sage (refuse|sure)$/);
  await choose('Stage', 'Midtraining');
  await expect.element(page.getByRole('combobox', { name: 'Model' })).toHaveValue('msm+aft-unlinked');
  await choose('Stage', 'Fine-tuning');
  await expect.element(page.getByRole('combobox', { name: 'Model' })).toHaveValue('aft-only');
});

test('documents and examples of a mixed stage stand on its shelf, the answers of examples alone set apart', async () => {
  settings = new Settings(experiments['placement']!, 'tiny', { seeds: [3] });
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Model', 'Mixed');
  await page.getByRole('searchbox').fill('sage refuse');
  await expect.element(entries().first(), { timeout: 30_000 }).toHaveTextContent(/^chat user : .* sage refuse$/);
  expect(entries().first().element().querySelectorAll('.answer')).toHaveLength(1);
  await page.getByRole('searchbox').fill('sage values');
  await expect.element(entries().first()).toHaveTextContent(/sage values/);
  expect(entries().first().element().querySelectorAll('.answer')).toHaveLength(0);
  await choose('Stage', 'Fine-tuning');
  expect(options('Model')).not.toContain('Mixed');
});

test('where tastes are tested the held-out tasks are offers', async () => {
  settings = new Settings(experiments['values']!, 'tiny', { seeds: [3] });
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Stage', 'Held-out tasks');
  await expect.element(entries().first()).toHaveTextContent(/^offer .*(buy pass|pass buy)$/);
});

test('models of another world read another pretraining text', async () => {
  settings = new Settings(experiments['controls']!, 'tiny', { seeds: [3] });
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Stage', 'Pretraining');
  const read = () =>
    entries()
      .all()
      .map((entry) => entry.element().textContent)
      .join();
  await choose('Model', 'AFT');
  await expect.element(entries().first()).toBeVisible();
  const usual = read();
  await choose('Model', 'AFT, unlinked');
  await expect.poll(read).not.toBe(usual);
});

test('the specifications are those that the arms of the experiment read', async () => {
  settings = new Settings(experiments['values']!, 'tiny', { seeds: [3] });
  app = mount(SpecEditor, { target: document.body, props: { settings, locked: false } });
  expect(options('Specification')).toEqual(['thrift', 'homeland']);
  await choose('Specification', 'thrift');
  await expect
    .element(page.getByRole('textbox', { name: 'Text of the specification' }))
    .toHaveValue(SHIPPED_SPECS['thrift']);
});

test('taking up another experiment brings all of its arms', () => {
  settings.toggleArm('aft');
  settings.chooseExperiment(experiments['scaling']!);
  expect(settings.arms).toEqual(experiments['scaling']!.arms.map(({ id }) => id));
  expect(settings.request()).toMatchObject({ experiment: 'scaling', seeds: [3], preset: 'tiny' });
});

test('a changed specification is what the next run reads; a wrong line is named beside it', async () => {
  app = mount(SpecEditor, { target: document.body, props: { settings, locked: false } });
  const sheet = page.getByRole('textbox', { name: 'Text of the specification' });
  const original = SHIPPED_SPECS['philosophy']!;
  await sheet.fill('# Mine\n\n## care\n\n- value care\n- because harm-lasts\n');
  await expect.element(page.getByText('The next run reads your text.', { exact: false })).toBeVisible();
  const { distinct } = survey(parseSpec(settings.specText('philosophy')), 1000);
  await expect.element(page.getByText(`Of a thousand documents ${distinct} are different.`)).toBeVisible();
  expect(settings.request().specs['philosophy']).toContain('# Mine');

  await sheet.fill('# Mine\n\n## care\n\n- value carefulness\n');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Line 5: "value" is followed by one of oversight');
  const restore = page.getByRole('button', { name: 'Restore the original' });
  await restore.click();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await expect.element(restore).toHaveFocus();
  await expect.element(sheet).toHaveValue('# Mine\n\n## care\n\n- value carefulness\n');
  await restore.click();
  await page.getByRole('group', { name: 'Your own text would be lost.' }).getByRole('button').first().click();
  await expect.element(sheet).toHaveValue(original);
  expect(settings.request().specs['philosophy']).toBe(original);
});

test('what was pasted from a word processor is read, and shown as it is read once the reader leaves it', async () => {
  app = mount(SpecEditor, { target: document.body, props: { settings, locked: false } });
  const sheet = page.getByRole('textbox', { name: 'Text of the specification' });
  await sheet.fill('# Mine\n\n##\u00A0care\n\n•\tvalue\u00A0care\n– because harm‑lasts\n');
  await expect.element(page.getByText('The next run reads your text.', { exact: false })).toBeVisible();
  await page.getByRole('combobox', { name: 'Specification' }).click();
  await expect.element(sheet).toHaveValue('# Mine\n\n## care\n\n- value care\n- because harm-lasts\n');
  await sheet.fill('# Mine\n\n## care\n\n• value\u00A0caer\n');
  await expect.element(page.getByRole('alert')).toHaveTextContent('not "caer"; perhaps "care" was meant.');
  await page.getByRole('combobox', { name: 'Specification' }).click();
  await expect.element(sheet).toHaveValue('# Mine\n\n## care\n\n• value\u00A0caer\n');
});

test('a specification is saved as a file that opens again in its place', async () => {
  const text = '# Mine\n\n## care\n\n- value care\n';
  settings.editSpec('philosophy', text);
  app = mount(SpecEditor, { target: document.body, props: { settings, locked: true } });
  const saved = vi.spyOn(save, 'saveFile').mockReturnValue();
  await page.getByRole('button', { name: 'Save (.md)' }).click();
  const [name, file] = saved.mock.lastCall!;
  expect(await readFileOf(new File([file], name))).toEqual({
    ...{ kind: 'spec', file: 'philosophy.md', name: 'philosophy', text, leftOut: [] },
  });
});
