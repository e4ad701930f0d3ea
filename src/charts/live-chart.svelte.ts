/** A live chart on uPlot: a bold line an arm, faint lines for its replicas, stages side by side on the x axis. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ArmStyle } from '../arms';
import type { Lines, StageSpan } from '../lab/live';

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

/** A CSS colour, such as `var(--ink)`, as the canvas understands it: as it is on this element at this moment. */
function resolve(host: HTMLElement, colour: string, alpha = 1): string {
  const probe = document.createElement('span');
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
  const font = `12px ${getComputedStyle(host).getPropertyValue('--sans')}`;
  const middles = look.spans.map(({ start }) => start + 0.5);
  const borders = [...look.spans.map(({ start }) => start), look.spans.length];
  const axis = { stroke: ink, font, ticks: { show: false }, gap: 6 };
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
      { ...axis, splits: () => middles, values: () => look.stageLabels, grid: { show: false }, size: 26 },
      {
        ...{ ...axis, size: 42, filter: known },
        values: (_, ticks) => ticks.map(look.format),
        grid: { stroke: rule, width: 1, filter: known },
      },
    ],
    hooks: { drawClear: [(chart) => drawBorders(chart, borders, rule)] },
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

/**
 * A Svelte attachment that draws into its element and redraws on resizing and on a change between light and dark.
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
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    build();
    sizes.observe(host);
    scheme.addEventListener('change', build);

    $effect(() => {
      const { x, replicas, means } = lines();
      data = [x, ...replicas, ...means];
      chart?.setData(data);
    });

    return () => {
      sizes.disconnect();
      scheme.removeEventListener('change', build);
      chart?.destroy();
    };
  };
}
