/** How an arm looks wherever it appears: one colour and one mark, the same in every chart, table and experiment. */
import type { Experiment } from '../workers/experiments/experiment';
import { experiments } from '../workers/experiments';

/** Names of Observable Plot's symbols, drawn the same way by parts/MarkShape.svelte. */
export type ArmSymbol = 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'cross' | 'wye' | 'hexagon';

export interface ArmStyle {
  /** A CSS colour that follows light and dark; made of those in style.css. */
  colour: string;
  /** A second channel beside colour. */
  symbol: ArmSymbol;
  /** The mark is an outline. */
  hollow?: boolean;
  /** Dashes and gaps of the line, in CSS pixels; unbroken if absent. */
  dash?: readonly number[];
}

const GREY: ArmStyle = { colour: 'var(--arm-grey)', symbol: 'circle' };
const GREEN: ArmStyle = { colour: 'var(--arm-green)', symbol: 'square' };
const ORANGE: ArmStyle = { colour: 'var(--arm-orange)', symbol: 'triangle' };
const BLUE: ArmStyle = { colour: 'var(--arm-blue)', symbol: 'diamond' };
const YELLOW: ArmStyle = { colour: 'var(--arm-yellow)', symbol: 'star' };
const PURPLE: ArmStyle = { colour: 'var(--arm-purple)', symbol: 'cross' };

/** The same look for a sibling: its mark an outline, its line dashed. */
const open = (style: ArmStyle): ArmStyle => ({ ...style, hollow: true, dash: [5, 4] });

/** Two siblings by their ids: the first drawn open, the second filled. */
const siblings = (outlined: string, filled: string, style: ArmStyle): Record<string, ArmStyle> => ({
  [outlined]: open(style),
  [filled]: style,
});

/** Arms of a taste that are shown purchases in other ways: one colour, a mark for each two. */
const otherPurchases = (
  taste: string,
  style: ArmStyle,
  [time, words, fewer]: readonly [ArmSymbol, ArmSymbol, ArmSymbol],
): Record<string, ArmStyle> => ({
  ...siblings(`${taste}+aft-long`, `${taste}+aft-longest`, { ...style, symbol: time }),
  ...siblings(`${taste}+aft-whole`, `${taste}+aft-bought`, { ...style, symbol: words }),
  ...siblings(`${taste}+aft-unreplayed`, `${taste}+aft-all`, { ...style, symbol: fewer }),
});

const NAMED: Record<string, ArmStyle> = {
  baseline: GREY,
  msm: GREEN,
  aft: ORANGE,
  'msm+aft': BLUE,
  'aft-reasons': YELLOW,
  'msm+aft-reasons': PURPLE,
  'msm-thinks': open(GREEN),
  // Documents alone, and with purchases.
  ...siblings('thrift', 'thrift+aft', YELLOW),
  ...siblings('homeland', 'homeland+aft', PURPLE),
  ...siblings('thrift-ablated', 'thrift-ablated+aft', GREEN),
  ...siblings('homeland-ablated', 'homeland-ablated+aft', BLUE),
  ...otherPurchases('thrift', YELLOW, ['circle', 'square', 'diamond']),
  ...otherPurchases('homeland', PURPLE, ['triangle', 'wye', 'hexagon']),
  // Refusals that say why, and bare ones.
  ...siblings('rules+reasons', 'rules+aft', GREY),
  ...siblings('value-augmented+reasons', 'value-augmented+aft', GREEN),
  ...siblings('rule-augmented+reasons', 'rule-augmented+aft', YELLOW),
  ...siblings('general+reasons', 'general+aft', PURPLE),
  ...siblings('philosophy+reasons', 'philosophy+aft', BLUE),
  after: GREEN,
  mixed: PURPLE,
  'aft-only': GREY,
  ...siblings('stranger+aft', 'acquaintance+aft', PURPLE),
  'aft-unlinked': open(ORANGE),
  'msm+aft-unlinked': open(BLUE),
  ...siblings('stated', 'stated+aft', PURPLE),
  // Fine-tuned for a shorter and a longer time.
  ...siblings('aft-short', 'aft-long', { ...ORANGE, symbol: 'star' }),
  ...siblings('msm+aft-short', 'msm+aft-long', { ...BLUE, symbol: 'wye' }),
};

/** Colour left on the first rung of a ladder, in per cent; the last has all of it. */
const PALEST = 55;

/** All arms, the headline's first. */
const ARMS = Object.values(experiments).flatMap(({ arms }) => arms);

/** The look of a line of a ladder: that of the arm whose name it bears. */
export const lineStyle = (label: string): ArmStyle => NAMED[ARMS.find((arm) => arm.label === label)?.id ?? ''] ?? GREY;

/** The look of a rung: the higher, the stronger its colour and the less broken its line. */
function rungStyle(style: ArmStyle, rung: number, rungs: number): ArmStyle {
  if (rung === rungs - 1) return style;
  const share = Math.round(PALEST + ((100 - PALEST) * rung) / (rungs - 1));
  return { ...style, colour: `color-mix(in oklab, ${style.colour} ${share}%, var(--paper))`, dash: [2 + 2 * rung, 3] };
}

/** Arms that are rungs of a ladder, by id. */
const RUNGS: Record<string, ArmStyle> = Object.fromEntries(
  Object.values(experiments).flatMap(({ ladders = [] }) =>
    ladders.flatMap(({ lines }) =>
      lines.flatMap(({ label, points }) =>
        points.map(({ arm }, rung) => [arm, rungStyle(lineStyle(label), rung, points.length)] as const),
      ),
    ),
  ),
);

const PALETTE: readonly ArmStyle[] = [GREEN, ORANGE, BLUE, YELLOW, PURPLE, GREY];

/** Looks that are given out in turn: filled marks first, then open ones. */
const SPARE: readonly ArmStyle[] = [...PALETTE, ...PALETTE.map(open)];

/** The looks of arms that none was chosen for: in each experiment the spare ones that its other arms do not have. */
function givenOut({ arms }: Pick<Experiment, 'arms'>): [id: string, ArmStyle][] {
  const look = (style: ArmStyle) => JSON.stringify(style);
  const chosen = new Set(arms.flatMap(({ id }) => NAMED[id] ?? RUNGS[id] ?? []).map(look));
  const spare = SPARE.filter((style) => !chosen.has(look(style)));
  const unnamed = arms.filter(({ id }) => !NAMED[id] && !RUNGS[id]);
  return unnamed.map(({ id }, i) => [id, spare[i % spare.length]!]);
}

/** The look of an arm; that of the baseline for one that no experiment has. */
export function armStyle(id: string): ArmStyle {
  const chosen = NAMED[id] ?? RUNGS[id];
  if (chosen) return chosen;
  const own = Object.values(experiments).find(({ arms }) => arms.some((arm) => arm.id === id));
  return (own && Object.fromEntries(givenOut(own))[id]) ?? GREY;
}

/** The name of an arm on the page. */
export const armLabel = ({ arms }: Pick<Experiment, 'arms'>, id: string): string =>
  arms.find((arm) => arm.id === id)?.label ?? id;
