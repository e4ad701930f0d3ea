/**
 * The figure of a metric by arm, on Observable Plot: every seed as a mark, the mean with its interval under them, lines
 * between the paired seeds of two arms, the world's own rates as reference lines, and the paper's numbers beside ours.
 */
import * as Plot from '@observablehq/plot';
import type { ArmStyle } from '../arms';
import { percent } from '../format';
import { ratesHeight, type RateRow, type RatesFigure, type Reference } from './rates';

/** Below this width, in CSS pixels, two labels over the figure would meet. */
const NARROW = 460;
const MARGIN = { top: 26, right: 44, bottom: 28 };
/** Names left of the rows: about the width of a letter, and how much of the figure they may take before they wrap. */
const LETTER = 7.6;
const MOST_OF_WIDTH = 0.32;
const LEAST_LEFT = 86;
const FONT = 13;
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

/** Room for the names: as much as the longest needs, within limits. */
function leftMargin(rows: readonly RateRow[], width: number): number {
  const longest = Math.max(0, ...rows.map(({ label }) => label.length)) * LETTER + 8;
  return Math.min(Math.max(LEAST_LEFT, longest), Math.max(LEAST_LEFT, MOST_OF_WIDTH * width));
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

/** Seeds, interval, the paper's numbers and mean of one row. */
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
function rowTexts({ label, mean }: RateRow, index: number, left: number): Plot.Markish[] {
  const look = { y: index, fill: 'var(--ink)', fontWeight: 600, fontSize: FONT };
  const wrapped = { lineWidth: (left - 6) / FONT, lineHeight: 1.15 };
  return [
    Plot.text([label], { ...look, ...wrapped, frameAnchor: 'left', textAnchor: 'start', dx: -left }),
    Plot.text([percent(mean)], { ...look, frameAnchor: 'right', textAnchor: 'end', dx: MARGIN.right }),
  ];
}

/** The label over a reference line, kept inside the figure. */
function referenceLabel({ value, label, short }: Reference, width: number): Plot.Markish {
  const [textAnchor, dx] = value < 0.5 ? (['start', -4] as const) : (['end', 4] as const);
  return Plot.text([width < NARROW ? short : label], {
    x: value,
    frameAnchor: 'top',
    dy: -16,
    dx,
    textAnchor,
    fill: 'var(--ink-soft)',
  });
}

/** Draws the figure at a width in CSS pixels. */
export function drawRates({ rows, pair, references }: RatesFigure, width: number): SVGSVGElement | HTMLElement {
  const places = rows.map((_, index) => place(index, pair));
  const points = rows.map((row, index) => seedPoints(row, places[index]!));
  const left = leftMargin(rows, width);
  const drawing = Plot.plot({
    ...{ width, height: ratesHeight(rows.length) },
    ...{ marginTop: MARGIN.top, marginRight: MARGIN.right, marginBottom: MARGIN.bottom, marginLeft: left },
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { domain: [0, 1], tickFormat: percent, ticks: width < NARROW ? 3 : 5, label: null },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      Plot.gridX({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.ruleY(rows.slice(1), { y: (_, i) => i + 0.5, stroke: 'var(--rule)', insetLeft: -left }),
      Plot.ruleX(references, { x: 'value', stroke: 'var(--ink-soft)', strokeDasharray: '3,3' }),
      ...references.map((reference) => referenceLabel(reference, width)),
      ...pairLines(points, pair),
      ...rows.flatMap((row, index) => rowMarks(row, points[index]!, places[index]!.mean)),
      ...rows.flatMap((row, index) => rowTexts(row, index, left)),
    ],
  });
  // The figure is one image to assistive technology, and named by whoever shows it; parts of an image have no names.
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return drawing;
}
