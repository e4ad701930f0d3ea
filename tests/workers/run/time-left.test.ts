import { expect, test } from 'vitest';
import { Pause } from '../../../workers/run/pause';
import { TimeLeft } from '../../../workers/run/time-left';

test('at a steady pace the time left is the work left at that pace', () => {
  let now = 1000;
  const timeLeft = new TimeLeft(100, () => now);
  expect(timeLeft.seconds).toBe(Infinity);
  for (let i = 0; i < 40; i++) {
    now += 50;
    timeLeft.did(1);
  }
  expect(timeLeft.seconds).toBeCloseTo(60 * 0.05, 10);
  expect(timeLeft.msPerToken).toBeCloseTo(50, 10);
});

test('it follows a change of pace, and does not count a pause', () => {
  let now = 0;
  const timeLeft = new TimeLeft(1000, () => now);
  for (let i = 0; i < 100; i++) {
    now += 10;
    timeLeft.did(1);
  }
  now += 1e6;
  timeLeft.restart();
  for (let i = 0; i < 200; i++) {
    now += 30;
    timeLeft.did(1);
  }
  expect(timeLeft.msPerToken).toBeGreaterThan(29.9);
  expect(timeLeft.msPerToken).toBeLessThan(30);
});

test('what there is still to do can change', () => {
  let now = 0;
  const timeLeft = new TimeLeft(100, () => now);
  now += 20;
  timeLeft.did(10);
  expect(timeLeft.seconds).toBeCloseTo(0.18, 10);
  timeLeft.expect(50);
  expect(timeLeft.seconds).toBeCloseTo(0.1, 10);
});

test('what was done before counts as done, and says nothing of the pace', () => {
  let now = 0;
  const timeLeft = new TimeLeft(100, () => now);
  timeLeft.skip(60);
  expect(timeLeft.left).toBe(40);
  expect(timeLeft.seconds).toBe(Infinity);
  now += 20;
  timeLeft.did(10);
  expect(timeLeft.seconds).toBeCloseTo(0.06, 10);
  timeLeft.skip(50);
  expect(timeLeft.left).toBe(0);
});

test('a pause holds until it ends, however often it is begun', async () => {
  const pause = new Pause();
  expect(pause.paused()).toBeUndefined();
  pause.begin();
  const held = pause.paused()!;
  pause.begin();
  expect(pause.paused()).toBe(held);
  let released = false;
  void held.then(() => (released = true));
  await Promise.resolve();
  expect(released).toBe(false);
  pause.end();
  await held;
  expect(pause.paused()).toBeUndefined();
});
