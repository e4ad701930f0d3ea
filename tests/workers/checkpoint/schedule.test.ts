import { expect, test } from 'vitest';
import { Cadence, CHECKPOINT_EVERY, MOST_SPENT } from '../../../workers/checkpoint/schedule';

let now = 0;
const clock = () => now;

/** Milliseconds from now until a checkpoint is due. */
function wait(cadence: Cadence): number {
  const since = now;
  while (!cadence.due()) now += 1000;
  return now - since;
}

/** Leaves a checkpoint, which takes so many milliseconds. */
function leave(cadence: Cadence, cost: number): void {
  const began = now;
  now += cost;
  cadence.left(began);
}

test('where a checkpoint is quick, one is left every so many seconds', () => {
  const cadence = new Cadence(clock);
  for (let i = 0; i < 3; i++) {
    expect(wait(cadence)).toBe(CHECKPOINT_EVERY);
    leave(cadence, 200);
  }
});

test('where it is slow, the next waits so long that checkpoints take no more than their share', () => {
  const cadence = new Cadence(clock);
  wait(cadence);
  const began = now;
  for (let i = 0; i < 4; i++) {
    leave(cadence, 6000);
    expect(wait(cadence)).toBe(6000 / MOST_SPENT);
  }
  expect((4 * 6000) / (now - began)).toBeLessThan(MOST_SPENT);
  leave(cadence, 10);
  expect(wait(cadence)).toBe(CHECKPOINT_EVERY);
});
