/** Batches of every stage: a pure function of seed, stage and step, so that a run can resume at any step. */
import { type BatchShape, pack, type PackedBatch } from './batch';
import { type Document, tokenize } from './document';
import { demonstration, type Demonstrations, finetuningDocument, type Only } from './finetuning';
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

/** How demonstrations are shown, where it is not as usual. */
export interface Showing {
  /** How many in a step, or a fraction of one, replays in the place of the others; all that there is room for if not given. */
  perStep?: number;
  only?: Only;
  /** They stand in the places of replays, too. */
  unreplayed?: true;
  /** What they are asked is learned as well as what they answer. */
  whole?: true;
}

/** Fine-tuning on one kind of demonstrations. Without replays `perStep` has no meaning: every place is a demonstration's. */
export function finetuneText(world: World, kind: Demonstrations, showing: Showing = {}): StageText {
  const { perStep = Infinity, only, unreplayed = false, whole = false } = showing;
  return {
    documentAt: (index) =>
      unreplayed
        ? demonstration(world, kind, index, only)
        : finetuningDocument(world, kind, index, { shown: isShown(index, perStep), only }),
    scoring: whole ? 'all' : 'answer',
  };
}

/** Whether the demonstration in this place is shown. Those that are alternate in kind as all of them do. */
function isShown(index: number, perStep: number): boolean {
  if (!Number.isFinite(perStep)) return true;
  const shownBefore = (step: number) => Math.floor(step * perStep + ROUNDING);
  const step = Math.floor(index / STRIDE);
  const place = (index % STRIDE) / 2 - (shownBefore(step) % 2);
  return place >= 0 && place < shownBefore(step + 1) - shownBefore(step);
}

/** So that thirty times a thirtieth is one. */
const ROUNDING = 1e-9;

/**
 * Documents and demonstrations in one stage, each scored as in its own: see mixing.ts.
 *
 * @param share of demonstrations among all documents, from 0 to 1
 * @throws RangeError for another share
 */
export function mixedText(world: World, midtrain: MidtrainText, kind: Demonstrations, share: number): StageText {
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`a share of demonstrations lies between 0 and 1; ${share} does not`);
  return { documentAt: (index) => mixedDocument(world, midtrain, kind, share, index), scoring: 'answer' };
}

/** The documents that the batch of a step is made of, in order. */
export function batchDocuments(text: StageText, shape: BatchShape, step: number): Document[] {
  const { documents } = stageBatch(text, shape, step);
  return Array.from({ length: documents }, (_, i) => text.documentAt(step * STRIDE + i));
}

/** The batch that training sees at `step` (from 0). */
export function stageBatch(text: StageText, shape: BatchShape, step: number): PackedBatch {
  let index = step * STRIDE;
  return pack(shape, () => tokenize(text.documentAt(index++), text.scoring), PAD);
}
