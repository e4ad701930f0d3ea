/** A figure of lines on Observable Plot: bold the mean over seeds, with its intervals, faint every seed. */
import { amount } from '../../workers/settings';
import * as Plot from '@observablehq/plot';
import { percent } from '../format';
import { LINES_HEIGHT, placeOf, type Line, type LinePoint, type LinesFigure, topOf } from './lines';

const SOFT = { fill: 'var(--ink-soft)' };

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
      ...{ x: 'x', y: 'y', z: byStage, stroke: colour, strokeWidth: 2.25 },
      ...(dash ? { strokeDasharray: dash.join(' ') } : {}),
    }),
    Plot.dot(ends, {
      ...{ x: 'x', y: 'y', r: 4.5, symbol, title },
      ...(hollow ? { fill: 'var(--paper)', stroke: colour } : { fill: colour, stroke: 'var(--paper)' }),
    }),
  ];
}

/** Where all lines have the same few points, those are the ticks. */
function ticksOf({ lines }: LinesFigure, width: number): number[] | number {
  const measured = [...new Set(lines.flatMap(({ mean }) => mean.map(({ x }) => x)))];
  return measured.length <= FEW_POINTS ? measured : width < NARROW ? 4 : 8;
}

/** The axis, every tick with its label: on a logarithmic one the library would leave most of them out. */
function axisOf(figure: LinesFigure, width: number): Plot.Markish {
  const { label, ticks } = figure.axis;
  const options = {
    ...{ label, labelArrow: 'none' as const, labelOffset: 34 },
    text: (x: number) => ticks?.find((tick) => tick.x === x)?.label ?? amount(x),
  };
  const places = ticks?.map(({ x }) => x) ?? ticksOf(figure, width);
  return typeof places === 'number' ? Plot.axisX({ ...options, ticks: places }) : Plot.axisX(places, options);
}

/** Draws the figure at a width in CSS pixels. */
export function drawLines(figure: LinesFigure, width: number): SVGSVGElement | HTMLElement {
  const { lines, axis, rates, borders } = figure;
  const drawing = Plot.plot({
    width,
    height: LINES_HEIGHT,
    marginTop: borders.length > 0 ? 24 : 10,
    marginRight: 18,
    marginBottom: 40,
    marginLeft: 46,
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { type: axis.logarithmic ? 'log' : 'linear', axis: null },
    y: {
      ...(rates ? { domain: [0, topOf(figure)], tickFormat: percent } : { zero: true, nice: true }),
      ticks: 5,
      label: null,
    },
    marks: [
      axisOf(figure, width),
      Plot.gridY({ ticks: 5, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.ruleX(borders, { x: 'x', stroke: 'var(--rule-strong)' }),
      Plot.text(borders, { x: 'x', text: 'label', frameAnchor: 'top', textAnchor: 'start', dx: 3, dy: -16, ...SOFT }),
      ...lines.flatMap(seedMarks),
      // Where lines lie on each other the first arm is seen, which the rest are measured against.
      ...lines.toReversed().flatMap((line) => meanMarks(line, figure)),
    ],
  });
  // The figure is one image to assistive technology, and named by whoever shows it; parts of an image have no names.
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return drawing;
}
