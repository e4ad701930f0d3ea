/** Numbers as the page writes them. */
import { expect, test } from 'vitest';
import { day, decimal, duration, percent, roughly, timeLeft } from '../../src/format';

test('rates', () => {
  expect([0, 0.005, 0.314, 1].map(percent)).toEqual(['0%', '1%', '31%', '100%']);
  expect(percent(NaN)).toBe('–');
  expect(decimal(Infinity, 2)).toBe('–');
});

test('times', () => {
  expect([0, 59.4, 60, 250, 3600, 4790].map(duration)).toEqual([
    ...['0 s', '59 s', '1 min', '4 min 10 s', '1 h', '1 h 20 min'],
  ]);
  expect([42, 89, 3599].map(roughly)).toEqual(['about 42 s', 'about 1 min', 'about 1 h']);
  expect(timeLeft(20)).toBe('less than a minute left');
  expect(timeLeft(200)).toBe('about 3 min left');
  expect(timeLeft(Infinity)).toBe('time left not known yet');
});

test('days are written out; a text that is no date stays as it is', () => {
  expect(day('2026-11-23T10:00:00Z')).toBe('23 November 2026');
  expect(day('soon')).toBe('soon');
});
