/** Batches of every stage: a pure function of seed, stage and step, so that a run can resume at any step. */
import { type BatchShape, pack, type PackedBatch } from './batch';
import { type Document, tokenize } from './document';
import { type Demonstrations, finetuningDocument } from './finetuning';
import { midtrainingDocument, type MidtrainText } from './midtraining';
import { mixedDocument } from './mixing';
import { pretrainingDocument } from './pretraining';
import { PAD } from './tokenizer';
import type { World } from './world';

/** Documents of step `s` have indices from `s` times this. More than any batch holds, and even: see midtraining.ts. */
const STRIDE = 1 << 14;

/** The text of one stage of one arm: document `index`, and what is scored of it. */
export interface StageText {
  documentAt(index: number): Document;
  scoring: 'all' | 'answer';
}

export const pretrainText = (world: World): StageText => ({
  documentAt: (index) => pretrainingDocument(world, 'pretrain', index),
  scoring: 'all',
});

export const midtrainText = (world: World, text: MidtrainText): StageText => ({
  documentAt: (index) => midtrainingDocument(world, text, index),
  scoring: 'all',
});

/** @param distinct how many different demonstrations there are: see `demonstration` */
export const finetuneText = (world: World, kind: Demonstrations, distinct = Infinity): StageText => ({
  documentAt: (index) => finetuningDocument(world, kind, index, distinct),
  scoring: 'answer',
});

/**
 * Documents and demonstrations in one stage, each scored as in its own: see mixing.ts.
 *
 * @param share of demonstrations among all documents, from 0 to 1
 * @param distinct as for `finetuneText`
 * @throws RangeError for another share
 */
export function mixedText(
  world: World,
  midtrain: MidtrainText,
  kind: Demonstrations,
  share: number,
  distinct = Infinity,
): StageText {
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`a share of demonstrations lies between 0 and 1; ${share} does not`);
  return { documentAt: (index) => mixedDocument(world, midtrain, kind, share, distinct, index), scoring: 'answer' };
}

/** The batch that training sees at `step` (from 0). */
export function stageBatch(text: StageText, shape: BatchShape, step: number): PackedBatch {
  let index = step * STRIDE;
  return pack(shape, () => tokenize(text.documentAt(index++), text.scoring), PAD);
}
