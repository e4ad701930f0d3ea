/** A live chart on uPlot: a bold line an arm, faint lines for its replicas, stages side by side on the x axis. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ArmStyle } from '../arms';
import { figureFamily, textWidth, whenFontsCome } from '../fonts/measure';
import type { Lines, StageSpan } from './live';
import { OUTLINE_BOX, OUTLINES } from '../parts/outlines';
import { apart, type Span } from './labels';

/** What a chart needs to know besides its lines. */
export interface LiveChartLook {
  /** By arm, in the order of `Lines.means`. */
  arms: ArmStyle[];
  /** For every replica, the place of its arm. */
  replicaArms: number[];
  spans: StageSpan[];
  /** Labels of the stages under the axis. */
  stageLabels: string[];
  /** Fixed range of the y axis; absent, it follows the data from 0. */
  range?: [number, number];
  /** How a y value is written. */
  format: (value: number) => string;
}

const HEIGHT = 190;
const FONT = { size: 12 };
/** Room that uPlot keeps between a label and the plot; and for a row of labels under it, in CSS pixels. */
const GAP = 6;
const ROW = 20;
/** uPlot's line height of labels. */
const LINE = 1.5;
/** The most that labels take beside a plot. */
const MOST_BESIDE = 60;
/** Size of a mark, in CSS pixels. */
const MARK = 11;

/** A CSS colour, such as `var(--ink)`, as the canvas understands it: as it is on this element at this moment. */
function resolve(host: HTMLElement, colour: string, alpha = 1): string {
  const probe = document.createElement('span');
  // Forced colours leave no shades: the variables are system colours then.
  probe.style.setProperty('forced-color-adjust', 'none');
  probe.style.color = alpha === 1 ? colour : `color-mix(in srgb, ${colour} ${100 * alpha}%, transparent)`;
  host.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** Faint lines first, so that the means lie on top. */
function series(host: HTMLElement, look: LiveChartLook): uPlot.Series[] {
  const line = (arm: number, width: number, alpha: number): uPlot.Series => ({
    stroke: resolve(host, look.arms[arm]?.colour ?? 'var(--ink)', alpha),
    width,
    points: { show: false },
  });
  const faint = look.replicaArms.map((arm) => line(arm, 1, 0.25));
  const bold = look.arms.map(({ dash }, arm) => ({ ...line(arm, 2.25, 1), ...(dash ? { dash: [...dash] } : {}) }));
  return [{}, ...faint, ...bold];
}

function options(host: HTMLElement, look: LiveChartLook): uPlot.Options {
  const ink = resolve(host, 'var(--ink-soft)');
  const rule = resolve(host, 'var(--rule)');
  const font = `${FONT.size}px ${figureFamily()}`;
  const stamps = look.arms.map((arm) => stampOf(host, arm));
  const middles = look.spans.map(({ start }) => start + 0.5);
  const borders = [...look.spans.map(({ start }) => start), look.spans.length];
  const axis = { stroke: ink, font, ticks: { show: false }, gap: GAP };
  const labelWidth = (label: string) => Math.ceil(textWidth(label, FONT));
  /** Before the first measurement an axis that follows the data has nothing to say. */
  const known = (chart: uPlot, places: number[]) => (look.range || chart.data[0].length > 0 ? places : []);
  return {
    width: host.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 6, 0, 0],
    scales: {
      x: { time: false, range: () => [0, Math.max(1, look.spans.length)] },
      y: { range: (_, __, max) => look.range ?? [0, Math.max(max, 0.01) * 1.05] },
    },
    axes: [
      {
        ...axis,
        splits: () => middles,
        grid: { show: false },
        values: () => (inTurns(host, look) ? inTwoRows(look.stageLabels) : look.stageLabels),
        size: () => GAP + ROW + (inTurns(host, look) ? FONT.size * LINE : 0),
      },
      {
        ...axis,
        filter: known,
        size: (_, labels) => 2 * GAP + Math.max(30, ...(labels ?? []).map(labelWidth)),
        values: (_, ticks) => ticks.map(look.format),
        grid: { stroke: rule, width: 1, filter: known },
      },
    ],
    hooks: {
      drawClear: [(chart) => drawBorders(chart, borders, rule)],
      draw: [(chart) => drawMarks(chart, stamps, look.spans)],
    },
    series: series(host, look),
  };
}

