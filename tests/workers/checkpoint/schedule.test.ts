import { expect, test } from 'vitest';
import { CheckpointSchedule, CHECKPOINT_EVERY, MOST_SPENT } from '../../../workers/checkpoint/schedule';

let now = 0;
const clock = () => now;

/** Milliseconds from now until a checkpoint is due. */
function wait(schedule: CheckpointSchedule): number {
  const since = now;
  while (!schedule.due()) now += 1000;
  return now - since;
}

/** Leaves a checkpoint, which takes so many milliseconds. */
function leave(schedule: CheckpointSchedule, cost: number): void {
  const began = now;
  now += cost;
  schedule.saved(began);
}

test('where a checkpoint is quick, one is left every so many seconds', () => {
  const schedule = new CheckpointSchedule(clock);
  for (let i = 0; i < 3; i++) {
    expect(wait(schedule)).toBe(CHECKPOINT_EVERY);
    leave(schedule, 200);
  }
});

test('where it is slow, the next waits so long that checkpoints take no more than their share', () => {
  const schedule = new CheckpointSchedule(clock);
  wait(schedule);
  const began = now;
  for (let i = 0; i < 4; i++) {
    leave(schedule, 6000);
    expect(wait(schedule)).toBe(6000 / MOST_SPENT);
  }
  expect((4 * 6000) / (now - began)).toBeLessThan(MOST_SPENT);
  leave(schedule, 10);
  expect(wait(schedule)).toBe(CHECKPOINT_EVERY);
});
