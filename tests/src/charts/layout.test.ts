import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsOf } from '../../../src/charts/layout';

const GAP = 1;
const set = (widths: number[], room: number) => rowsOf(widths, { widthOf: (width) => width, gap: GAP, room });

test('pieces stand beside each other until a row is full', () => {
  expect(set([2, 3, 4, 9, 1], 6)).toEqual([
    [
      { piece: 2, x: 0 },
      { piece: 3, x: 3 },
    ],
    [{ piece: 4, x: 0 }],
    [{ piece: 9, x: 0 }],
    [{ piece: 1, x: 0 }],
  ]);
  expect(set([], 6)).toEqual([]);
});

test('no piece is lost, none overlaps another, and only one that is too wide by itself is wider than the room', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 1, max: 30 }), (widths, room) => {
      const rows = set(widths, room);
      expect(rows.flat().map(({ piece }) => piece)).toEqual(widths);
      for (const row of rows) {
        row.slice(1).forEach(({ x }, i) => expect(x).toBe(row[i]!.x + row[i]!.piece + GAP));
        const { x, piece } = row.at(-1)!;
        expect(row.length === 1 || x + piece <= room).toBe(true);
      }
    }),
  );
});
