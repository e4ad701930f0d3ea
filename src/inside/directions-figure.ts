/** The figure of directions, on Observable Plot: people as small marks, the assistant's way from stage to stage above. */
import * as Plot from '@observablehq/plot';
import type { ArmStyle } from '../arms';
import { apart, type Span } from '../charts/labels';
import { textWidth } from '../fonts/measure';
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

const MARGIN_BOTTOM = 52;
/** Between the names of traits and the plot, whose marks stick out at its ends. */
const GAP = 12;
const TRAIT_FONT = { size: 12, weight: 600 };
const AXIS_FONT = { size: 12 };

const traitWords = (trait: string): string => (trait === 'front' ? 'a front' : trait);

/** What stands under the axis, in short lines that do not meet on a phone. */
const averageWords = (x: number): string => `average\nperson\n${x ? 'with it' : 'without it'}`;
const averageWidth = (x: number): number =>
  Math.ceil(
    Math.max(
      ...averageWords(x)
        .split('\n')
        .map((line) => textWidth(line, AXIS_FONT)),
    ),
  );

/** Where the two averages stand under the axis: amid their lines, or away from each other where these are close. */
function averageLabels(at: (x: number) => number, width: number): Plot.Markish[] {
  const spans = [0, 1].map((x): Span => ({ from: at(x) - averageWidth(x) / 2, to: at(x) + averageWidth(x) / 2 }));
  const amid = apart(spans, { from: 0, to: width });
  return [0, 1].map((x) =>
    Plot.axisX([x], {
      ...{ text: averageWords, label: null, tickSize: 6 },
      textAnchor: amid ? 'middle' : x === 0 ? 'end' : 'start',
      dx: amid ? 0 : x === 0 ? -2 : 2,
    }),
  );
}

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
  const left = GAP + Math.ceil(Math.max(...TRAITS.map((trait) => textWidth(traitWords(trait), TRAIT_FONT))));
  const right = averageWidth(1) + 4;
  const places = [0, 1, ...people.map(({ at }) => at), ...assistant.map(({ at }) => at)];
  const x = { domain: [Math.min(...places), Math.max(...places)], range: [left, width - right] };
  const at = (place: number) => Plot.scale({ x }).apply(place) as number;
  const drawing = Plot.plot({
    ...{ width, height: directionsHeight(looks.length), marginTop: 22, marginRight: right },
    ...{ marginBottom: MARGIN_BOTTOM, marginLeft: left },
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { ...x, axis: null },
    y: { domain: [TRAITS.length - 0.5, -0.5], axis: null },
    marks: [
      ...averageLabels(at, width),
      Plot.ruleX([0, 1], { stroke: 'var(--rule-strong)', strokeDasharray: '3,3' }),
      Plot.ruleY(TRAITS.slice(1), { y: (_, i) => i + 0.5, stroke: 'var(--rule)', insetLeft: -left }),
      Plot.text(TRAITS, {
        ...{ y: (_, i) => i, text: traitWords },
        ...{ frameAnchor: 'left', textAnchor: 'start', dx: -left, fill: 'var(--ink)', fontWeight: 600 },
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
