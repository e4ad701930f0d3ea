/** What two small models read in pretraining, and a mark of what they read in a step. */
import { makeWorld } from '../../../datasets/world';
import type { StepInput } from '../../../models/step-input';
import { fnv1a } from '../../../workers/base/fnv1a';
import { pretrainingText } from '../../../workers/run/texts';
import type { StackReading } from '../../../workers/text/step-source';

export const pretraining: StackReading = {
  texts: [3, 4].map((seed) => pretrainingText(makeWorld(seed))),
  shape: { rows: 2, length: 96 },
  model: { nLayer: 1, nHead: 2, nEmbd: 16, blockSize: 96, vocabSize: 768 },
};

export const markOf = ({ data, scored }: StepInput): string =>
  `${fnv1a(new Uint8Array(data.buffer))} ${scored.join(' ')}`;
