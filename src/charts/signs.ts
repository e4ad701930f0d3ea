/** The signs that a figure uses, in the order of its key. */
import type { LinesFigure } from './lines';
import type { RatesFigure } from './rates';

export type Sign =
  'seed' | 'mean' | 'mean with interval' | 'pair' | 'ideal' | 'paper' | 'people' | 'seed line' | 'interval';

export function ratesSigns({ rows, pair, references }: RatesFigure): Sign[] {
  return [
    'seed',
    rows.some(({ interval }) => interval) ? 'mean with interval' : 'mean',
    ...(pair ? (['pair'] as const) : []),
    ...(rows.some(({ ideal }) => ideal !== undefined) ? (['ideal'] as const) : []),
    ...(rows.some(({ paper }) => paper.length > 0) ? (['paper'] as const) : []),
    ...(references.length > 0 ? (['people'] as const) : []),
  ];
}

export function linesSigns({ lines }: LinesFigure): Sign[] {
  return [
    ...(lines.some(({ seeds }) => seeds.length > 1) ? (['seed line'] as const) : []),
    ...(lines.some(({ mean }) => mean.some(({ interval }) => interval)) ? (['interval'] as const) : []),
  ];
}
