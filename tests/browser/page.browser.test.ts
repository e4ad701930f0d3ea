/**
 * The page in a real browser, with a worker that says what the test makes it say. What the real worker says is tested
 * with the built page in tests/e2e.
 */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { RunEvent, RunRequest } from '../../workers/protocol';
import { divergedRun, finishedRun, record } from '../src/records/runs';
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
      pause: async () => void calls.push('pause'),
      resume: async () => void calls.push('resume'),
    };
    return { lab, terminate: () => void calls.push('terminate') };
  },
}));

const ARMS = ['aft', 'msm+aft'];
const QUERY = '?preset=tiny&seeds=1,2&base=scratch&arms=aft,msm+aft';
let app: ReturnType<typeof mount> | undefined;

/** Opens the page at a query; `recorded` is what the server answers for the recorded result. */
async function open(query = QUERY, recorded = new Response('', { status: 404 })): Promise<void> {
  vi.spyOn(window, 'fetch').mockResolvedValue(recorded);
  history.replaceState(null, '', query);
  const { default: App } = await import('../../src/App.svelte');
  app = mount(App, { target: document.body });
}

/** A run as the worker tells it, up to but without its end. */
function tellRun(): void {
  const { plan, curves, probes, results } = finishedRun(ARMS, [1, 2]);
  const { say } = worker();
  say({ type: 'started', plan });
  say({ type: 'stage', stage: 'pretrain', steps: 12 });
  say({ type: 'progress', stage: 'pretrain', step: 6, steps: 12, secondsLeft: 200, msPerStep: 12 });
  curves.forEach((point) => say({ type: 'curve', point }));
  probes.forEach((point) => say({ type: 'probe', point }));
  results.forEach((result) => say({ type: 'result', result }));
}

const train = () => page.getByRole('button', { name: 'Train', exact: true });
const status = () => page.getByRole('status');
const result = () => page.getByRole('region', { name: 'Result' });

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

  worker().say({ type: 'finished', results: finishedRun(ARMS, [1, 2]).results, seconds: 250 });
  await expect.element(status()).toHaveTextContent('Finished in 4 min 10 s');
  await expect.element(result()).toHaveTextContent('This device');
  await expect.element(result().getByText('not enough seeds').first()).toBeVisible();
  await expect.element(result().getByRole('img', { name: /AFT 62% \(2 seeds\), MSM \+ AFT 12%/ })).toBeVisible();
  await result().getByText('All metrics as a table').click();
  await expect.element(result().getByRole('row', { name: /^AFT 2 61\.5%/ })).toBeVisible();
  await result().getByText('Every seed as a table').click();
  await expect.element(result().getByRole('row', { name: /^AFT 2 62\.0% 5\.0%/ })).toBeVisible();
  await expect.element(train()).toBeEnabled();
  expect(worker().calls).toEqual(['terminate']);
});

test('a run is paused, resumed and stopped; afterwards another can be trained', async () => {
  await open();
  await train().click();
  tellRun();
  await page.getByRole('button', { name: 'Pause' }).click();
  worker().say({ type: 'paused' });
  await expect.element(status()).toHaveTextContent('Paused');
  await page.getByRole('button', { name: 'Resume' }).click();
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
      'The GPU device was lost (unknown): driver reset. Nothing is wrong with the run: press Train to begin it again.',
    );
  await expect.element(train()).toBeEnabled();
});

test('before any training the recorded result is shown, with device and date', async () => {
  await open('', new Response(JSON.stringify(await record(['aft', 'msm+aft'], [1, 2, 3]))));
  await expect.element(result()).toHaveTextContent('Recorded');
  await expect.element(result()).toHaveTextContent('23 November 2026 on acme one (software, no GPU)');
});

test.each([
  ['missing', new Response('', { status: 404 }), 'No recorded result comes with this copy'],
  ['no record', new Response('{"schema":1}'), 'The recorded result cannot be shown: this is not a valid run record'],
])('a recorded result that is %s: one sentence', async (_, response, sentence) => {
  await open('', response);
  await expect.element(result()).toHaveTextContent(sentence);
});

test('without WebGPU the page says so, and Train cannot be pressed', async () => {
  vi.stubGlobal('navigator', Object.create(navigator, { gpu: { value: undefined } }));
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

test('settings are kept in bounds: seeds from 1 to 16, never no model, no shipped weights where there are none', async () => {
  await open('?preset=standard&arms=aft');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Seeds' }).fill('99');
  await page.getByRole('checkbox', { name: 'AFT', exact: true }).click();
  await expect.element(page.getByRole('spinbutton', { name: 'Seeds' })).toHaveValue(16);
  await expect.element(page.getByRole('checkbox', { name: 'AFT', exact: true })).toBeChecked();
  await page.getByRole('combobox', { name: 'Preset' }).selectOptions('tiny');
  await expect.element(page.getByRole('radio', { name: 'pretrained, from this site' })).toBeDisabled();
  await train().click();
  expect(worker().request).toMatchObject({ arms: ['aft'], preset: 'tiny', base: 'scratch' });
  expect(worker().request.seeds).toHaveLength(16);
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
