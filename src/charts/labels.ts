/** Where the labels of a figure have room: pure functions of how wide they are, in CSS pixels. */
import { rowsOf } from './layout';

/** Between two labels that stand beside each other. */
export const LABEL_GAP = 6;

/** The place of a label on a line. */
export interface Span {
  from: number;
  to: number;
}

/** Whether none of them reaches into the next, or out of the room; in any order. */
export function apart(spans: readonly Span[], room: Span): boolean {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  return sorted.every(({ from, to }, i) => {
    const end = i === 0 ? room.from : sorted[i - 1]!.to + LABEL_GAP;
    return from >= end && to <= room.to;
  });
}

/** Which of some labels can be written: as many from the first on as stay apart, and the last in any case. */
export function written(spans: readonly Span[]): boolean[] {
  const last = spans.at(-1);
  let end = -Infinity;
  return spans.map((span) => {
    const fits = span === last || (span.from >= end && span.to + LABEL_GAP <= last!.from);
    if (fits) end = span.to + LABEL_GAP;
    return fits;
  });
}

/** Words of a label on lines no wider than `room`, except where a single word is wider. */
export function linesOf(label: string, room: number, widthOf: (words: string) => number): string[] {
  const rows = rowsOf(label.split(' '), { widthOf, gap: widthOf(' '), room });
  return rows.map((row) => row.map(({ piece }) => piece).join(' '));
}

/**
 * The least room, from `least` on, in which none of the labels takes more than so many lines; as wide as the longest
 * word in any case.
 */
export function roomFor(
  labels: readonly string[],
  { least, lines, widthOf }: { least: number; lines: number; widthOf: (words: string) => number },
): number {
  const words = labels.flatMap((label) => label.split(' '));
  let room = Math.ceil(Math.max(least, ...words.map(widthOf)));
  while (labels.some((label) => linesOf(label, room, widthOf).length > lines)) room += 4;
  return room;
}
