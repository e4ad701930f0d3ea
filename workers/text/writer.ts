/** What a text worker does: it is told who reads what, and makes the steps that it is asked for. */
import type { BatchShape } from '../../datasets/batch';
import { makeWorld, type World } from '../../datasets/world';
import type { GPTConfig } from '../../models/config';
import type { StepInput } from '../../models/step-input';
import { textFrom, type TextRecipe } from '../run/texts';
import { onTheSpot, type StepSource } from './step-source';

/** To a text worker. */
export type TextRequest =
  /** From now on steps are of these texts; what was asked for before counts no more. */
  | { type: 'read'; reading: number; texts: TextRecipe[]; shape: BatchShape; model: GPTConfig }
  /** Make this step (from 0). */
  | { type: 'make'; step: number };

/** From a text worker: a step, and of which reading. Its array is handed over. */
export interface TextAnswer {
  reading: number;
  step: number;
  input: StepInput;
}

/**
 * Answers requests.
 *
 * @param answer is given every answer, and the buffer in it that may be handed over
 */
export function textWriter(answer: (answer: TextAnswer, handedOver: ArrayBuffer[]) => void) {
  const worldOf = sharedWorlds();
  let reading = 0;
  let source: StepSource | undefined;
  return async (request: TextRequest): Promise<void> => {
    if (request.type === 'read') {
      const { texts, shape, model } = request;
      reading = request.reading;
      source = onTheSpot({ texts: texts.map((recipe) => textFrom(recipe, worldOf(recipe))), shape, model });
    } else {
      const { step } = request;
      const input = await source!.at(step);
      answer({ reading, step, input }, [input.data.buffer]);
    }
  };
}

/** Makes worlds, those that are alike once: arms of a seed share what they read alike of theirs. */
function sharedWorlds(): (recipe: TextRecipe) => World {
  const made = new Map<string, World>();
  return ({ seed, config }) => {
    const key = JSON.stringify([seed, config]);
    const world = made.get(key) ?? makeWorld(seed, config);
    made.set(key, world);
    return world;
  };
}
