/** Medians, and the arithmetic of repeated work. */
import { describe, expect, test } from 'vitest';
import { effort, median, medianSpan, scale, Stopwatch } from '../../bench/stopwatch';

/** A stopwatch whose wall and CPU clocks move only when told to. */
class ManualStopwatch extends Stopwatch {
  constructor(readonly clock: { ms: number; cpuMs: number }) {
    super(() => Promise.resolve(clock.cpuMs));
  }
  override now(): number {
    return this.clock.ms;
  }
}

describe('median', () => {
  test('is the middle, or the mean of the two in the middle', () => {
    expect(median([5, 1, 30])).toBe(5);
    expect(median([10, 9, 1, 2])).toBe(5.5);
    expect(() => median([])).toThrow(RangeError);
  });

  test('of spans has CPU time only if all have', () => {
    expect(
      medianSpan([
        { ms: 1, cpuMs: 5 },
        { ms: 3, cpuMs: 4 },
        { ms: 2, cpuMs: 9 },
      ]),
    ).toEqual({ ms: 2, cpuMs: 5 });
    expect(medianSpan([{ ms: 1, cpuMs: 5 }, { ms: 3 }])).toEqual({ ms: 2 });
    expect(scale({ ms: 4, cpuMs: 6 }, 0.5)).toEqual({ ms: 2, cpuMs: 3 });
    expect(scale({ ms: 4 }, 2)).toEqual({ ms: 8 });
  });
});

test('effort is CPU time on software where it was read', () => {
  const span = { ms: 2, cpuMs: 3 };
  expect([effort(span, true), effort(span, false), effort({ ms: 2 }, true)]).toEqual([3, 2, 2]);
});

describe('timeOne', () => {
  /** Work of which the first run takes `first` and every later one `each` milliseconds, on two processors. */
  async function timed(first: number, each: number, target: number, most?: number) {
    const clock = { ms: 100, cpuMs: 1000 };
    const asked: number[] = [];
    const work = (runs: number) => {
      const ms = asked.length === 0 ? first : runs * each;
      asked.push(runs);
      clock.ms += ms;
      clock.cpuMs += 2 * ms;
      return Promise.resolve();
    };
    return { span: await new ManualStopwatch(clock).timeOne(work, target, most), asked };
  }

  test('repeats what is quick and divides', async () => {
    expect(await timed(10, 8, 100)).toEqual({ span: { ms: 8, cpuMs: 16 }, asked: [1, 10] });
  });

  test('runs what is slow once more, without its first run', async () => {
    expect(await timed(900, 300, 100)).toEqual({ span: { ms: 300, cpuMs: 600 }, asked: [1, 1] });
  });

  test('asks for more where the first run was slow to start', async () => {
    expect(await timed(10, 1, 100)).toEqual({ span: { ms: 1, cpuMs: 2 }, asked: [1, 10, 100] });
  });

  test('has a limit', async () => {
    expect((await timed(0, 1, 100, 50)).asked).toEqual([1, 50]);
  });
});
