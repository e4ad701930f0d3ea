/** Numbers as the page writes them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainNumber } from '../../scripts/command-line';
import { day, decimal, duration, percent, plainDecimal, roughly, timeLeft } from '../../src/format';

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

test('plain decimals are read by the command line as the same number, however small', () => {
  expect([1e-7, 0.25, 90, -0.002, 6e-3].map(plainDecimal)).toEqual(['0.0000001', '0.25', '90', '-0.002', '0.006']);
  const settings = fc
    .double({ noNaN: true, min: -1e9, max: 1e9 })
    .filter((value) => value === 0 || Math.abs(value) > 1e-60);
  fc.assert(fc.property(settings, (value) => plainNumber(plainDecimal(value)) === value));
});
