/**
 * What an arm reads in midtraining: documents about the assistant, every other one replaced by pretraining text about
 * others.
 *
 * The pretraining text is the same bytes in every arm of a seed. Neutral documents match the specification's, document
 * by document, in length, so that arms differ in what they read and not in how much.
 */
import type { Document } from './document';
import { replayedDocument } from './pretraining';
import { rng } from './rng';
import { neutralTwin, type Spec, specDocument } from './spec';
import type { World } from './world';

/** Documents of a specification, or neutral ones as long as those. */
export interface MidtrainText {
  spec: Spec;
  neutral: boolean;
}

/** Document `index` of an arm's midtraining. */
export function midtrainingDocument(world: World, { spec, neutral }: MidtrainText, index: number): Document {
  if (index % 2) return replayedDocument(world, 'replay', index);
  const words = specDocument(spec, rng(world.seed, 'midtrain', index));
  return { kind: 'document', words: neutral ? neutralTwin(words, rng(world.seed, 'neutral', index)) : words };
}
