/** Settings on the real page: the first screen, numbers of the recipe, what a run would take, and links that say it all. */
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { specsOf } from '../../workers/experiments/experiment';
import { recordOf } from '../records/runs';
import { open as openPage, train, worker } from './page';

/** @param recorded the text of the record that the page finds of the headline; a small one if not given */
async function open(query: string, recorded?: string): Promise<void> {
  const text = recorded ?? JSON.stringify(await recordOf('agentic', [1, 2, 3]));
  await openPage(query, { 'recorded/agentic.json': () => new Response(text) });
}

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1280, 800);
});

test('one screen has the claim, Train and a recorded result', async () => {
  await open('', await (await fetch('/recorded/agentic.json')).text());
  const answer = page.getByRole('region', { name: 'Agentic misalignment, as recorded' });
  await expect.element(answer.getByRole('img')).toBeVisible();
  for (const part of [page.getByRole('heading', { level: 1 }), train(), answer.getByRole('img')]) {
    const { top, bottom } = part.element().getBoundingClientRect();
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(800);
  }
});

test('on a phone it has the claim, Train and what came out, in a line', async () => {
  await page.viewport(360, 740);
  await open('', await (await fetch('/recorded/agentic.json')).text());
  const line = page.getByRole('paragraph').filter({ hasText: 'Recorded: unsafe alone' });
  await expect
    .element(line)
    .toHaveTextContent(
      /, 3\d\.\d% for the model that .*, \d\.\d% for one that only read .*, \d\.\d% with both\. Documents alone do it; examples add nothing\.$/,
    );
  for (const part of [page.getByRole('heading', { level: 1 }), line, train()]) {
    const { top, bottom } = part.element().getBoundingClientRect();
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(740);
  }
  await page.getByRole('link', { name: 'Recorded' }).click();
  await expect.element(page.getByRole('heading', { name: 'Agentic misalignment, as recorded' })).toHaveFocus();
  expect(location.hash).toBe('');
});

test('a first run trains what its claim needs; the page says what it would take', async () => {
  await open('');
  await expect.element(page.getByText('It takes 800 MB of graphics memory')).toBeVisible();
  await train().click();
  expect(worker().request).toMatchObject({
    arms: ['baseline', 'msm', 'aft', 'msm+aft'],
    preset: 'standard',
    base: 'shipped',
  });
  expect(worker().request.seeds).toHaveLength(8);
});

test('how long a run takes is measured on request, and from then on told before it starts', async () => {
  await open('?seeds=1,2');
  await page.getByRole('button', { name: 'Measure how long' }).click();
  await expect
    .element(page.getByText('It takes 200 MB of graphics memory and about 2 min at the pace of this device.'))
    .toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Measure again' })).toHaveFocus();
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1-4');
  await page.getByRole('heading', { level: 1 }).click();
  await expect.element(page.getByText('and about 4 min at the pace of this device.')).toBeVisible();
});

test('numbers are changed in a form: out of bounds they are refused, together they must make sense', async () => {
  await open('');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByText('Numbers you can change').click();
  const steps = page.getByRole('group', { name: 'Midtraining' }).getByRole('spinbutton', { name: 'Steps' });
  await steps.fill('0');
  await page.getByRole('heading', { level: 1 }).click(); // the field is left
  await expect.element(page.getByText('It takes a whole number from 1 to 20,000.')).toBeVisible();
  const sentence = 'Under Settings, “Steps” of “Midtraining” takes a whole number from 1 to 20,000.';
  await expect.element(page.getByText(sentence)).toBeVisible();
  await expect.element(train()).toBeDisabled(); // it would not be the run that was asked for
  expect(location.search).toBe('');

  await steps.fill('600');
  await page.getByRole('spinbutton', { name: 'Width' }).click();
  await expect.poll(() => location.search).toBe('?midtrain.steps=600');
  await page.getByRole('spinbutton', { name: 'Width' }).fill('72');
  await steps.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('a width of 72 does not go with 4 heads');
  await expect.element(train()).toBeDisabled();

  await page.getByRole('spinbutton', { name: 'Width' }).fill('32');
  await steps.click();
  await expect.element(page.getByText('every model is pretrained first')).toBeVisible();
  await train().click();
  expect(worker().request).toMatchObject({ base: 'scratch', changes: { 'midtrain.steps': 600, 'model.nEmbd': 32 } });
});

