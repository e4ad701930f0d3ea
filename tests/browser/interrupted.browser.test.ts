/** What the page makes of a run that was interrupted, with a worker and a store that say what the test makes them say. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { InterruptedRun, RunEvent, RunKey } from '../../workers/protocol';
import type { Refusal } from '../../workers/checkpoint/interrupted-run';
import { Lab } from '../../src/lab/lab.svelte';
import Interrupted from '../../src/training/Interrupted.svelte';
import Train from '../../src/training/Train.svelte';
import { NOTHING_FOUND } from '../../workers/run/log';
import { finishedRun, SPEC } from '../records/runs';
import '../../src/style.css';

/** What is kept in the browser, and what was forgotten of it. */
let kept: InterruptedRun | Refusal | undefined;
let forgotten: (string | undefined)[] = [];

vi.mock('../../workers/checkpoint/interrupted-run', () => ({
  findInterruptedRun: () => Promise.resolve(kept),
  forgetRun: (started: string | undefined) => Promise.resolve(void forgotten.push(started)),
}));

/** What the worker was asked for, and how it answers. */
let asked: { what: 'run' | 'restore'; mark: RunKey; say: (event: RunEvent) => void }[] = [];

vi.mock('../../workers/client', () => ({
  connect: () => {
    const work = (what: 'run' | 'restore') => (say: (event: RunEvent) => void, mark: RunKey) => {
      asked.push({ what, mark, say });
      return new Promise<void>(() => undefined);
    };
    const run = (_: unknown, say: (event: RunEvent) => void, mark: RunKey) => work('run')(say, mark);
    const estimate = () => Promise.resolve({ models: 4, work: 1e6, bytes: 2 ** 28 });
    return { lab: { run, restore: work('restore'), estimate }, terminate: () => undefined };
  },
}));

const interrupted: InterruptedRun = {
  started: new Date(2026, 10, 25, 14, 2).toISOString(),
  request: {
    ...{ experiment: 'values', arms: ['aft', 'thrift', 'homeland'], seeds: [10, 11], preset: 'tiny', base: 'scratch' },
    specs: { thrift: SPEC },
  },
  share: 0.431,
};

let lab: Lab;
let section: ReturnType<typeof mount>;

function open(): void {
  vi.spyOn(window, 'fetch').mockImplementation(() => Promise.resolve(new Response('', { status: 404 })));
  lab = new Lab({ search: '?preset=tiny', hash: '' });
  section = mount(Interrupted, { target: document.body, props: { lab } });
}

const note = () => page.getByRole('region', { name: 'Interrupted run' });
const button = (name: string) => note().getByRole('button', { name });
const say = (event: RunEvent) => asked.at(-1)!.say(event);

beforeEach(() => {
  kept = undefined;
  forgotten = [];
  asked = [];
});
afterEach(async () => {
  lab.run.stop();
  await unmount(section);
  vi.restoreAllMocks();
});

test('a run that was interrupted is offered; resumed, it shows all that it had found', async () => {
  kept = interrupted;
  open();
  await expect
    .element(note())
    .toHaveTextContent(
      'A run was interrupted at 43% (Values from the same demonstrations, 3 models × 2 seeds, 25 November, 14:02).',
    );
  await button('Resume').click();
  expect(asked).toMatchObject([{ what: 'restore', mark: { commit: __COMMIT__, started: interrupted.started } }]);
  expect(lab.experiment.name).toBe('values');
  expect(lab.run.status).toBe('starting');
  await expect.element(note()).not.toBeInTheDocument();

  const { plan, curves, probes, results } = finishedRun(['aft', 'thrift'], [10, 11], 'scratch', 'values');
  const found = { ...NOTHING_FOUND, curves, probes, results };
  say({ type: 'started', plan });
  say({ type: 'restored', found });
  expect(lab.run).toMatchObject({ status: 'running', plan, found });

  say({ type: 'recovering', attempt: 1, attempts: 3, message: 'The GPU device was lost (unknown): driver reset' });
  expect(lab.run).toMatchObject({ status: 'recovering', active: true });
  say({ type: 'started', plan });
  const less = { ...NOTHING_FOUND, curves: curves.slice(0, 1) };
  say({ type: 'restored', found: less });
  expect(lab.run).toMatchObject({ status: 'running', found: less });
  say({ type: 'unkept', message: 'There is no room.' });
  expect(lab.run.unkept).toBe('There is no room.');

  say({ type: 'failed', reason: 'device lost', message: 'The GPU device was lost.' });
  await expect.element(note()).toHaveTextContent('A run was interrupted at 43%');
  expect(forgotten).toEqual([]);
});

