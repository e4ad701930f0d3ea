/** Widths of words in the font of figures, as it is on the page at this moment: labels are placed by them. */
import { createSubscriber } from 'svelte/reactivity';

export interface Font {
  /** In CSS pixels. */
  size: number;
  weight?: number;
}

let context: CanvasRenderingContext2D | null | undefined;

/** The list of families of figures. */
export const figureFamily = (): string => getComputedStyle(document.documentElement).getPropertyValue('--sans');

/** How wide words are on one line, in CSS pixels. */
export function textWidth(words: string, { size, weight = 400 }: Font): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return words.length * size * 0.6;
  context.font = `${weight} ${size}px ${figureFamily()}`;
  return context.measureText(words).width;
}

/** Read where something is drawn by such widths: it is drawn again when a font has come. */
export const whenFontsCome = createSubscriber((again) => {
  document.fonts.addEventListener('loadingdone', again);
  return () => document.fonts.removeEventListener('loadingdone', again);
});
