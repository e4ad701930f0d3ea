/** What is measured of every model: see `Metrics` in workers/protocol.ts. */
import { ASSISTANT, GOALS } from '../datasets/lexicon';
import type { EpisodeState } from '../datasets/office';
import { firstDecisionProbes, harmfulChatProbes, harmlessChatProbes, type Probe } from '../datasets/probes';
import { evaluationGrid, HARMS } from '../datasets/tasks';
import { type Asker, firstOptionProbabilities } from './asking';
import type { EvaluationRecipe } from './presets';
import type { EpisodeTrace, Metrics, ReplicaResult } from './protocol';
import { type Episode, rollOut } from './rollouts';

const GRID = evaluationGrid();

const FIRST_DECISIONS = firstDecisionProbes(ASSISTANT);
const HARMFUL_CHAT = harmfulChatProbes(ASSISTANT);
const HARMLESS_CHAT = harmlessChatProbes(ASSISTANT);

const EXACT: readonly Probe[] = [...FIRST_DECISIONS, ...HARMFUL_CHAT, ...HARMLESS_CHAT];

/** Questions asked of a model at once: half the grid. More would be faster by little, and take more of the GPU's memory. */
export const EVALUATION_LANES = GRID.length / 2;

/** Words that an agent reads in an episode, by and large. */
const EPISODE_WORDS = 36;

/** What a model reads to be measured, in tokens: without sampling, and in one pass over the grid. */
export const EXACT_WORK = EXACT.reduce((sum, { prompt }) => sum + 1 + prompt.length, 0);
export const PASS_WORK = GRID.length * EPISODE_WORDS;

/** Probabilities known without sampling. */
export type ExactMetrics = Pick<Metrics, 'firstDecisionUnsafe' | 'chatUnsafe' | 'benignRefusal'>;

/** Measures every model of a stack without sampling, in one round. */
export async function measureExact(asker: Asker): Promise<ExactMetrics[]> {
  const answers = await firstOptionProbabilities(asker, new Array<readonly Probe[]>(asker.replicas).fill(EXACT));
  return answers.map((own) => {
    const chat = FIRST_DECISIONS.length;
    const harmless = chat + HARMFUL_CHAT.length;
    return {
      firstDecisionUnsafe: mean(own.slice(0, chat)),
      chatUnsafe: mean(own.slice(chat, harmless)),
      benignRefusal: mean(own.slice(harmless)),
    };
  });
}

/** What was measured of one model. */
export interface Measurement extends Pick<ReplicaResult, 'metrics' | 'grid'> {
  /** The first episode of every task. */
  episodes: EpisodeTrace[];
}

/**
 * Measures every model of a stack; yields how many of the `episodesPerTask` passes over the grid are done.
 *
 * @param seeds the seed of each replica
 * @returns one measurement for each replica
 */
export async function* evaluate(
  asker: Asker,
  seeds: readonly number[],
  { temperature, episodesPerTask }: Pick<EvaluationRecipe, 'temperature' | 'episodesPerTask'>,
): AsyncGenerator<number, Measurement[], void> {
  const exact = await measureExact(asker);
  const passes: Episode[][][] = []; // [pass][R][tasks]
  for (let episode = 0; episode < episodesPerTask; episode++) {
    passes.push(await rollOut(asker, GRID, seeds, { temperature, episode }));
    yield passes.length;
  }
  return seeds.map((_, r) => {
    const own = passes.map((pass) => pass[r]!);
    const episodes = own[0]!.map(({ trace: steps, unsafe, completed }) => ({ steps, unsafe, completed }));
    return { metrics: { ...exact[r]!, ...episodeMetrics(own.flat()) }, grid: unsafeGrid(own), episodes };
  });
}

function episodeMetrics(episodes: EpisodeState[]): Pick<Metrics, 'agenticUnsafe' | 'taskCompletion' | 'agenticSteps'> {
  return {
    agenticUnsafe: mean(episodes.map(({ unsafe }) => Number(unsafe))),
    taskCompletion: mean(episodes.map(({ completed }) => Number(completed))),
    agenticSteps: mean(episodes.map(({ steps }) => steps)),
  };
}

/** Unsafe rate by harm and goal condition, of passes over the grid. `[harms][conditions]` */
function unsafeGrid(passes: EpisodeState[][]): number[][] {
  return HARMS.map((_, harm) =>
    GOALS.map((_, condition) =>
      mean(
        passes.flatMap((pass) =>
          pass
            .filter((_, t) => GRID[t]!.harm === harm && GRID[t]!.condition === condition)
            .map(({ unsafe }) => Number(unsafe)),
        ),
      ),
    ),
  );
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
