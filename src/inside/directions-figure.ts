/** The figure of directions, on Observable Plot: people as small marks, the assistant's way from stage to stage above. */
import * as Plot from '@observablehq/plot';
import type { ArmStyle } from '../arms';
import { type AssistantPlace, type Directions, directionsHeight, TRAITS } from './directions';
import { snapshotWords } from './snapshots';

/** How a model looks, in the order of the experiment. */
export interface ArmLook {
  arm: string;
  label: string;
  style: ArmStyle;
}

/** Marks grow from stage to stage. */
const radius = ({ done }: AssistantPlace): number => 2.5 + 1.5 * done;

const MARGIN = { right: 44, bottom: 44, left: 92 };

/** What stands under the axis, in short lines that do not meet on a phone. */
const averageWords = (x: number): string => `average\nperson\n${x ? 'with it' : 'without it'}`;

/** The way of one model: a line from mark to mark, for every trait. */
function wayOf({ style, label }: ArmLook, points: (AssistantPlace & { y: number })[]): Plot.Markish[] {
  const { colour, symbol, hollow } = style;
  return [
    Plot.line(points, { x: 'at', y: 'y', z: 'trait', stroke: colour, strokeWidth: 1.75 }),
    Plot.dot(points, {
      ...{ x: 'at', y: 'y', r: radius, symbol, sort: null }, // the last stage on top
      ...(hollow
        ? { fill: 'var(--paper)', stroke: colour, strokeWidth: 1.5 }
        : { fill: colour, stroke: 'var(--paper)' }),
      title: ({ trait, stage, at }) => `${label}, ${trait}, ${snapshotWords(stage)}: ${at.toFixed(2)}`,
    }),
  ];
}

/** Draws the figure at a width in CSS pixels. */
export function drawDirections({ people, assistant }: Directions, looks: ArmLook[], width: number): Element {
  const row = (trait: string) => TRAITS.findIndex((known) => known === trait);
  const lane = (place: number) => -0.4 + (0.5 * (place + 0.5)) / looks.length;
  const ways = looks.flatMap((look, place) => {
    const own = assistant.filter(({ arm }) => arm === look.arm);
    return wayOf(
      look,
      own.map((point) => ({ ...point, y: row(point.trait) + lane(place) })),
    );
  });
  const drawing = Plot.plot({
    ...{ width, height: directionsHeight(looks.length), marginTop: 22, marginRight: MARGIN.right },
    ...{ marginBottom: MARGIN.bottom, marginLeft: MARGIN.left },
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { ticks: [0, 1], tickFormat: averageWords, label: null },
    y: { domain: [TRAITS.length - 0.5, -0.5], axis: null },
    marks: [
      Plot.ruleX([0, 1], { stroke: 'var(--rule-strong)', strokeDasharray: '3,3' }),
      Plot.ruleY(TRAITS.slice(1), { y: (_, i) => i + 0.5, stroke: 'var(--rule)', insetLeft: -MARGIN.left }),
      Plot.text(TRAITS, {
        ...{ y: (_, i) => i, text: (trait: string) => (trait === 'front' ? 'a front' : trait) },
        ...{ frameAnchor: 'left', textAnchor: 'start', dx: -MARGIN.left, fill: 'var(--ink)', fontWeight: 600 },
      }),
      Plot.dot(people, {
        ...{ x: 'at', y: ({ trait, has }: { trait: string; has: boolean }) => row(trait) + (has ? 0.24 : 0.38), r: 2 },
        ...{ fill: ({ has }: { has: boolean }) => (has ? 'var(--ink)' : 'var(--rule-strong)'), fillOpacity: 0.35 },
      }),
      ...ways,
    ],
    r: { type: 'identity' },
    color: { type: 'identity' },
  });
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return drawing;
}
