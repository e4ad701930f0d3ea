/**
 * The page in a real browser, with a worker that says what the test makes it say. What the real worker says is tested
 * with the built page in tests/e2e.
 */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RunEvent, RunRequest } from '../../workers/protocol';
import { divergedRun, finishedRun, record, recordOf } from '../src/records/runs';
import { playedTraces } from '../src/watch/episodes';
import { experiments } from '../../workers/experiments';
import '../../src/style.css';

/** The worker of the last run that was started. */
interface FakeWorker {
  request: RunRequest;
  say(event: RunEvent): void;
  calls: string[];
}
const workers: FakeWorker[] = [];
const worker = (): FakeWorker => workers.at(-1)!;

vi.mock('../../workers/client', () => ({
  connect: () => {
    const calls: string[] = [];
    const lab = {
      run: (request: RunRequest, say: (event: RunEvent) => void) => {
        workers.push({ request, say, calls });
        return new Promise<void>(() => undefined);
      },
      estimate: () => Promise.resolve({ models: 4, work: 1e6, bytes: 310 * 2 ** 20 }),
      pause: async () => void calls.push('pause'),
      resume: async () => void calls.push('resume'),
    };
    return { lab, terminate: () => void calls.push('terminate') };
  },
}));

const ARMS = ['aft', 'msm+aft'];
const QUERY = '?preset=tiny&seeds=1,2&base=scratch&arms=aft,msm+aft';
let app: ReturnType<typeof mount> | undefined;

const MISSING = () => new Response('', { status: 404 });
/** As a development server answers where there is no such file. */
const PAGE = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

/** Opens the page at a query; `answers` is what the server has by path, and `otherwise` its answer for all else. */
async function open(query = QUERY, answers: Record<string, () => Response> = {}, otherwise = MISSING): Promise<void> {
  vi.spyOn(window, 'fetch').mockImplementation((input) => Promise.resolve((answers[String(input)] ?? otherwise)()));
  history.replaceState(null, '', location.pathname + query);
  const { default: App } = await import('../../src/App.svelte');
  app = mount(App, { target: document.body });
}

/** What the server has: the recorded results of some experiments. */
async function recordings(...names: string[]): Promise<Record<string, () => Response>> {
  const texts = await Promise.all(names.map(async (name) => JSON.stringify(await recordOf(name, [1, 2, 3]))));
  return Object.fromEntries(names.map((name, i) => [`recorded/${name}.json`, () => new Response(texts[i])]));
}

/** A run as the worker tells it, up to but without its end. */
function tellRun(run = finishedRun(ARMS, [1, 2])): void {
  const { plan, curves, probes, results } = run;
  const { say } = worker();
  say({ type: 'started', plan });
  say({ type: 'stage', place: 0, stage: 'pretrain', steps: 12 });
  say({ type: 'progress', place: 0, stage: 'pretrain', step: 6, steps: 12, secondsLeft: 200, msPerStep: 12 });
  curves.forEach((point) => say({ type: 'curve', point }));
  probes.forEach((point) => say({ type: 'probe', point }));
  results.forEach((result) => say({ type: 'result', result }));
}

const train = () => page.getByRole('button', { name: 'Train', exact: true });
/** How the run stands; other things that happened are told further down. */
const status = () => page.getByRole('status').first();
const result = () => page.getByRole('region', { name: 'Result', exact: true });
/** What came out, at a glance. */
const answer = () => page.getByRole('region', { name: /as (recorded|trained here)$/ });
const region = (name: string) => page.getByRole('region', { name, exact: true });
const choice = (title: string) => page.getByRole('radio', { name: new RegExp(`^${title}`) });

