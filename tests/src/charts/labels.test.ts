/** Where labels of figures have room. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apart, LABEL_GAP, linesOf, roomFor, type Span, written } from '../../../src/charts/labels';

const ROOM = { from: 0, to: 100 };
const span = (from: number, to: number): Span => ({ from, to });
/** Every letter 1 wide. */
const widthOf = (words: string) => words.length;

test('labels are apart that neither meet nor leave the room, in any order', () => {
  expect(apart([span(60, 100), span(0, 54)], ROOM)).toBe(true);
  expect(apart([span(60, 100), span(0, 55)], ROOM)).toBe(false);
  expect(apart([span(-1, 10)], ROOM)).toBe(false);
  expect(apart([span(90, 101)], ROOM)).toBe(false);
  expect(apart([], ROOM)).toBe(true);
});

test('of labels on an axis as many are written as stay apart, the first and the last among them', () => {
  const spans = [span(0, 10), span(12, 22), span(30, 40), span(44, 54)];
  expect(written(spans)).toEqual([true, false, false, true]);
  expect(written([span(0, 10), span(20, 30), span(40, 50)])).toEqual([true, true, true]);
  expect(written([])).toEqual([]);
});

test('whatever the labels of an axis, those that are written stay apart', () => {
  const widths = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 40 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(widths, (steps) => {
      let at = 0;
      const spans = steps.map(([step, width]) => span((at += step), at + width));
      const shown = spans.filter((_, i) => written(spans)[i]);
      expect(shown.slice(0, -1).every(({ to }, i) => to + LABEL_GAP <= shown[i + 1]!.from)).toBe(true);
      expect(shown.at(-1)).toBe(spans.at(-1));
    }),
  );
});

test('a label takes lines as wide as there is room, and a word that is wider stands alone', () => {
  expect(linesOf('MSM + AFT with reasons', 12, widthOf)).toEqual(['MSM + AFT', 'with reasons']);
  expect(linesOf('a demonstration', 5, widthOf)).toEqual(['a', 'demonstration']);
});

test('room is made for the longest word, and until no label takes too many lines', () => {
  expect(roomFor(['a demonstration'], { least: 5, lines: 3, widthOf })).toBe(13);
  expect(roomFor(['one two three four'], { least: 5, lines: 4, widthOf })).toBe(5);
  const room = roomFor(['one two three four'], { least: 5, lines: 2, widthOf });
  expect(linesOf('one two three four', room, widthOf)).toHaveLength(2);
});
