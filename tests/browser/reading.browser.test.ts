/** What the models read, on the page: every text can be found, and a specification can be changed and trained on. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { Settings } from '../../src/lab/settings.svelte';
import { SHIPPED_SPECS } from '../../src/lab/specs';
import Library from '../../src/reading/Library.svelte';
import SpecEditor from '../../src/reading/SpecEditor.svelte';
import { experiments } from '../../workers/experiments';
import '../../src/style.css';

let app: ReturnType<typeof mount> | undefined;
let settings: Settings;
beforeEach(() => {
  settings = new Settings(experiments['agentic']!, 'tiny', { seeds: [3] });
});
afterEach(async () => {
  if (app) await unmount(app);
});

const texts = () => page.getByRole('list', { name: 'Texts' });
const entries = () => texts().getByRole('listitem');
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

test('held-out tasks are shown with their ways on, and a demonstration with its answer', async () => {
  app = mount(Library, { target: document.body, props: { settings } });
  await choose('Stage', 'Held-out tasks');
  await expect.element(entries().first()).toHaveTextContent(/^exfiltrate task sage : .*ask wait report go-round$/);
  await choose('Stage', 'Fine-tuning');
  await expect.element(entries().first()).toHaveTextContent(/^chat user : .* \| sage (refuse|sure)$/);
});

test('a changed specification is what the next run reads; a wrong line is named beside it', async () => {
  app = mount(SpecEditor, { target: document.body, props: { settings, locked: false } });
  const sheet = page.getByRole('textbox', { name: 'Text of the specification' });
  const original = SHIPPED_SPECS['philosophy']!;
  await sheet.fill('# Mine\n\n## care\n\n- value care\n- because harm-lasts\n');
  await expect.element(page.getByText('The next run reads your text.', { exact: false })).toBeVisible();
  expect(settings.request().specs['philosophy']).toContain('# Mine');

  await sheet.fill('# Mine\n\n## care\n\n- value carefulness\n');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Line 5: "value" is followed by one of oversight');
  await page.getByRole('button', { name: 'Restore the original' }).click();
  await expect.element(sheet).toHaveValue(original);
  expect(settings.request().specs['philosophy']).toBe(original);
});
