/** What a run would take, asked of a worker that answers late, says no, breaks, or is no longer needed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Estimator } from '../../../src/lab/estimate.svelte';
import type { RunEstimate, RunRequest } from '../../../workers/protocol';

interface FakeWorker {
  resolve: (estimate: RunEstimate) => void;
  /** Ends a timing run. */
  timed: (seconds: number) => void;
  refuse: (error: Error) => void;
  reject: (error: Error) => void;
  ended: boolean;
}
const workers: FakeWorker[] = [];

vi.mock('../../../workers/client', () => ({
  connect: () => {
    const worker = { ended: false } as FakeWorker;
    const answer = new Promise<RunEstimate>((resolve, reject) => Object.assign(worker, { resolve, reject }));
    const timingRun = new Promise<number>((timed, refuse) => Object.assign(worker, { timed, refuse }));
    workers.push(worker);
    return { lab: { estimate: () => answer, timeRun: () => timingRun }, terminate: () => void (worker.ended = true) };
  },
}));

const REQUEST = { experiment: 'agentic' } as RunRequest;
const ESTIMATE: RunEstimate = { models: 4, work: 1e6, bytes: 1, shape: 'small' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  workers.length = 0;
});

test('a worker that breaks is told of, holds nothing up, and the next question goes to another', async () => {
  const estimator = new Estimator();
  const asked = estimator.ask(REQUEST);
  const broken = Object.assign(new Error('The training worker could not be loaded.'), { name: 'WorkerError' });
  workers[0]!.reject(broken);
  await asked;
  expect(estimator).toMatchObject({ trouble: '', unknown: 'The training worker could not be loaded.' });
  expect(workers[0]!.ended).toBe(true);

  const again = estimator.ask(REQUEST);
  workers[1]!.resolve(ESTIMATE);
  await again;
  expect(estimator).toMatchObject({ estimate: ESTIMATE, trouble: '', unknown: '' });
});

test('a run that is not possible is trouble', async () => {
  const estimator = new Estimator();
  const asked = estimator.ask(REQUEST);
  workers[0]!.reject(new Error('The request names seed 3 twice.'));
  await asked;
  expect(estimator).toMatchObject({ trouble: 'The request names seed 3 twice.', unknown: '' });
  expect(workers[0]!.ended).toBe(false);
});

test('a worker that nobody asks any more is freed, also one that was only to learn from', async () => {
  const estimator = new Estimator();
  const learned = estimator.learn(REQUEST, 5);
  workers[0]!.resolve(ESTIMATE);
  await learned;
  expect(workers[0]!.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers[0]!.ended).toBe(true);
});

test('how long it takes is not known until it was measured or run, and then by shape', async () => {
  const estimator = new Estimator();
  const asked = estimator.ask(REQUEST);
  workers[0]!.resolve(ESTIMATE);
  await asked;
  expect(estimator.seconds).toBeUndefined();

  const measured = estimator.measure(REQUEST);
  expect(estimator.measuring).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers[0]!.ended).toBe(false); // however long it takes
  workers[0]!.timed(250);
  await measured;
  expect(estimator).toMatchObject({ measuring: false, seconds: 250, unknown: '' });

  estimator.estimate = { ...ESTIMATE, work: 2e6 };
  expect(estimator.seconds).toBe(500);
  estimator.estimate = { ...ESTIMATE, shape: 'large' };
  expect(estimator.seconds).toBeUndefined();
});

test('a measurement ends where a run begins', async () => {
  const estimator = new Estimator();
  void estimator.measure(REQUEST);
  estimator.rest();
  expect(workers[0]!.ended).toBe(true);
  expect(estimator.measuring).toBe(false);
});

test('why it could not be measured stands beside the run that was measured, and beside no other', async () => {
  const estimator = new Estimator();
  const measured = estimator.measure(REQUEST);
  workers[0]!.refuse(new Error('The models do not fit.'));
  await measured;
  expect(estimator).toMatchObject({ measuring: false, untimed: 'The models do not fit.', unknown: '' });
  const other = estimator.ask(REQUEST);
  workers[0]!.resolve(ESTIMATE);
  await other;
  expect(estimator.untimed).toBe('');
  estimator.rest();

  const late = estimator.measure(REQUEST);
  const asked = estimator.ask(REQUEST);
  workers[1]!.resolve(ESTIMATE);
  await asked;
  workers[1]!.refuse(new Error('The models do not fit.'));
  await late;
  expect(estimator.untimed).toBe('');
});
