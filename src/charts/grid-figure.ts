/** The evaluation grid of one arm as a drawing, on Observable Plot: what is saved of the heat map, which is a table. */
import * as Plot from '@observablehq/plot';
import { textWidth } from '../fonts/measure';
import { percent } from '../format';
import { type Grid, shade } from './grid';

/** In CSS pixels. */
const CELL = { width: 46, height: 30 };
/** Between the cells and the names beside them, and around those. */
const GAP = 10;
const FONT = { size: 12 };

/** Room for the longest of some names. */
const roomFor = (names: readonly string[]): number =>
  Math.ceil(Math.max(...names.map((name) => textWidth(name, FONT)))) + GAP;

interface Cell {
  harm: string;
  goal: string;
  rate: number;
}

export function drawGrid({ columns, rows }: Grid): SVGSVGElement {
  const cells = rows.flatMap(({ harm, rates }) => rates.map((rate, c): Cell => ({ harm, goal: columns[c]!, rate })));
  const place = { x: 'goal', y: 'harm' };
  const [marginTop, marginLeft] = [roomFor(columns), roomFor(rows.map(({ harm }) => harm))];
  return Plot.plot({
    marginTop,
    marginLeft,
    marginRight: 0,
    marginBottom: 0,
    width: marginLeft + CELL.width * columns.length,
    height: marginTop + CELL.height * rows.length,
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { domain: columns, axis: 'top', label: null, tickSize: 0, tickRotate: -90, padding: 0.06 },
    y: { domain: rows.map(({ harm }) => harm), label: null, tickSize: 0, padding: 0.06 },
    color: { type: 'identity' },
    marks: [
      Plot.cell(cells, { ...place, fill: ({ rate }: Cell) => shade(rate) }),
      ...[400, 650].map((fontWeight) =>
        Plot.text(cells, {
          filter: ({ goal }: Cell) => (goal === columns.at(-1)) === fontWeight > 400, // the mean stands out
          ...place,
          text: ({ rate }: Cell) => percent(rate).replace('%', ''),
          fill: 'var(--ink)',
          fontWeight,
        }),
      ),
    ],
  }) as SVGSVGElement;
}