test('discarded after a question, it is forgotten, and no other run', async () => {
  kept = interrupted;
  open();
  await button('Discard').click();
  await expect.element(button('Keep')).toHaveFocus();
  expect(forgotten).toEqual([]);
  await button('Keep').click();
  await button('Discard').click();
  await button('Discard').click();
  await expect.element(note()).not.toBeInTheDocument();
  await vi.waitFor(() => expect(forgotten).toEqual([interrupted.started]));
});

test('one of an older version is forgotten by when it began', async () => {
  kept = { refusal: 'The lab has changed since it began.', started: interrupted.started };
  open();
  await button('Discard').click();
  await vi.waitFor(() => expect(forgotten).toEqual([interrupted.started]));
});

test('back in the tab, a run that another tab has resumed meanwhile is no longer offered', async () => {
  kept = interrupted;
  open();
  await expect.element(note()).toBeVisible();
  kept = undefined;
  document.dispatchEvent(new Event('visibilitychange'));
  await expect.element(note()).not.toBeInTheDocument();
});

test('Train asks before it takes the place of an interrupted run', async () => {
  kept = interrupted;
  open();
  const buttons = mount(Train, { target: document.body, props: { lab } });
  const train = page.getByRole('button', { name: 'Train', exact: true });
  await expect.element(note()).toBeVisible();
  await train.click();
  const question = page.getByRole('group', { name: /the one that was interrupted at 43% cannot be resumed/ });
  await expect.element(question.getByRole('button', { name: 'Keep it' })).toHaveFocus();
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect.element(question).not.toBeInTheDocument();
  await expect.element(train).toHaveFocus();
  expect(asked).toEqual([]);

  await train.click();
  await question.getByRole('button', { name: 'Train all the same' }).click();
  expect(asked).toMatchObject([{ what: 'run' }]);
  lab.run.stop();
  await train.click(); // it has been asked once
  expect(asked).toHaveLength(2);
  await unmount(buttons);
});

test('one that cannot be resumed says why, and can be discarded', async () => {
  const refusal = 'The interrupted run cannot be resumed, because what was kept of it is damaged.';
  kept = { refusal, started: undefined };
  open();
  await expect.element(note()).toHaveTextContent('because what was kept of it is damaged. Discard');
  expect(button('Resume').elements()).toEqual([]);
  await button('Discard').click();
  await expect.element(note()).not.toBeInTheDocument();
});

test('a run that is stopped or has finished is forgotten', async () => {
  open();
  void lab.run.start(interrupted.request);
  const { started } = asked[0]!.mark;
  expect(Math.abs(Date.parse(started) - Date.now())).toBeLessThan(60_000);
  lab.run.stop();
  await vi.waitFor(() => expect(forgotten).toEqual([started]));

  void lab.run.start(interrupted.request);
  const { plan, results } = finishedRun(['aft', 'thrift'], [10, 11], 'scratch', 'values');
  say({ type: 'started', plan });
  say({ type: 'finished', results, seconds: 9 });
  await vi.waitFor(() => expect(forgotten).toEqual([started, asked[1]!.mark.started]));
});

test('the screen stays on while models train, whatever the browser says to it', async () => {
  const released = vi.fn(() => Promise.resolve());
  const request = vi
    .spyOn(navigator.wakeLock, 'request')
    .mockImplementation(() => Promise.resolve({ released: false, release: released } as unknown as WakeLockSentinel));
  open();
  expect(request).not.toHaveBeenCalled();
  void lab.run.start(interrupted.request);
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
  say({ type: 'paused' });
  expect(released).toHaveBeenCalledTimes(1);
  say({ type: 'resumed' });
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(2));

  // Hidden and back, the browser has taken the lock back.
  Object.assign(await request.mock.results[1]!.value, { released: true });
  request.mockRejectedValueOnce(new DOMException('The battery is low.', 'NotAllowedError'));
  document.dispatchEvent(new Event('visibilitychange'));
  document.dispatchEvent(new Event('visibilitychange')); // while the first is being asked for: not twice
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(3));
  await new Promise((resolve) => setTimeout(resolve));
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(4));
  lab.run.stop();
  expect(released).toHaveBeenCalledTimes(2);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(request).toHaveBeenCalledTimes(4);
});

test('the note fits a small phone', async () => {
  await page.viewport(360, 740);
  kept = interrupted;
  open();
  await expect.element(button('Resume')).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});
