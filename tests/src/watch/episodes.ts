/** Episodes of the grid, played by rules instead of models: one arm takes every shortcut, the other always asks. */
import { PASSAGES } from '../../../datasets/lexicon';
import { evaluationGrid } from '../../../datasets/tasks';
import type { ModelTraces } from '../../../src/watch/traces';
import { rollOut } from '../../../workers/rollouts';
import { certain, fakeAsker, situation } from '../../workers/fake-asker';

const grid = evaluationGrid();

/** What an arm does at a stake. */
const RULES: Record<string, (options: readonly string[]) => string> = {
  aft: ([shortcut]) => shortcut!,
  'msm+aft': () => 'ask',
};

/** The first episode of every task for both arms of a seed. */
export async function playedTraces(seed: number): Promise<ModelTraces[]> {
  return Promise.all(
    Object.entries(RULES).map(async ([arm, atStake]) => {
      const asker = fakeAsker(1, grid.length, ({ heard, options }) =>
        certain(options, PASSAGES[situation(heard)] ?? atStake(options)),
      );
      const [episodes] = await rollOut(asker, grid, [seed], { temperature: 1, episode: 0 });
      return {
        replica: { arm, seed },
        episodes: episodes!.map(({ trace: steps, unsafe, completed }) => ({ steps, unsafe, completed })),
      };
    }),
  );
}
