/** How an arm looks wherever it appears: one colour and one mark, the same in every chart and table. */

/** Names of Observable Plot's symbols, drawn the same way by parts/ArmMark.svelte. */
export type ArmSymbol = 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'cross';

export interface ArmStyle {
  /** A CSS colour that follows light and dark; defined in style.css. */
  colour: string;
  /** A second channel beside colour. */
  symbol: ArmSymbol;
}

const KNOWN: Record<string, ArmStyle> = {
  baseline: { colour: 'var(--arm-grey)', symbol: 'circle' },
  msm: { colour: 'var(--arm-green)', symbol: 'square' },
  aft: { colour: 'var(--arm-orange)', symbol: 'triangle' },
  'msm+aft': { colour: 'var(--arm-blue)', symbol: 'diamond' },
  'aft-cot': { colour: 'var(--arm-yellow)', symbol: 'star' },
  'msm+aft-cot': { colour: 'var(--arm-purple)', symbol: 'cross' },
};

const SPARE = Object.values(KNOWN);

/**
 * The look of an arm. Arms not named above take theirs from their place in the experiment.
 * @param index place of the arm in its experiment, from 0
 */
export function armStyle(id: string, index: number): ArmStyle {
  return KNOWN[id] ?? SPARE[index % SPARE.length]!;
}
