/** Batches of every stage: a pure function of seed, stage and step, so that a run can resume at any step. */
import { type BatchShape, pack, type PackedBatch } from './batch';
import { type Document, tokenize } from './document';
import { type Demonstrations, finetuningDocument } from './finetuning';
import { midtrainingDocument, type MidtrainText } from './midtraining';
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

/** The batch that training sees at `step` (from 0). */
export function stageBatch(text: StageText, shape: BatchShape, step: number): PackedBatch {
  let index = step * STRIDE;
  return pack(shape, () => tokenize(text.documentAt(index++), text.scoring), PAD);
}