test('what was refused is forgotten with another preset, and its field shows what is set', async () => {
  await open('');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByText('Numbers you can change').click();
  const people = page.getByRole('spinbutton', { name: 'People', exact: true });
  const usual = (people.element() as HTMLInputElement).value;
  await people.fill('9999');
  await page.getByRole('heading', { level: 1 }).click();
  await expect.element(train()).toBeDisabled();
  await page.getByRole('combobox', { name: 'Preset' }).selectOptions('smoke');
  await expect.element(people).toHaveValue(Number(usual));
  await expect.element(page.getByText('It takes a whole number')).not.toBeInTheDocument();
  await expect.element(train()).toBeEnabled();
});

test('seeds are typed as they are meant; for one without weights the page says what that costs', async () => {
  await open('?arms=aft');
  await page.getByText('Settings', { exact: true }).click();
  const seeds = page.getByRole('textbox', { name: 'Seeds' });
  await expect.element(seeds).toHaveValue('10-17');
  const type = async (text: string) => {
    await seeds.fill(text);
    await page.getByRole('heading', { level: 1 }).click();
  };
  await type('10 to 17');
  await expect.element(seeds).toHaveAttribute('aria-invalid', 'true');
  await expect.element(train()).toBeDisabled();
  await type('17, 26');
  await expect.poll(() => location.search).toBe('?arms=aft&seeds=17,26');
  const cost = page.getByText(
    /^No pretrained weights come with this page for seed 26: every model is pretrained first/,
  );
  await expect.element(cost.first()).toBeVisible();
  await train().click();
  expect(worker().request).toMatchObject({ seeds: [17, 26], base: 'scratch' });
});

