/** What each model of a run reads in each stage, and batches of it made once for all models that read the same. */
import type { BatchShape, PackedBatch } from '../datasets/batch';
import type { Spec } from '../datasets/spec';
import { finetuneText, midtrainText, pretrainText, stageBatch, type StageText } from '../datasets/stages';
import type { World } from '../datasets/world';
import type { Arm, ArmStage, Reading } from './experiment';

/** Stages in which weights change. */
export type TrainingStage = 'pretrain' | ArmStage;

/** A stage's text with a key: two texts with the same key are the same, byte for byte. */
export interface KeyedText {
  key: string;
  text: StageText;
}

/**
 * What an arm reads in a stage.
 *
 * @param specs the specifications of the run, by name; must hold the arm's
 */
export function armText(stage: TrainingStage, world: World, arm: Arm, specs: Record<string, Spec>): KeyedText {
  if (stage === 'pretrain') return { key: `${world.seed}`, text: pretrainText(world) };
  const reading = arm.reads[stage];
  return { key: `${world.seed} ${JSON.stringify(reading)}`, text: readingText(world, reading, specs) };
}

function readingText(world: World, reading: Reading, specs: Record<string, Spec>): StageText {
  if (reading.kind === 'demonstrations') return finetuneText(world, reading.of);
  const { spec, neutral = false } = reading;
  return midtrainText(world, { spec: specs[spec]!, neutral });
}

/** The batches of a step, one for each text in order. Texts with the same key share one batch. */
export function stepBatches(texts: readonly KeyedText[], shape: BatchShape, step: number): PackedBatch[] {
  const made = new Map<string, PackedBatch>();
  return texts.map(({ key, text }) => {
    const batch = made.get(key) ?? stageBatch(text, shape, step);
    made.set(key, batch);
    return batch;
  });
}
