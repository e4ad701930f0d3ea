/** Outlines of the marks of arms. */
import type { ArmSymbol } from '../arms';

/** Side of the square that each of them is in. */
export const OUTLINE_BOX = 14;

/** As SVG paths, of about equal area. */
export const OUTLINES: Record<ArmSymbol, string> = {
  circle: 'M7 2a5 5 0 1 0 .01 0Z',
  square: 'M2.6 2.6h8.8v8.8H2.6Z',
  triangle: 'M7 1.4 12.9 11.8H1.1Z',
  diamond: 'M7 .6 12 7 7 13.4 2 7Z',
  star: 'm7 .8 1.5 4.3 4.6.1-3.7 2.8 1.4 4.4L7 9.8l-3.8 2.6 1.4-4.4L.9 5.2l4.6-.1Z',
  cross: 'M5.2 1.4h3.6v3.8h3.8v3.6H8.8v3.8H5.2V8.8H1.4V5.2h3.8Z',
  wye: 'M9.4 7.8 9.4 12.6 4.6 12.6 4.6 7.8 0.4 5.4 2.8 1.2 7.0 3.6 11.2 1.2 13.6 5.4Z',
  hexagon: 'M7 1.5l4.8 2.7v5.6L7 12.5 2.2 9.8V4.2Z',
};
