/** A figure of lines on Observable Plot: bold the mean over seeds, with its intervals, faint every seed. */
import { amount } from '../../workers/experiments/settings';
import * as Plot from '@observablehq/plot';
import { textWidth } from '../fonts/measure';
import { percent } from '../format';
import { apart, linesOf, type Span, written } from './labels';
import { LINES_HEIGHT, placeOf, type Line, type LinePoint, type LinesFigure, topOf } from './lines';

const SOFT = { fill: 'var(--ink-soft)' };

const LABEL_FONT = { size: 12 };
const labelWidth = (words: string): number => textWidth(words, LABEL_FONT);

/** Around the plot, in CSS pixels: over it one row of labels or two, if there are any. */
const MARGIN = { top: 10, right: 18, bottom: 40, left: 46 };
const LABEL_ROW = 14;

/** Below this width, in CSS pixels, fewer ticks have room. */
const NARROW = 460;

/** So many points have room for a tick each. */
const FEW_POINTS = 7;

/** Lines break between stages: a loss on documents and one on answers are not one curve. */
const byStage = ({ stage }: LinePoint): string => stage ?? '';

function seedMarks({ style, seeds }: Line): Plot.Markish[] {
  const look = { x: 'x', y: 'y', z: byStage, stroke: style.colour, strokeWidth: 1, strokeOpacity: 0.3 };
  return seeds.map(({ points }) => Plot.line(points, look));
}

function meanMarks({ label, style, mean }: Line, figure: LinesFigure): Plot.Markish[] {
  const { colour, symbol, hollow, dash } = style;
  const withInterval = mean.filter(({ interval }) => interval);
  const title = ({ x, y }: { x: number; y: number }) =>
    `${label}, ${placeOf(figure, x)}: ${figure.rates ? percent(y) : y.toFixed(2)}`;
  const ends = withInterval.length > 0 ? mean : [mean.at(-1)!];
  return [
    Plot.ruleX(withInterval, {
      x: 'x',
      y1: ({ interval }: Line['mean'][number]) => interval![0],
      y2: ({ interval }: Line['mean'][number]) => interval![1],
      stroke: colour,
      strokeWidth: 2,
    }),
    Plot.line(mean, {
      x: 'x',
      y: 'y',
      z: byStage,
      stroke: colour,
      strokeWidth: 2.25,
      ...(dash ? { strokeDasharray: dash.join(' ') } : {}),
    }),
    Plot.dot(ends, {
      x: 'x',
      y: 'y',
      r: 4.5,
      symbol,
      title,
      ...(hollow ? { fill: 'var(--paper)', stroke: colour } : { fill: colour, stroke: 'var(--paper)' }),
    }),
  ];
}

/** Where all lines have the same few points, those are the ticks. */
function ticksOf({ lines }: LinesFigure, width: number): number[] | number {
  const measured = [...new Set(lines.flatMap(({ mean }) => mean.map(({ x }) => x)))];
  return measured.length <= FEW_POINTS ? measured : width < NARROW ? 4 : 8;
}

/** The scale from left to right, from the first to the last of all that is drawn. */
function scaleOf({ lines, axis, borders }: LinesFigure, marginRight: number, width: number): Plot.ScaleOptions {
  const xs = [...lines.flatMap(({ mean }) => mean), ...borders, ...(axis.ticks ?? [])].map(({ x }) => x);
  return {
    type: axis.logarithmic ? 'log' : 'linear',
    domain: [Math.min(...xs), Math.max(...xs)],
    range: [MARGIN.left, width - marginRight],
  };
}

const tickLabel = ({ axis }: LinesFigure, x: number): string =>
  axis.ticks?.find((tick) => tick.x === x)?.label ?? amount(x);

/** The axis, every tick with its label where there is room: on a logarithmic one the library would leave most of them out. */
function axisOf(
  figure: LinesFigure,
  title: readonly string[],
  places: number[] | number,
  at: (x: number) => number,
): Plot.Markish {
  const labelOffset = 34 + LABEL_ROW * (title.length - 1);
  const options = { label: title.join('\n'), labelArrow: 'none' as const, labelOffset };
  if (typeof places === 'number') return Plot.axisX({ ...options, ticks: places, text: amount });
  const labels = places.map((x) => tickLabel(figure, x));
  const shown = written(labels.map((label, i) => centred(at(places[i]!), labelWidth(label))));
  return Plot.axisX(places, { ...options, text: (_: number, i: number) => (shown[i] ? labels[i]! : '') });
}

const centred = (at: number, width: number): Span => ({ from: at - width / 2, to: at + width / 2 });

/** Names of stages over the plot, each where its stage begins; where they would meet they take turns on two rows. */
function borderLabels(borders: LinesFigure['borders'], inTurns: boolean): Plot.Markish[] {
  return [0, 1].map((turn) =>
    Plot.text(
      borders.filter((_, i) => (inTurns ? i % 2 : 0) === turn),
      {
        x: 'x',
        text: 'label',
        frameAnchor: 'top',
        textAnchor: 'start',
        dx: 3,
        ...SOFT,
        dy: -16 - (inTurns ? LABEL_ROW * (1 - turn) : 0),
      },
    ),
  );
}

/** Draws the figure at a width in CSS pixels. */
export function drawLines(figure: LinesFigure, width: number): SVGSVGElement | HTMLElement {
  const { lines, rates, borders } = figure;
  const places = figure.axis.ticks?.map(({ x }) => x) ?? ticksOf(figure, width);
  const last = typeof places === 'number' ? 0 : labelWidth(tickLabel(figure, Math.max(...places)));
  const marginRight = Math.max(MARGIN.right, Math.ceil(last / 2) + 1);
  const scale = scaleOf(figure, marginRight, width);
  const at = (x: number) => Plot.scale({ x: scale }).apply(x) as number;
  const title = linesOf(figure.axis.label, width - marginRight, labelWidth);
  const names = borders.map(({ x, label }): Span => ({ from: at(x) + 3, to: at(x) + 3 + labelWidth(label) }));
  const inTurns = !apart(names, { from: 0, to: width });
  const drawing = Plot.plot({
    width,
    height: LINES_HEIGHT,
    marginTop: MARGIN.top + LABEL_ROW * (borders.length === 0 ? 0 : inTurns ? 2 : 1),
    marginRight,
    marginBottom: MARGIN.bottom + LABEL_ROW * (title.length - 1),
    marginLeft: MARGIN.left,
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { ...scale, axis: null },
    y: {
      ...(rates ? { domain: [0, topOf(figure)], tickFormat: percent } : { zero: true, nice: true }),
      ticks: 5,
      label: null,
    },
    marks: [
      axisOf(figure, title, places, at),
      Plot.gridY({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.ruleX(borders, { x: 'x', stroke: 'var(--rule-strong)' }),
      ...borderLabels(borders, inTurns),
      ...lines.flatMap(seedMarks),
      // Where lines lie on each other the first arm is seen, which the rest are measured against.
      ...lines.toReversed().flatMap((line) => meanMarks(line, figure)),
    ],
  });
  // The figure is one image to assistive technology, and named by whoever shows it; parts of an image have no names.
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return drawing;
}
