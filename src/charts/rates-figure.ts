/**
 * The figure of a metric by arm, on Observable Plot: every seed as a mark, the mean with its interval under them, lines
 * between the paired seeds of two arms, the world's own rates as reference lines, and the paper's numbers beside ours.
 */
import * as Plot from '@observablehq/plot';
import type { ArmStyle } from '../arms';
import { textWidth } from '../fonts/measure';
import { percent } from '../format';
import { apart, linesOf, roomFor, type Span } from './labels';
import { ratesHeight, type RateRow, type RatesFigure, type Reference } from './rates';

/** Below this width, in CSS pixels, fewer ticks have room. */
const NARROW = 460;
const MARGIN = { top: 26, bottom: 28 };
/** Names left of the rows: how much of the figure they may take before they wrap, and the lines that a row has room for. */
const MOST_OF_WIDTH = 0.32;
const LEAST_NAMES = 76;
const MOST_LINES = 3;
/** Between the plot, whose marks stick out at its ends, and the texts beside it. */
const GAP = 11;
const NAME_FONT = { size: 13, weight: 600 };
const REFERENCE_FONT = { size: 12 };
/** Lines of marks within a row of height 1, from its middle: mean with interval and the paper, and seeds. */
const MEAN = -0.19;
const SEEDS = 0.17;
const SEED_SPREAD = 0.24;

interface Point {
  x: number;
  y: number;
  title: string;
  seed: number;
}

/** Where things stand in a row. The lower row of a pair is mirrored, so that the joining lines cross nothing. */
interface Place {
  mean: number;
  seeds: number;
}

function place(index: number, pair: [number, number] | null): Place {
  const side = pair !== null && index === Math.max(...pair) ? -1 : 1;
  return { mean: index + side * MEAN, seeds: index + side * SEEDS };
}

const nameWidth = (words: string): number => textWidth(words, NAME_FONT);

/** Texts beside the plot, and how much room they take on each side. */
interface Beside {
  left: number;
  right: number;
  /** The names of the rows, in lines. */
  names: string[];
}

/** As much room for names as the longest needs, within limits; where it is too little they take several lines. */
function beside(rows: readonly RateRow[], width: number): Beside {
  const labels = rows.map(({ label }) => label);
  const longest = Math.max(LEAST_NAMES, ...labels.map(nameWidth));
  const least = Math.min(longest, Math.max(LEAST_NAMES, MOST_OF_WIDTH * width));
  const room = roomFor(labels, { least, lines: MOST_LINES, widthOf: nameWidth });
  return {
    left: room + GAP,
    right: GAP + Math.ceil(Math.max(0, ...rows.map(({ mean }) => nameWidth(percent(mean))))),
    names: labels.map((label) => linesOf(label, room, nameWidth).join('\n')),
  };
}

/** Seeds of a row one under the other, so that equal rates stay countable. */
function seedPoints(row: RateRow, { seeds }: Place): Point[] {
  const n = row.seeds.length;
  return row.seeds.map(({ seed, value }, i) => ({
    x: value,
    y: seeds + (n === 1 ? 0 : SEED_SPREAD * (i / (n - 1) - 0.5)),
    title: `${row.label}, seed ${seed}: ${percent(value)}`,
    seed,
  }));
}