beforeEach(() => page.viewport(1000, 800));
afterEach(async () => {
  if (app) await unmount(app);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

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

test('what a model goes through is told in words where its name is pressed', async () => {
  await open();
  const recipe = region('What each model goes through');
  await recipe.getByRole('button', { name: 'MSM + AFT', exact: true }).click();
  const { description } = experiments.agentic!.arms.find(({ id }) => id === 'msm+aft')!;
  await expect.element(recipe.getByText(description)).toBeVisible();
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

test('before any training the recorded result is shown, with device and date', async () => {
  const text = JSON.stringify(await record(['aft', 'msm+aft'], [1, 2, 3]));
  await open('', { 'recorded/agentic.json': () => new Response(text) });
  await expect.element(result()).toHaveTextContent('Recorded');
  await expect.element(result()).toHaveTextContent('23 November 2026 on acme one (software, no GPU)');
  await expect.element(result()).toHaveTextContent('Tiny, 3 seeds');
});

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

test('another experiment is chosen: its arms, its recorded result and its metrics take over, and the address', async () => {
  await open('?preset=tiny&seeds=1,2&arms=aft', await recordings('agentic', 'values'));
  await expect
    .element(answer())
    .toHaveTextContent('the model that was only shown examples (AFT) took the unsafe shortcut');
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

test('experiments without a recorded result are marked, before one is chosen', async () => {
  const { default: Chooser } = await import('../../src/sections/Chooser.svelte');
  const props = { chosen: 'agentic', locked: false, onchoose: () => undefined, recorded: ['agentic', 'values'] };
  app = mount(Chooser, { target: document.body, props });
  const marked = Object.values(experiments).filter(({ name }) => !props.recorded.includes(name));
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
  ['agentic', 'shown the same examples'],
  ['strength', 'Where few documents were read (a sixteenth), refusals make unsafe shortcuts rarer.'],
  ['controls', 'Where documents say nothing true, reading them changes unsafe shortcuts by less than 10 in 100.'],
])('the answer of %s is told as its headline is: about the same examples only where they are', async (name, words) => {
  await open(`?experiment=${name}`, await recordings(name));
  await expect.element(answer()).toHaveTextContent(words);
  const told = answer().getByText('shown the same examples').elements();
  expect(told).toHaveLength(name === 'agentic' ? 1 : 0);
});

test('there is no showcase of other experiments than the headline: a sentence says what to do, and an own run shows', async () => {
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

test('leaving is asked about only while a run is under way of which nothing is kept', async () => {
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  await open();
  expect(asks()).toBe(false);
  await train().click();
  tellRun();
  expect(asks()).toBe(false);
  worker().say({ type: 'unkept', message: 'Another tab is training, so this run cannot be resumed.' });
  expect(asks()).toBe(true);
  worker().say({ type: 'stopped' });
  expect(asks()).toBe(false);
});

test('the benchmark opens in a tab of its own, and is offered only with a network', async () => {
  await open();
  const link = () => page.getByRole('link', { name: 'How fast is your GPU?' });
  await expect.element(link()).toHaveAttribute('target', '_blank');
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  window.dispatchEvent(new Event('offline'));
  await expect.element(link()).not.toBeInTheDocument();
});

test('without WebGPU the page says so, and Train cannot be pressed', async () => {
  vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(undefined as never);
  await open();
  await expect.element(page.getByText('This browser has no WebGPU')).toBeVisible();
  await expect.element(train()).toBeDisabled();
});

test('where no device is found the page says so', async () => {
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
  await open();
  await expect.element(page.getByText('found no device it may use')).toBeVisible();
  await expect.element(train()).toBeDisabled();
});

test('a bad link is named in a sentence and the defaults stand', async () => {
  await open('?preset=huge&seeds=3');
  await expect.element(page.getByText('The link asks for preset “huge”')).toBeVisible();
  await train().click();
  expect(worker().request).toMatchObject({ preset: 'standard', seeds: [3] });
});

test('settings are kept in bounds: up to 16 seeds, never no model, no shipped weights where there are none', async () => {
  await open('?preset=standard&arms=aft');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('0-15');
  await page.getByRole('checkbox', { name: 'AFT', exact: true }).click();
  await expect.element(page.getByRole('checkbox', { name: 'AFT', exact: true })).toBeChecked();
  await page.getByRole('combobox', { name: 'Preset' }).selectOptions('tiny');
  await expect.element(page.getByRole('radio', { name: 'pretrained, from this site' })).toBeDisabled();
  await train().click();
  expect(worker().request).toMatchObject({ arms: ['aft'], preset: 'tiny', base: 'scratch' });
  expect(worker().request.seeds).toHaveLength(16);
});

test.each(Object.keys(experiments))('%s: nothing is wider than a small phone', async (name) => {
  await page.viewport(360, 740);
  await open(`?experiment=${name}&preset=tiny&base=scratch&seeds=1,2`, await recordings(name));
  await expect.element(result()).toHaveTextContent('Recorded');
  await result().getByText('All metrics as a table').click();
  await train().click();
  tellRun(
    finishedRun(
      experiments[name]!.arms.map(({ id }) => id),
      [1, 2],
      'scratch',
      name,
    ),
  );
  await expect.element(region('Training').getByRole('table')).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('nothing is wider than a small phone', async () => {
  await page.viewport(360, 740);
  await open();
  await train().click();
  tellRun();
  worker().say({ type: 'finished', results: finishedRun(ARMS, [1, 2]).results, seconds: 250 });
  await result().getByText('All metrics as a table').click();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});
