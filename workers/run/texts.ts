/** What each model of a run reads in each stage, and batches of it made once for all models that read the same. */
import type { BatchShape, PackedBatch } from '../../datasets/batch';
import type { MidtrainText } from '../../datasets/midtraining';
import { STRANGER } from '../../datasets/names';
import type { Spec } from '../../datasets/spec';
import { finetuneText, midtrainText, mixedText, pretrainText, stageBatch, type StageText } from '../../datasets/stages';
import { acquaintanceOf, type World, type WorldConfig } from '../../datasets/world';
import type { Arm, ArmStage, Documents, Reading } from '../experiments/experiment';

/** Stages in which weights change. */
export type TrainingStage = 'pretrain' | ArmStage;

/** What a text is made from: plain data, from which another thread can make the same text. */
export interface TextRecipe {
  seed: number;
  config: WorldConfig;
  reads: Reading | 'pretrain';
  /** By name; must hold those of the reading. */
  specs: Record<string, Spec>;
}

/** A stage's text with a key: two texts with the same key are the same, byte for byte. */
export interface KeyedText {
  key: string;
  text: StageText;
  recipe: TextRecipe;
}

/** A text about one world and nothing else has the same key in every arm. */
const keyOf = ({ seed, config }: World, reading: Reading | 'pretrain'): string =>
  JSON.stringify([seed, config, reading]);

/** What a model of this world reads in pretraining. */
export const pretrainingText = (world: World): KeyedText =>
  textFrom({ seed: world.seed, config: world.config, reads: 'pretrain', specs: {} }, world);

/** @param specs the specifications of the run, by name; must hold those of the reading */
export const readingText = (world: World, reads: Reading, specs: Record<string, Spec>): KeyedText =>
  textFrom({ seed: world.seed, config: world.config, reads, specs }, world);

/** @param world that of the recipe */
export const textFrom = (recipe: TextRecipe, world: World): KeyedText => ({
  key: keyOf(world, recipe.reads),
  text: recipe.reads === 'pretrain' ? pretrainText(world) : textOf(world, recipe.reads, recipe.specs),
  recipe,
});

/**
 * What an arm reads in a stage.
 *
 * @param specs the specifications of the run, by name; must hold the arm's
 * @throws RangeError if the arm does not have the stage
 */
export function armText(stage: TrainingStage, world: World, arm: Arm, specs: Record<string, Spec>): KeyedText {
  if (stage === 'pretrain') return pretrainingText(world);
  const own = arm.stages.find((one) => one.stage === stage);
  if (!own) throw new RangeError(`${arm.label} has no stage of its own for ${stage}`);
  return readingText(world, own.reads, specs);
}

function textOf(world: World, reading: Reading, specs: Record<string, Spec>): StageText {
  switch (reading.kind) {
    case 'demonstrations':
      return finetuneText(world, reading.of, reading);
    case 'documents':
      return midtrainText(world, documentsText(world, reading, specs));
    case 'mixed': {
      const { documents, demonstrations, share } = reading;
      return mixedText(world, documentsText(world, documents, specs), demonstrations.of, share);
    }
  }
}

function documentsText(
  world: World,
  { spec, neutral = false, about }: Documents,
  specs: Record<string, Spec>,
): MidtrainText {
  const text: MidtrainText = { spec: specs[spec]!, neutral };
  if (about === undefined) return text;
  return { ...text, about: about === 'stranger' ? STRANGER : acquaintanceOf(world).name };
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
