/**
 * What an arm reads whose documents and demonstrations come in one stage instead of one after the other.
 *
 * The midtraining text keeps its order, and the demonstrations stand in it at even distances. Where they stand depends
 * on their share alone, so that arms with the same share differ only in what they read there.
 */
import { type Document, scoredWhole } from './document';
import { demonstration, type Demonstrations } from './finetuning';
import { midtrainingDocument, type MidtrainText } from './midtraining';
import type { World } from './world';

/** Document `index` of the mixture. It has an answer, to be scored alone, only if it is a demonstration. */
export function mixedDocument(
  world: World,
  midtrain: MidtrainText,
  kind: Demonstrations,
  share: number,
  index: number,
): Document {
  const shown = Math.floor(index * share);
  return Math.floor((index + 1) * share) > shown
    ? demonstration(world, kind, shown)
    : scoredWhole(midtrainingDocument(world, midtrain, index - shown));
}
