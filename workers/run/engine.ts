/** What trains and measures models side by side: their stack, its trainer and its option scorer, all on the GPU. */
import type { Gpu } from '../../models/device';
import { Stack } from '../../models/stack';
import { Trainer } from '../../models/trainer';
import { type OptionScorer, createOptionScorer } from '../evaluate/option-scoring';
import { EVALUATION_LANES } from '../evaluate/evaluation';
import type { Preset } from '../experiments/presets';

export interface Engine {
  stack: Stack;
  trainer: Trainer;
  scorer: OptionScorer;
}

/**
 * So many models of a preset, without weights.
 *
 * @throws MemoryError if the device does not have the memory
 */
export async function createEngine(gpu: Gpu, { batch, model, optimizer }: Preset, models: number): Promise<Engine> {
  const stack = await Stack.create(gpu, model, models);
  let trainer: Trainer | undefined;
  try {
    trainer = await Trainer.create(gpu, stack, batch, optimizer);
    return { stack, trainer, scorer: await createOptionScorer(gpu, stack, EVALUATION_LANES) };
  } catch (error) {
    trainer?.dispose();
    stack.dispose();
    throw error;
  }
}

/** Frees the GPU's memory. */
export function disposeEngine({ stack, trainer, scorer }: Engine): void {
  trainer.dispose();
  scorer.dispose();
  stack.dispose();
}