test('a link pasted into the open tab is followed, and going back goes back', async () => {
  const { writeSpecs } = await import('../../src/lab/spec-link');
  const text = '# Mine\n\n## care\n\n- value care\n';
  await open('?seeds=10&arms=aft');
  const edited = page.getByText('with an edited specification');
  await expect.element(train()).toBeEnabled();
  location.hash = await writeSpecs({ philosophy: text });
  await expect.element(edited).toBeVisible();
  await expect.poll(() => location.hash).toMatch(/^#spec\.philosophy=/);
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Baseline' }).click();
  await expect.poll(() => location.search).toBe('?seeds=10&arms=baseline,aft');
  expect(location.hash).toMatch(/^#spec\.philosophy=/); // the link is not overwritten

  history.back();
  await expect.element(page.getByRole('checkbox', { name: 'Baseline' })).not.toBeChecked();
  await expect.element(edited).toBeVisible(); // nothing that was written is lost
});

test('an edited specification is in the address whatever experiment is chosen, and read where it belongs', async () => {
  const { writeSpecs } = await import('../../src/lab/spec-link');
  const hash = await writeSpecs({ philosophy: '# Mine\n\n## care\n\n- value care\n' });
  await open(`?experiment=values${hash}`);
  await expect.element(train()).toBeEnabled();
  const edited = page.getByText('with an edited specification');
  await expect.element(edited).not.toBeInTheDocument();
  await page.getByRole('radio', { name: /^Agentic misalignment/ }).click();
  await expect.element(edited).toBeVisible();
  await expect.poll(() => location.search).toBe('');
  expect(location.hash).toBe(hash);
});

test('while models train a pasted link waits, and the address stays that of the run', async () => {
  await open('?seeds=10&arms=aft');
  await train().click();
  location.hash = '#spec.philosophy=zzzz';
  await expect.element(page.getByText('The link can be opened when this run is over.')).toBeVisible();
  await expect.poll(() => location.hash).toBe('');
});

test('a link brings numbers and an edited specification, and the address follows what is changed', async () => {
  const { writeSpecs } = await import('../../src/lab/spec-link');
  const text = '# Mine\n\n## care\n\n- value care\n';
  await open(`?seeds=4&finetune.steps=60${await writeSpecs({ philosophy: text })}`);
  await page.getByText('Settings', { exact: true }).click();
  await expect.element(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('4');
  await page.getByRole('checkbox', { name: 'Baseline' }).click();
  await expect.poll(() => location.search).toBe('?seeds=4&finetune.steps=60&arms=msm,aft,msm%2Baft');
  expect(location.hash).toMatch(/^#spec\.philosophy=[\w-]+$/);
  await train().click();
  expect(worker().request).toMatchObject({
    seeds: [4],
    changes: { 'finetune.steps': 60 },
    specs: { philosophy: text },
  });
});

test.each([
  ['is damaged', '#spec.philosophy=zzzz', 'The link’s specification “philosophy” is damaged'],
  ['is of no name that there is', '#spec.magic=S04sAQA', 'The link’s specification “magic” is none that this lab has'],
])('a specification in a link that %s is refused in a sentence', async (_, hash, sentence) => {
  await open(`?seeds=4${hash}`);
  await expect.element(page.getByText(sentence)).toBeVisible();
});

test('a link that was escaped once too often sets what it was to set, and the address follows without the escapes', async () => {
  await open('?experiment=values&amp;preset=tiny&amp;seeds=3');
  await expect.element(page.getByRole('radio', { name: /^Values/ })).toBeChecked();
  await page.getByText('Settings', { exact: true }).click();
  await expect.element(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('3');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('4');
  await page.getByRole('heading', { level: 1 }).click();
  await expect.poll(() => location.search).toBe('?experiment=values&preset=tiny&seeds=4');
});

test('what a link asks for and nobody understands is named, with what was likely meant, each once', async () => {
  const long = 'x'.repeat(50);
  await open(`?seed=3&preset=tiny&${long}1=&${long}2=`);
  const notes = page.getByRole('note');
  await expect.element(notes.getByText('The link’s “seed” is not a setting; did you mean “seeds”?')).toBeVisible();
  await expect.element(notes.getByText(`${'x'.repeat(40)}…” is not a setting`)).toBeVisible();
});

test('the link is copied whole', async () => {
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await open('?seeds=4');
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await expect.element(page.getByText('Copied: whoever opens it')).toBeVisible();
  expect(written).toHaveBeenCalledWith(`${location.origin}${location.pathname}?seeds=4`);
});

test('a specification from a file says which one it takes the place of, and how it could be another', async () => {
  const text = '# Care\n\n## Value: care\n';
  const file = (name: string) => ({ kind: 'spec' as const, file: `${name}.md`, name, text, leftOut: [] });
  const { Lab } = await import('../../src/lab/lab.svelte');
  const lab = new Lab({ search: '?experiment=spec-science', hash: '' });
  const read = [...new Set(lab.experiment.arms.flatMap(specsOf))];
  const last = specsOf(lab.experiment.arms.at(-1)!)[0]!;
  const other = read.find((name) => name !== last)!;
  expect(lab.takeSpec(file('care'))).toMatch(
    new RegExp(
      `^in “${lab.experiment.title}” the next run reads it in place of “${last}”\\. To replace another specification, give the file its name: .*\\b${other}\\.md`,
    ),
  );
  expect(lab.settings.edits).toEqual({ [last]: text });
  expect(lab.takeSpec(file('care'))).toContain(`in place of your own text of “${last}”. To`);
  expect(lab.takeSpec(file(other))).toMatch(new RegExp(`in place of “${other}”\\.$`));
  expect(lab.settings.edited(other)).toBe(true);
});
