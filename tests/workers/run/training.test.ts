import { expect, test } from 'vitest';
import type { StepInput } from '../../../models/step-input';
import { trainStage, type TrainingProgress } from '../../../workers/run/training';

/** One replica's input, of which nothing is read. */
const input: StepInput = { data: new Int32Array(0), scored: [1] };

/**
 * A trainer that only counts, whose steps take one turn of the event loop each.
 *
 * @param broken for each replica the step at which it diverges
 */
function countingTrainer(broken = [Infinity]) {
  const seen = { rates: [] as number[], running: 0, mostRunning: 0, readings: 0 };
  let reported = 0;
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  let queue = Promise.resolve();
  const trainer = {
    submit(_: unknown, rates: number[]) {
      seen.rates.push(rates[0]!);
      seen.mostRunning = Math.max(seen.mostRunning, ++seen.running);
      queue = queue.then(turn).then(() => void seen.running--);
    },
    settled: () => queue,
    async stats() {
      seen.readings++;
      await queue;
      const done = seen.rates.length;
      const steps = done - reported;
      const diverged = broken.map((step) => (step <= done ? Math.max(1, step - reported) : 0));
      const meanLoss = broken.map(() => done);
      reported = done;
      return { steps, loss: meanLoss, meanLoss, gradNorm: [0], diverged };
    },
  };
  return { trainer, seen };
}

async function train(steps: number, loggingEvery: number, from = 0) {
  const { trainer, seen } = countingTrainer();
  const asked: number[] = [];
  const points: TrainingProgress[] = [];
  const recipe = { steps, peak: 1, warmup: 4, floor: 0 };
  const at = (step: number) => {
    asked.push(step);
    return input;
  };
  for await (const point of trainStage({ trainer, recipe, source: { at }, loggingEvery, from })) points.push(point);
  return { points, seen, asked };
}

test('every step is trained once, on its own batch, at the rate of the schedule', async () => {
  const { points, seen, asked } = await train(8, 3);
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  // Warm-up over 4 steps times half a cosine over 8: ¼·1, ½·½(1+cos(π/8)), …
  const cosine = (step: number) => (1 + Math.cos((Math.PI * step) / 8)) / 2;
  expect(seen.rates[0]).toBeCloseTo(0.25, 12);
  expect(seen.rates[1]).toBeCloseTo(0.5 * cosine(1), 12);
  expect(seen.rates[6]).toBeCloseTo(cosine(6), 12);
});

test('it is said how many steps have run: of those submitted two may be under way, at a reading none', async () => {
  const { points } = await train(8, 4);
  expect(points.map(({ ran }) => ran)).toEqual([0, 0, 1, 4, 4, 4, 5, 8]);
});

test('losses are read every few steps and at the end, and no more often', async () => {
  const { points, seen } = await train(8, 3);
  expect(points.filter(({ loss }) => loss).map(({ step, loss }) => [step, loss![0]])).toEqual([
    [3, 3],
    [6, 6],
    [8, 8],
  ]);
  expect(seen.readings).toBe(3);
});

test('a replica that diverges is named once, with its step, and has no loss from there on', async () => {
  const { trainer } = countingTrainer([Infinity, 2, 3, 4, 8]);
  const recipe = { steps: 8, peak: 1, warmup: 0, floor: 0 };
  const points: TrainingProgress[] = [];
  for await (const point of trainStage({ trainer, recipe, source: { at: () => input }, loggingEvery: 3 }))
    points.push(point);
  expect(points.filter(({ loss }) => loss)).toEqual([
    { step: 3, ran: 3, loss: [3, NaN, NaN, 3, 3], diverged: [1, 2].map((replica) => ({ replica, step: replica + 1 })) },
    { step: 6, ran: 6, loss: [6, NaN, NaN, NaN, 6], diverged: [{ replica: 3, step: 4 }] },
    { step: 8, ran: 8, loss: [8, NaN, NaN, NaN, NaN], diverged: [{ replica: 4, step: 8 }] },
  ]);
});

test('at most two steps are in flight, and none when the last point comes', async () => {
  const { seen } = await train(30, 10);
  expect(seen.mostRunning).toBe(2);
  expect(seen.running).toBe(0);
});

test('a resumed stage goes on where it stopped, with the same batches and rates', async () => {
  const whole = await train(9, 3);
  const rest = await train(9, 3, 6);
  expect(rest.asked).toEqual([6, 7, 8]);
  expect(rest.seen.rates).toEqual(whole.seen.rates.slice(6));
});

test('what breaks on the device is thrown', async () => {
  const { trainer } = countingTrainer();
  const broken = { ...trainer, settled: () => Promise.reject(new Error('The GPU device was lost')) };
  const stage = { recipe: { steps: 9, peak: 1, warmup: 0, floor: 0 }, source: { at: () => input }, loggingEvery: 9 };
  const consume = async () => {
    for await (const point of trainStage({ ...stage, trainer: broken })) expect(point.step).toBeLessThan(9);
  };
  await expect(consume()).rejects.toThrow('The GPU device was lost');
});
