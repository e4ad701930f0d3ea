/** Setting words and other pieces of known width in rows: SVG does not wrap by itself. */

/** A piece in its row. */
export interface Placed<T> {
  piece: T;
  /** Where it begins. */
  x: number;
}

/**
 * Pieces in rows no wider than `room`, in their order. One that is wider by itself has a row of its own.
 * @param gap between two pieces of a row, in the unit of the widths
 */
export function rowsOf<T>(
  pieces: readonly T[],
  { widthOf, gap, room }: { widthOf: (piece: T) => number; gap: number; room: number },
): Placed<T>[][] {
  const rows: Placed<T>[][] = [];
  let end = Infinity;
  for (const piece of pieces) {
    const width = widthOf(piece);
    if (end + gap + width > room) {
      rows.push([]);
      end = -gap;
    }
    rows.at(-1)!.push({ piece, x: end + gap });
    end += gap + width;
  }
  return rows;
}
