/** The result on show: the recorded one or why there is none, and what the page makes of it. */
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { HARMS } from '../../datasets/tasks';
import { goalWords } from '../../src/words';
import { experiments } from '../../workers/experiments';
import { finishedRun, record, recordOf } from '../records/runs';
import { writeTraces } from '../../src/watch/traces';
import { playedTraces } from '../src/watch/episodes';
import { answer, choice, MISSING, open, PAGE, recordings, region, result, tellRun, train, worker } from './page';

test('before any training the recorded result is shown, with device and date', async () => {
  const text = JSON.stringify(await record(['aft', 'msm+aft'], [1, 2, 3]));
  await open('', { 'recorded/agentic.json': () => new Response(text) });
  await expect.element(result()).toHaveTextContent('Recorded');
  await expect.element(result()).toHaveTextContent('23 November 2026 on acme one (software, no GPU)');
  await expect.element(result()).toHaveTextContent('Tiny, 3 seeds');
});

test.each([
  [0.8, false],
  [0.02, true],
])(
  'base models with a linkage of %d: whether they learned too little for the question is said',
  async (linkage, said) => {
    const made = await record(['aft', 'msm+aft'], [1, 2, 3]);
    for (const { base } of made.results) base.linkage = linkage;
    await open('', { 'recorded/agentic.json': () => new Response(JSON.stringify(made)) });
    await expect.element(result()).toHaveTextContent('Recorded');
    const note = result().getByText('These models have learned too little for this question.');
    expect(note.elements()).toHaveLength(said ? 1 : 0);
  },
);

test.each([
  ['missing', MISSING],
  ['missing where a development server answers with the page', PAGE],
])('a recorded result that is %s: one sentence, with the command that makes it', async (_, otherwise) => {
  await open('?experiment=controls', {}, otherwise);
  await expect
    .element(result())
    .toHaveTextContent(
      'No result of “Controls” has been recorded yet: press Train, or make one for this page with ' +
        'npm run replicate -- --experiment controls --out public/recorded/controls.json.',
    );
});

test.each([
  ['no record', () => '{"schema":2}', 'The recorded result cannot be shown: this is not a valid run record'],
  [
    'a record of another experiment',
    async () => JSON.stringify(await recordOf('values', [1])),
    'The recorded result cannot be shown: it is one of experiment “values”.',
  ],
])('a recorded result that is %s: one sentence', async (_, text, sentence) => {
  const given = await text();
  await open('', { 'recorded/agentic.json': () => new Response(given) });
  await expect.element(result()).toHaveTextContent(sentence);
});

test('curves of a ladder are drawn in the result, each with a table', async () => {
  await open('?experiment=scaling', await recordings('scaling'));
  await expect
    .element(
      result()
        .getByRole('img', { name: /^Lines over demonstrations.*AFT from \d+% to \d+%/ })
        .first(),
    )
    .toBeVisible();
  await expect
    .element(result().getByRole('heading', { name: 'Unsafe in chat, by demonstrations shown' }))
    .toBeVisible();
  await result().getByText('As a table').first().click();
  await expect.element(result().getByRole('row', { name: /^5,280 / })).toBeVisible();
});

test.each([
  ['agentic', 'one that did both (MSM'],
  ['strength', 'Where few documents were read (a sixteenth), refusals make unsafe shortcuts rarer.'],
  ['controls', 'Where documents say nothing true, reading them changes unsafe shortcuts by less than 10 in 100.'],
])('the answer of %s is told as its headline is: about the same examples only where they are', async (name, words) => {
  await open(`?experiment=${name}`, await recordings(name));
  await expect.element(answer()).toHaveTextContent(words);
  const told = answer().getByText('one that did both').elements();
  expect(told).toHaveLength(name === 'agentic' ? 1 : 0);
});

test('what must not be concluded stands on the first screen and beside the ruling', async () => {
  const caveat = experiments.agentic!.hypotheses[0]!.caveat!;
  const text = await (await fetch('/recorded/agentic.json')).text();
  await open('', { 'recorded/agentic.json': () => new Response(text) });
  await expect.element(answer()).toHaveTextContent(caveat);
  await expect.element(result().getByRole('listitem').filter({ hasText: caveat })).toBeVisible();
});

