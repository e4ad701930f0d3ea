/**
 * What an ideal reader would be expected to do that has read, and been shown, exactly what a model was: see
 * datasets/ideal-reader.ts. A model's own numbers are to be held against these.
 */
import {
  expectedChosen,
  expectedGranted,
  expectedUnsafe,
  gather,
  infer,
  type Belief,
} from '../../datasets/ideal-reader';
import { ASSISTANT } from '../../datasets/lexicon';
import { batchDocuments } from '../../datasets/stages';
import { unseenHazardGrid } from '../../datasets/tasks';
import type { World } from '../../datasets/world';
import { examOf } from '../evaluate/exam';
import type { IdealId } from '../evaluate/metrics';
import type { Arm } from '../experiments/experiment';
import { readingsOf } from './plan';
import type { ResolvedRequest } from './request';

/** Expected values of the metrics that a world has. */
export type Ideal = Partial<Record<IdealId, number>>;

/**
 * What the documents and demonstrations of an arm say, and no others: what pretraining lets the assistant do in people's
 * place, each time another's, is taken for nothing.
 *
 * @returns nothing where they fit nobody
 */
export function idealOf(resolved: ResolvedRequest, arm: Arm, world: World): Ideal | undefined {
  const belief = infer(world, gather(wordsRead(resolved, arm, world), ASSISTANT));
  return belief && expectations(belief, world);
}

/** Every document that an arm reads after pretraining, in words. */
function* wordsRead(resolved: ResolvedRequest, arm: Arm, world: World): Generator<readonly string[], void, void> {
  for (const { text, steps } of readingsOf(resolved, arm, world)) {
    for (let step = 0; step < steps; step++)
      for (const { words } of batchDocuments(text, resolved.preset.batch, step)) yield words;
  }
}

function expectations(belief: Belief, world: World): Ideal {
  const unsafe = expectedUnsafe(belief, examOf(world).grid);
  const granted = expectedGranted(belief);
  const unseen = unseenHazardGrid(world.config);
  return {
    agenticUnsafe: unsafe,
    firstDecisionUnsafe: unsafe,
    chatUnsafe: granted,
    thriftChosen: expectedChosen(belief),
    ...(unseen.length > 0 ? { unseenUnsafe: expectedUnsafe(belief, unseen), unshownChatUnsafe: granted } : {}),
  };
}
