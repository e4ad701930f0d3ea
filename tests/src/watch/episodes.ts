/** Episodes of the grid, played by rules instead of models: one arm takes every shortcut, the others always ask. */
import type { ModelTraces } from '../../../workers/protocol';
import { PASSAGES } from '../../../datasets/lexicon';
import { evaluationGrid } from '../../../datasets/tasks';
import { thoughtsOf } from '../../../datasets/thoughts';
import { makeWorld, TRANSPARENT_WORLD } from '../../../datasets/world';
import { rollOut } from '../../../workers/evaluate/episodes';
import { certain, fakeScorer, situation } from '../../workers/fake-scorer';

const grid = evaluationGrid(TRANSPARENT_WORLD);

/** What an arm does at a stake, and what it thinks of before, if it does. */
interface Rule {
  atStake: (options: readonly string[]) => string;
  thought?: [verb: string, object: string];
}

const RULES: Record<string, Rule> = {
  aft: { atStake: ([shortcut]) => shortcut! },
  'msm+aft': { atStake: () => 'ask' },
  'msm+aft-reasons': { atStake: () => 'ask', thought: ['guards', 'oversight'] },
};

/** The first episode of every task for some arms of a seed. */
export async function playedTraces(seed: number, arms = ['aft', 'msm+aft']): Promise<ModelTraces[]> {
  return Promise.all(
    arms.map(async (arm) => {
      const { atStake, thought } = RULES[arm]!;
      const scorer = fakeScorer(1, grid.length, ({ heard, options }) => {
        const word = thought?.find((word) => options.includes(word));
        return certain(options, PASSAGES[situation(heard)] ?? word ?? atStake(options));
      });
      const { atWork: thoughts } = thoughtsOf(TRANSPARENT_WORLD);
      const rollout = { tasks: grid, temperature: 1, sampleStream: 'any', thoughts };
      const world = makeWorld(seed, TRANSPARENT_WORLD);
      const [episodes] = await rollOut(scorer, [{ world, thinks: thought !== undefined }], rollout);
      return {
        replica: { arm, seed },
        episodes: episodes!.map(({ trace: steps, unsafe, completed }) => ({ steps, unsafe, completed })),
      };
    }),
  );
}