/** Lines that join the marks of the same seed in two rows. */
function pairLines(points: Point[][], pair: [number, number] | null): Plot.Markish[] {
  const [a = [], b = []] = pair?.map((row) => points[row] ?? []) ?? [];
  const links = a.flatMap((from) => {
    const to = b.find(({ seed }) => seed === from.seed);
    return to === undefined ? [] : [{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }];
  });
  const look = { stroke: 'var(--rule-strong)', strokeWidth: 1, strokeOpacity: 0.75 };
  return [Plot.link(links, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', ...look })];
}

/** The mark of a mean, and of a seed: filled, or an outline that takes as much room. */
const meanMark = ({ colour, hollow }: ArmStyle) =>
  hollow
    ? { r: 4.5, fill: 'var(--paper)', stroke: colour, strokeWidth: 1.75 }
    : { r: 5.5, fill: colour, stroke: 'var(--paper)' };
const seedMark = ({ colour, hollow }: ArmStyle) =>
  hollow
    ? { r: 2.5, stroke: colour, strokeOpacity: 0.7, strokeWidth: 1.25 }
    : { r: 3.25, fill: colour, fillOpacity: 0.6 };

/** Half the height of the ideal reader's mark, in rows. */
const IDEAL_REACH = 0.15;

/** What an ideal reader would do: a bar across the line of the mean. */
const idealMark = ({ label, ideal }: RateRow, y: number): Plot.Markish[] =>
  ideal === undefined
    ? []
    : [
        Plot.ruleX([ideal], {
          y1: y - IDEAL_REACH,
          y2: y + IDEAL_REACH,
          stroke: 'var(--ink)',
          strokeWidth: 2,
          title: () => `An ideal reader of the same text, ${label}: ${percent(ideal)}`,
        }),
      ];

/** Seeds, interval, the paper's numbers, the ideal reader and mean of one row. */
function rowMarks(row: RateRow, points: Point[], y: number): Plot.Markish[] {
  const { colour, symbol } = row.style;
  const [low, high] = row.interval ?? [row.mean, row.mean];
  const paper = { r: 3.5, symbol: 'circle', stroke: 'var(--ink-soft)', strokeWidth: 1.25, fill: 'none' } as const;
  return [
    Plot.dot(points, { x: 'x', y: 'y', symbol, title: 'title', ...seedMark(row.style) }),
    Plot.ruleY([0], { x1: low, x2: high, y, stroke: colour, strokeWidth: 3 }),
    Plot.dot(row.paper, {
      x: 'value',
      y,
      title: ({ value, source }) => `The paper, ${row.label}, ${source}: ${percent(value)}`,
      ...paper,
    }),
    ...idealMark(row, y),
    Plot.dot([row.mean], {
      x: row.mean,
      y,
      symbol,
      ...meanMark(row.style),
      title: () => `${row.label}, mean of ${row.seeds.length}: ${percent(row.mean)}`,
    }),
  ];
}

/** Names left of the rows and means right of them, in ink: colour never carries a name alone. */
function rowTexts({ mean }: RateRow, index: number, { left, right, names }: Beside): Plot.Markish[] {
  const look = { y: index, fill: 'var(--ink)', fontWeight: NAME_FONT.weight, fontSize: NAME_FONT.size };
  const name = { ...look, lineHeight: 1.15, frameAnchor: 'left', textAnchor: 'start', dx: -left } as const;
  return [
    Plot.text([names[index]!], name),
    Plot.text([percent(mean)], { ...look, frameAnchor: 'right', textAnchor: 'end', dx: right }),
  ];
}

/** Labels begin a little left of their line, or end a little right of it: so they stay inside the figure. */
const INDENT = 4;
const startsAtLine = ({ value }: Reference): boolean => value < 0.5;

/** The labels over reference lines: whole where there is room, else in short. */
function referenceLabels(references: readonly Reference[], { left, right }: Beside, width: number): Plot.Markish[] {
  const spans = references.map((reference): Span => {
    const at = left + reference.value * (width - left - right);
    const long = textWidth(reference.label, REFERENCE_FONT);
    return startsAtLine(reference)
      ? { from: at - INDENT, to: at - INDENT + long }
      : { from: at + INDENT - long, to: at + INDENT };
  });
  const whole = apart(spans, { from: 0, to: width });
  return references.map((reference) => {
    const [textAnchor, dx] = startsAtLine(reference) ? (['start', -INDENT] as const) : (['end', INDENT] as const);
    const look = { fontSize: REFERENCE_FONT.size, textAnchor, fill: 'var(--ink-soft)' };
    const place = { x: reference.value, frameAnchor: 'top', dy: -16, dx } as const;
    return Plot.text([whole ? reference.label : reference.short], { ...place, ...look });
  });
}

/** Draws the figure at a width in CSS pixels. */
export function drawRates({ rows, pair, references }: RatesFigure, width: number): SVGSVGElement | HTMLElement {
  const places = rows.map((_, index) => place(index, pair));
  const points = rows.map((row, index) => seedPoints(row, places[index]!));
  const texts = beside(rows, width);
  const { left, right } = texts;
  const drawing = Plot.plot({
    ...{ width, height: ratesHeight(rows.length) },
    ...{ marginTop: MARGIN.top, marginRight: right, marginBottom: MARGIN.bottom, marginLeft: left },
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { domain: [0, 1], tickFormat: percent, ticks: width < NARROW ? 3 : 5, label: null },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      Plot.gridX({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.ruleY(rows.slice(1), { y: (_, i) => i + 0.5, stroke: 'var(--rule)', insetLeft: -left }),
      Plot.ruleX(references, { x: 'value', stroke: 'var(--ink-soft)', strokeDasharray: '3,3' }),
      ...referenceLabels(references, texts, width),
      ...pairLines(points, pair),
      ...rows.flatMap((row, index) => rowMarks(row, points[index]!, places[index]!.mean)),
      ...rows.flatMap((row, index) => rowTexts(row, index, texts)),
    ],
  });
  // The figure is one image to assistive technology, and named by whoever shows it; parts of an image have no names.
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return drawing;
}