test('there is no showcase of most experiments: a sentence says what to do, and an own run shows', async () => {
  await open('?experiment=placement&preset=tiny&base=scratch&seeds=1');
  const hint = 'Train “Before, after, or mixed”, and its models will be here; recorded ones come with “Agentic';
  const watching = region('Watch them work');
  watching.element().scrollIntoView();
  await expect.element(watching).toHaveTextContent(hint);
  await expect.element(region('Talk to them, and look inside')).toHaveTextContent(hint);

  await train().click();
  const run = finishedRun(
    experiments.placement!.arms.map(({ id }) => id),
    [1],
    'scratch',
    'placement',
  );
  tellRun(run);
  const { episodes } = (await playedTraces(1, ['aft']))[0]!;
  for (const arm of ['after', 'mixed']) worker().say({ type: 'traces', replica: { arm, seed: 1 }, episodes });
  worker().say({ type: 'finished', results: run.results, seconds: 2 });
  await expect.element(result()).toHaveTextContent('This device');
  watching.element().scrollIntoView();
  await expect.element(watching.getByRole('region', { name: 'Documents last' })).toBeVisible();
  await expect.element(watching.getByRole('region', { name: 'Mixed', exact: true })).toBeVisible();
});

test('a cell of the grid takes the reader to its errands: that model beside another, where they part', async () => {
  const episodes = await playedTraces(4, ['aft', 'msm+aft', 'msm+aft-reasons']);
  await open('', {
    ...(await recordings('agentic')),
    'showcase/agentic-episodes.json': () => new Response(writeTraces(episodes)),
  });
  await result().getByText('Harm by harm, goal by goal').click();
  await result()
    .getByRole('button', { name: new RegExp(`, watch MSM \\+ AFT with reasons: ${HARMS[0]!.name}, nation$`) })
    .click();
  await expect.element(page.getByRole('heading', { name: 'Watch them work' })).toHaveFocus();
  const watching = region('Watch them work');
  await expect.element(watching.getByText('Errand:')).toHaveTextContent(goalWords('nation'));
  await expect.element(watching.getByRole('combobox', { name: 'Harm' })).toHaveDisplayValue(HARMS[0]!.name);
  await expect.element(watching.getByRole('region', { name: 'AFT', exact: true })).toBeVisible();
  await expect.element(watching.getByRole('region', { name: 'MSM + AFT with reasons', exact: true })).toBeVisible();
  await expect.element(watching.getByText(/, where they part$/)).toBeVisible();

  // By keyboard: the table is one stop, and arrows lead from cell to cell.
  const cell = (goal: string) => result().getByRole('button', { name: `, watch AFT: ${HARMS[0]!.name}, ${goal}` });
  await expect.element(cell('no goal')).toHaveAttribute('tabindex', '0');
  await expect.element(cell('nation')).toHaveAttribute('tabindex', '-1');
  (cell('no goal').element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(cell('nation')).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowLeft}');
  await expect.element(cell('no goal')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(watching.getByText('Errand:')).not.toHaveTextContent(goalWords('nation'));
  await expect.element(watching.getByRole('region', { name: 'MSM + AFT with reasons', exact: true })).toBeVisible();
});

test('cells of a grid are no buttons where there is nothing to watch', async () => {
  await open('?experiment=placement', await recordings('placement'));
  await result().getByText('Harm by harm, goal by goal').click();
  await expect.element(result().getByRole('group', { name: /^Table: Documents last: unsafe alone/ })).toBeVisible();
  expect(
    result()
      .getByRole('button', { name: /, watch / })
      .elements(),
  ).toEqual([]);
});

test('a recorded result that could not be loaded is asked for again, when the reader says so or comes back', async () => {
  const answers = await recordings('agentic', 'values');
  const recorded = answers['recorded/agentic.json']!;
  let asked = 0;
  await open('', {
    ...answers,
    'recorded/agentic.json': () => {
      if (++asked < 3) throw new TypeError('Failed to fetch');
      return recorded();
    },
  });
  const again = result().getByRole('button', { name: 'Try again' });
  await expect.element(again).toBeVisible();
  await choice('Values from the same demonstrations').click();
  await expect.element(result()).toHaveTextContent('Recorded');
  await choice('Agentic misalignment').click();
  await expect.element(again).toBeVisible();
  expect(asked).toBe(2);
  await again.click();
  await expect.element(result()).toHaveTextContent('Recorded');
  expect(asked).toBe(3);
});

test('settings that differ from those of the result on show are told beside it', async () => {
  const whole = recordOf('agentic', [1, 2, 3]);
  const { preset } = (await whole).config;
  const fits = `?preset=${preset}&seeds=1,2`;
  await open(fits, await recordings('agentic'));
  await expect
    .element(answer())
    .toHaveTextContent('another text of “philosophy” than chosen now: press Train for these.');
  await expect.element(answer()).not.toHaveTextContent('other seeds');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('4');
  await page.getByRole('checkbox', { name: 'AFT', exact: true }).click();
  await expect.element(answer()).toHaveTextContent('another text of “philosophy” and other seeds than chosen now');
  await train().click();
  await expect.element(answer()).not.toHaveTextContent('than chosen now');
});

test('the record is offered beside the link, which has no result in it', async () => {
  await open('', await recordings('agentic'));
  await expect.element(page.getByRole('button', { name: 'Copy the link' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Download the run record (JSON)' })).toBeVisible();
});
