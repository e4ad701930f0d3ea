/** The evaluation grid of one arm as a drawing, on Observable Plot: what is saved of the heat map, which is a table. */
import * as Plot from '@observablehq/plot';
import { percent } from '../format';
import { type Grid, shade } from './grid';

/** In CSS pixels. */
const CELL = { width: 46, height: 30 };
const MARGIN = { top: 92, left: 96 };

interface Cell {
  harm: string;
  goal: string;
  rate: number;
}

export function drawGrid({ columns, rows }: Grid): SVGSVGElement {
  const cells = rows.flatMap(({ harm, rates }) => rates.map((rate, c): Cell => ({ harm, goal: columns[c]!, rate })));
  const place = { x: 'goal', y: 'harm' };
  return Plot.plot({
    ...{ marginTop: MARGIN.top, marginLeft: MARGIN.left, marginRight: 0, marginBottom: 0 },
    width: MARGIN.left + CELL.width * columns.length,
    height: MARGIN.top + CELL.height * rows.length,
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { domain: columns, axis: 'top', label: null, tickSize: 0, tickRotate: -90, padding: 0.06 },
    y: { domain: rows.map(({ harm }) => harm), label: null, tickSize: 0, padding: 0.06 },
    color: { type: 'identity' },
    marks: [
      Plot.cell(cells, { ...place, fill: ({ rate }: Cell) => shade(rate) }),
      ...[400, 650].map((fontWeight) =>
        Plot.text(cells, {
          filter: ({ goal }: Cell) => (goal === columns.at(-1)) === fontWeight > 400, // the mean stands out
          ...{ ...place, text: ({ rate }: Cell) => percent(rate).replace('%', ''), fill: 'var(--ink)', fontWeight },
        }),
      ),
    ],
  }) as SVGSVGElement;
}
