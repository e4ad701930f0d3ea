/** A run that is begun to see how fast it goes: it ends early, and frees the device. */
import { expect, it } from 'vitest';
import { type Gpu, openGpu } from '../../models/device';
import { timeRun } from '../../workers/run/timing-run';
import { BaseError } from '../../workers/base/base-weights';
import { request } from './run-outcome';

/** What a timing run sees of the world: time that goes on by so much whenever the clock is read; steps are counted. */
function surroundings(tick: number) {
  const seen = { closed: 0, steps: 0 };
  let now = 0;
  const outside = {
    openGpu: async (): Promise<Gpu> => {
      const gpu = await openGpu();
      const close = gpu.close.bind(gpu);
      gpu.close = () => {
        seen.closed++;
        close();
      };
      return gpu;
    },
    loadBase: () => Promise.reject(new BaseError('There are no weights.')),
    clock: () => (now += tick),
    control: { paused: () => void seen.steps++ },
  };
  return { seen, outside };
}

it('tells from a few steps how long all of them take', async () => {
  const { seen, outside } = surroundings(150);
  const seconds = await timeRun(request, outside);
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBeLessThan(1000);
  expect(seen.steps).toBeGreaterThan(0);
  expect(seen.steps).toBeLessThan(20); // each reads the clock more than once, and 2,000 ms are enough
  expect(seen.closed).toBe(1);
});

it('of a run that is over before, it tells how long that was', async () => {
  const { seen, outside } = surroundings(0.01);
  expect(await timeRun(request, outside)).toBeLessThan(2);
  expect(seen.closed).toBe(1);
});

it('rejects a run that cannot begin, and frees the device', async () => {
  const { seen, outside } = surroundings(1);
  await expect(timeRun({ ...request, base: 'shipped' }, outside)).rejects.toThrow('There are no weights.');
  expect(seen.closed).toBe(1);
});
