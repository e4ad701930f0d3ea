/** The figure of directions, on Observable Plot: people as small marks, the assistant's way from stage to stage above. */
import * as Plot from '@observablehq/plot';
import { type AssistantPlace, type Directions, directionsHeight, TRAITS } from './directions';
import { snapshotWords } from './snapshots';

/** How an arm looks, in the order of the experiment. */
export interface ArmLook {
  arm: string;
  label: string;
  colour: string;
}

/** Rings grow from stage to stage. */
const radius = ({ done }: AssistantPlace): number => 2 + 1.5 * done;

const MARGIN = { right: 12, bottom: 28, left: 84 };

/** Draws the figure at a width in CSS pixels. */
export function drawDirections({ people, assistant }: Directions, arms: ArmLook[], width: number): Element {
  const row = (trait: string) => TRAITS.findIndex((known) => known === trait);
  const lane = (arm: string) => {
    const i = arms.findIndex((look) => look.arm === arm);
    return -0.4 + (0.5 * (i + 0.5)) / arms.length;
  };
  const looks = new Map(arms.map((look) => [look.arm, look]));
  const points = assistant
    .filter(({ arm }) => looks.has(arm))
    .map((place) => ({ ...place, ...looks.get(place.arm)!, y: row(place.trait) + lane(place.arm) }));
  const drawing = Plot.plot({
    ...{ width, height: directionsHeight(arms.length), marginTop: 22, marginRight: MARGIN.right },
    ...{ marginBottom: MARGIN.bottom, marginLeft: MARGIN.left },
    style: { background: 'transparent', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible' },
    x: { ticks: [0, 1], tickFormat: (x: number) => (x ? 'those who do' : 'those who do not'), label: null },
    y: { domain: [TRAITS.length - 0.5, -0.5], axis: null },
    marks: [
      Plot.ruleX([0, 1], { stroke: 'var(--rule-strong)', strokeDasharray: '3,3' }),
      Plot.ruleY(TRAITS.slice(1), { y: (_, i) => i + 0.5, stroke: 'var(--rule)', insetLeft: -MARGIN.left }),
      Plot.text(TRAITS, {
        ...{ y: (_, i) => i, text: (trait: string) => (trait === 'front' ? 'keeps a front' : trait) },
        ...{ frameAnchor: 'left', textAnchor: 'start', dx: -MARGIN.left, fill: 'var(--ink)', fontWeight: 600 },
      }),
      Plot.dot(people, {
        ...{ x: 'at', y: ({ trait, has }: { trait: string; has: boolean }) => row(trait) + (has ? 0.24 : 0.38), r: 2 },
        ...{ fill: ({ has }: { has: boolean }) => (has ? 'var(--ink)' : 'var(--rule-strong)'), fillOpacity: 0.35 },
      }),
      Plot.line(points, { x: 'at', y: 'y', z: (p) => `${p.arm} ${p.trait}`, stroke: (p) => p.colour, strokeWidth: 2 }),
      Plot.dot(points, {
        ...{ x: 'at', y: 'y', r: radius, stroke: (p) => p.colour },
        ...{ fill: (p) => (p.last ? p.colour : 'var(--paper)') },
        title: (p) => `${p.label}, ${p.trait}, ${snapshotWords(p.stage)}: ${p.at.toFixed(2)}`,
      }),
    ],
    r: { type: 'identity' },
    color: { type: 'identity' },
  });
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return drawing;
}
