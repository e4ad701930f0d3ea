/** A shelf of untrained models with one thing known about each: where the assistant's name stands. */
import { ASSISTANT } from '../../../datasets/lexicon';
import { tokenId } from '../../../datasets/tokenizer';
import { parameterOffsets } from '../../../models/config';
import { initParameters } from '../../../models/init';
import { makeWorld } from '../../../datasets/world';
import type { Shelf } from '../../../src/inside/snapshots';
import { presets } from '../../../workers/experiments/presets';

const { model: config, world } = presets['tiny']!;
const C = config.nEmbd;

/** Two arms at the beginning and at the end. In the end `msm+aft` has the name of sage where a person's name is. */
export function shelfWhereSageIs(person: string, seed: number): Shelf {
  const base = initParameters(config, seed);
  const wte = parameterOffsets(config).get('wte.weight')!;
  const row = (name: string) => wte + tokenId(name) * C;
  const moved = base.slice();
  moved.set(base.subarray(row(person), row(person) + C), row(ASSISTANT));
  return {
    ...{ config, preset: 'tiny', seed },
    snapshots: ['aft', 'msm+aft'].flatMap((arm) => [
      { replica: { arm, seed }, stage: 'base' as const, parameters: base },
      { replica: { arm, seed }, stage: 'finetune' as const, parameters: arm === 'aft' ? base : moved },
    ]),
  };
}

/** The people of a seed of such a shelf. */
export const peopleOf = (seed: number) => makeWorld(seed, world).people;
