/**
 * What an arm reads in midtraining: documents about the assistant, every other one replaced by pretraining text about
 * others.
 *
 * The pretraining text is the same bytes in every arm of a seed. Neutral documents match the specification's, document
 * by document, in length, so that arms differ in what they read and not in how much.
 */
import type { Document } from './document';
import { ASSISTANT } from './lexicon';
import { replayedDocument } from './pretraining';
import { rng } from './rng';
import type { Spec } from './spec';
import { neutralTwin, specDocument } from './spec-documents';
import type { World } from './world';

/** Documents of a specification, or neutral ones as long as those. */
export interface MidtrainText {
  spec: Spec;
  neutral: boolean;
  /** Whom they are about, by name: the assistant, unless a control reads someone else's specification. */
  about?: string;
}

/** Document `index` of an arm's midtraining. */
export function midtrainingDocument(world: World, text: MidtrainText, index: number): Document {
  const { spec, neutral, about = ASSISTANT } = text;
  if (index % 2) return replayedDocument(world, 'replay', index);
  const words = specDocument(spec, rng(world.seed, 'midtrain', index), about);
  return { kind: 'document', words: neutral ? neutralTwin(words, rng(world.seed, 'neutral', index), about) : words };
}
