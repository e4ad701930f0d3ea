/** The stops of the tour as data: where they are, how much they say, and how one comes from each to the next. */
import { describe, expect, test } from 'vitest';
import { askedStop, stopFrom, STOPS } from '../../../src/tour/stops';

test('there are six to eight, each about something of its own', () => {
  expect(STOPS.length).toBeGreaterThanOrEqual(6);
  expect(STOPS.length).toBeLessThanOrEqual(8);
  expect(new Set(STOPS.map(({ target }) => target)).size).toBe(STOPS.length);
  expect(new Set(STOPS.map(({ heading }) => heading)).size).toBe(STOPS.length);
  for (const { target } of STOPS) expect(target).toMatch(/^[a-z]+$/);
});

describe.each(STOPS.map((stop) => [stop.heading, stop] as const))('%s', (heading, { text, question }) => {
  test('is short enough for a card', () => {
    expect(heading.length).toBeLessThanOrEqual(40);
    expect(text.length).toBeGreaterThan(80);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text).toMatch(/[.]$/);
  });

  test('asks one question', () => {
    expect(question.length).toBeLessThanOrEqual(140);
    expect(question).toMatch(/^[^.?!]+\?$/);
  });
});

describe('a link asks for a stop', () => {
  test.each([
    ['', 0],
    ['1', 0],
    ['3', 2],
    [String(STOPS.length), STOPS.length - 1],
    [String(STOPS.length + 1), 0],
    ['0', 0],
    ['-1', 0],
    ['2.5', 0],
    ['two', 0],
    ['1e0', 0],
    ['toString', 0],
  ])('%j: number %i', (asked, stop) => {
    expect(askedStop(asked)).toBe(stop);
  });
});

describe('from stop to stop', () => {
  const missing =
    (...targets: string[]) =>
    ({ target }: { target: string }) =>
      !targets.includes(target);
  const all = missing();

  test('one after another, to either end', () => {
    expect(stopFrom(0, 1, all)).toBe(1);
    expect(stopFrom(1, -1, all)).toBe(0);
    expect(stopFrom(0, -1, all)).toBeUndefined();
    expect(stopFrom(STOPS.length - 1, 1, all)).toBeUndefined();
    expect(stopFrom(-1, 1, all)).toBe(0);
  });

  test('what the page does not have is passed by', () => {
    const isThere = missing(STOPS[1]!.target, STOPS[2]!.target, STOPS.at(-1)!.target);
    expect(stopFrom(0, 1, isThere)).toBe(3);
    expect(stopFrom(3, -1, isThere)).toBe(0);
    expect(stopFrom(STOPS.length - 2, 1, isThere)).toBeUndefined();
  });
});
