/** Where training has the texts of its steps from. */
import type { BatchShape } from '../../datasets/batch';
import type { GPTConfig } from '../../models/config';
import { type StepInput, stepInput } from '../../models/step-input';
import { type KeyedText, stepBatches } from '../run/texts';

/** Gives what steps read, one after the other. */
export interface StepSource {
  /** What the models read at `step` (from 0). */
  at(step: number): StepInput | Promise<StepInput>;
}

/** Who reads what, and in which form. */
export interface StackReading {
  /** What each model reads. `[M]` */
  texts: readonly KeyedText[];
  shape: BatchShape;
  model: GPTConfig;
}

/** Makes the text of a step when it is asked for, on the thread that asks. */
export const onTheSpot = ({ texts, shape, model }: StackReading): StepSource => ({
  at: (step) => stepInput(stepBatches(texts, shape, step), shape, model),
});