/** An upright rule wherever a stage begins. */
function drawBorders(chart: uPlot, borders: number[], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const border of borders) {
    const x = Math.round(chart.valToPos(border, 'x', true)) + 0.5;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

/** Whether the names of the stages would meet on one row under the chart. */
function inTurns(host: HTMLElement, { spans, stageLabels }: LiveChartLook): boolean {
  const share = (host.clientWidth - MOST_BESIDE) / spans.length;
  const labels = stageLabels.map((label, i): Span => {
    const [middle, half] = [(spans[i]!.start + 0.5) * share, textWidth(label, FONT) / 2];
    return { from: middle - half, to: middle + half };
  });
  return !apart(labels, { from: -Infinity, to: Infinity });
}

/** Every other one a row lower. */
const inTwoRows = (labels: readonly string[]): string[] => labels.map((label, i) => (i % 2 ? `\n${label}` : label));

/** Draws the mark of an arm with its middle at a place on the canvas, in device pixels. */
type Stamp = (ctx: CanvasRenderingContext2D, x: number, y: number) => void;

function stampOf(host: HTMLElement, { colour, symbol, hollow }: ArmStyle): Stamp {
  const [ink, paper] = [resolve(host, colour), resolve(host, 'var(--paper)')];
  const outline = new Path2D(OUTLINES[symbol]);
  return (ctx, x, y) => {
    const scale = (uPlot.pxRatio * MARK) / OUTLINE_BOX;
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(scale, scale);
    ctx.translate(-OUTLINE_BOX / 2, -OUTLINE_BOX / 2);
    [ctx.fillStyle, ctx.strokeStyle] = hollow ? [paper, ink] : [ink, paper];
    ctx.lineWidth = 1.5;
    ctx.setLineDash([]);
    ctx.fill(outline);
    ctx.stroke(outline);
    ctx.restore();
  };
}

/**
 * On the line of every arm the arm's mark, once a stage, so that lines are told apart without colour. Each arm has its
 * own place in the stage, or marks would hide each other where lines lie together.
 */
function drawMarks(chart: uPlot, stamps: readonly Stamp[], spans: readonly StageSpan[]): void {
  const [x, ...lines] = chart.data as [number[], ...(number | null)[][]];
  const means = lines.slice(-stamps.length);
  stamps.forEach((stamp, arm) => {
    const values = means[arm]!;
    for (const { start } of spans) {
      const i = nearest(x, values, start, start + (arm + 0.5) / stamps.length);
      if (i < 0) continue;
      stamp(chart.ctx, chart.valToPos(x[i]!, 'x', true), chart.valToPos(values[i]!, 'y', true));
    }
  });
}

/** Which measured point of a stage, which begins at `start` and is 1 long, is nearest to a place; -1 if it has none. */
function nearest(x: readonly number[], values: readonly (number | null)[], start: number, place: number): number {
  const distance = (i: number) => Math.abs(x[i]! - place);
  return x.reduce((best, at, i) => {
    if (at <= start || at > start + 1 || (values[i] ?? null) === null) return best;
    return best < 0 || distance(i) < distance(best) ? i : best;
  }, -1);
}

/**
 * A Svelte attachment that draws into its element and redraws on resizing, when a font has come, and on a change of
 * the system's colours.
 * @param lines read whenever they change; the chart itself is kept
 */
export function liveChart(look: LiveChartLook, lines: () => Lines) {
  return (host: HTMLElement) => {
    let data: uPlot.AlignedData = [[]];
    let chart: uPlot | undefined;
    const build = () => {
      chart?.destroy();
      chart = new uPlot(options(host, look), data, host);
    };
    const sizes = new ResizeObserver(() => chart?.setSize({ width: host.clientWidth, height: HEIGHT }));
    const schemes = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'].map(
      (query) => matchMedia(query),
    );
    sizes.observe(host);
    for (const scheme of schemes) scheme.addEventListener('change', build);

    $effect(() => {
      whenFontsCome();
      build();
    });
    $effect(() => {
      const { x, replicas, means } = lines();
      data = [x, ...replicas, ...means];
      chart?.setData(data);
    });

    return () => {
      sizes.disconnect();
      for (const scheme of schemes) scheme.removeEventListener('change', build);
      chart?.destroy();
    };
  };
}
