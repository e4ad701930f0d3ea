/**
 * The figure of a metric by arm, on Observable Plot: every seed as a mark, the mean with its interval under them, lines
 * between the paired seeds of two arms, the world's own rates as reference lines, and the paper's numbers beside ours.
 */
import * as Plot from '@observablehq/plot';
import type { ArmStyle } from '../arms';
import { percent } from '../format';

/** One arm's row of the figure. */
export interface RateRow {
  label: string;
  style: ArmStyle;
  seeds: { seed: number; value: number }[];
  mean: number;
  /** Bootstrap interval of the mean; null with a single seed. */
  interval: [number, number] | null;
  /** What the paper reports for this arm and metric. */
  paper: { value: number; source: string }[];
}

/** A vertical line across all rows. */
export interface Reference {
  value: number;
  label: string;
}

export interface RatesFigure {
  rows: RateRow[];
  /** Places of two neighbouring rows whose seeds are joined, if any. */
  pair: [number, number] | null;
  references: Reference[];
}

const ROW_HEIGHT = 66;
/** Offsets within a row of height 1, centred on 0: name above, seeds, then mean and interval, then the paper. */
const NAME = -0.42;
const SEEDS = -0.06;
const SPREAD = 0.2;
const MEAN = 0.2;
const PAPER = 0.36;

interface Point {
  x: number;
  y: number;
  title: string;
  seed: number;
}

/** Seeds of a row side by side, so that equal rates stay countable. */
function seedPoints(row: RateRow, index: number): Point[] {
  const n = row.seeds.length;
  return row.seeds.map(({ seed, value }, i) => ({
    x: value,
    y: index + SEEDS + (n === 1 ? 0 : SPREAD * (i / (n - 1) - 0.5)),
    title: `${row.label}, seed ${seed}: ${percent(value)}`,
    seed,
  }));
}

/** Lines that join the two rows' marks of the same seed. */
function pairLines(points: Point[][], pair: [number, number]): Plot.Markish[] {
  const [a, b] = pair.map((row) => points[row] ?? []) as [Point[], Point[]];
  const links = a.flatMap((from) => {
    const to = b.find(({ seed }) => seed === from.seed);
    return to === undefined ? [] : [{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }];
  });
  return [Plot.link(links, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: 'var(--rule-strong)', strokeWidth: 1 })];
}

/** Name, seeds, mean, interval and the paper's numbers of one row. */
function rowMarks(row: RateRow, points: Point[], y: number): Plot.Markish[] {
  const { colour, symbol } = row.style;
  const [low, high] = row.interval ?? [row.mean, row.mean];
  return [
    Plot.text([row.label], { x: 0, y: y + NAME, textAnchor: 'start', fill: 'var(--ink)', fontWeight: 600, fontSize: 13 }),
    Plot.dot(points, { x: 'x', y: 'y', r: 3.5, symbol, fill: colour, fillOpacity: 0.55, title: 'title' }),
    Plot.ruleY([0], { x1: low, x2: high, y: y + MEAN, stroke: colour, strokeWidth: 2.5 }),
    Plot.dot([row.mean], {
      x: row.mean,
      y: y + MEAN,
      r: 5.5,
      symbol,
      fill: colour,
      stroke: 'var(--paper)',
      title: () => `${row.label}, mean of ${row.seeds.length}: ${percent(row.mean)}`,
    }),
    Plot.text([row.mean], {
      x: high,
      y: y + MEAN,
      dx: 9,
      textAnchor: 'start',
      text: () => percent(row.mean),
      fill: 'var(--ink)',
      fontWeight: 600,
      fontSize: 13,
    }),
    Plot.dot(row.paper, {
      x: 'value',
      y: y + PAPER,
      r: 3.5,
      symbol: 'circle',
      stroke: 'var(--ink-soft)',
      fill: 'none',
      title: ({ value, source }) => `The paper, ${row.label}, ${source}: ${percent(value)}`,
    }),
  ];
}

/** The label over a reference line, kept inside the figure. */
function referenceLabel({ value, label }: Reference): Plot.Markish {
  const textAnchor = value < 0.5 ? 'start' : 'end';
  const dx = value < 0.5 ? -4 : 4;
  return Plot.text([label], { x: value, y: -0.6, dy: -9, dx, textAnchor, fill: 'var(--ink-soft)' });
}

/** Draws the figure at a width in CSS pixels. */
export function drawRates(figure: RatesFigure, width: number): SVGSVGElement | HTMLElement {
  const { rows, pair, references } = figure;
  const points = rows.map(seedPoints);
  const bottom = rows.length - 0.5;
  return Plot.plot({
    width,
    height: rows.length * ROW_HEIGHT + 52,
    marginTop: 24,
    marginBottom: 28,
    marginLeft: 8,
    marginRight: 30,
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { domain: [0, 1], tickFormat: percent, ticks: 5, label: null },
    y: { type: 'linear', domain: [-0.6, bottom], axis: null, range: [24, rows.length * ROW_HEIGHT + 24] },
    marks: [
      Plot.gridX({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.ruleX(references, { x: 'value', stroke: 'var(--ink-soft)', strokeDasharray: '3,3' }),
      ...references.map(referenceLabel),
      ...(pair === null ? [] : pairLines(points, pair)),
      ...rows.flatMap((row, y) => rowMarks(row, points[y] ?? [], y)),
    ],
  });
}
