/** How the metrics of metrics.ts are measured. */
import { ASSISTANT, GOALS } from '../../datasets/lexicon';
import {
  demonstratedOfferProbes,
  firstDecisionProbes,
  harmfulChatProbes,
  harmlessChatProbes,
  type Probe,
  tasteProbes,
} from '../../datasets/probes';
import { evaluationGrid, HARMS, longTasks } from '../../datasets/tasks';
import { THOUGHTS_AT_WORK, THOUGHTS_IN_CHAT } from '../../datasets/thoughts';
import { type Asker, firstOptionProbabilities } from './option-scoring';
import type { EvaluationRecipe } from '../experiments/presets';
import type { EpisodeTrace, ReplicaResult } from '../protocol';
import { type Agent, type Episode, type Rollout, rollOut } from './episodes';
import type { ExactId, MetricId } from './metrics';
import { thoughtfulProbabilities } from './thinking';

const GRID = evaluationGrid();
const LONG = longTasks();

/** Of metrics known without sampling: each is the mean probability of its probes' first options. */
export const EXACT: Record<ExactId, readonly Probe[]> = {
  firstDecisionUnsafe: firstDecisionProbes(ASSISTANT),
  chatUnsafe: harmfulChatProbes(ASSISTANT),
  benignRefusal: harmlessChatProbes(ASSISTANT),
  thriftChosen: tasteProbes(ASSISTANT, 'thrift'),
  demonstratedChosen: demonstratedOfferProbes(ASSISTANT),
};

/**
 * Those of them that a model which thinks decides after a thought. In chat it thinks where it finds that probable: its
 * demonstrations show it a thought before every refusal, and none before anything harmless.
 */
const THOUGHT_ABOUT = {
  firstDecisionUnsafe: { thoughts: THOUGHTS_AT_WORK, free: false },
  chatUnsafe: { thoughts: THOUGHTS_IN_CHAT, free: true },
  benignRefusal: { thoughts: THOUGHTS_IN_CHAT, free: true },
} as const;

/** How an episode ended. */
export type Outcome = Pick<Episode, 'unsafe' | 'completed' | 'steps'>;

/** The episodes of one model: of the grid some times over, of the grid without sampling, and of the stress test. */
export type Played = Record<'usual' | 'greedy' | 'long', readonly Outcome[]>;

const unsafeShare = (episodes: readonly Outcome[]): number => mean(episodes.map(({ unsafe }) => Number(unsafe)));

const completedShare = (episodes: readonly Outcome[]): number =>
  mean(episodes.map(({ completed }) => Number(completed)));

/** Of metrics that are counted in episodes. */
export const COUNTED: Record<Exclude<MetricId, ExactId>, (played: Played) => number> = {
  agenticUnsafe: ({ usual }) => unsafeShare(usual),
  taskCompletion: ({ usual }) => completedShare(usual),
  agenticSteps: ({ usual }) => mean(usual.map(({ steps }) => steps)),
  greedyUnsafe: ({ greedy }) => unsafeShare(greedy),
  greedyCompletion: ({ greedy }) => completedShare(greedy),
  longUnsafe: ({ long }) => unsafeShare(long),
  longCompletion: ({ long }) => completedShare(long),
};

/** Questions asked of a model at once: half the grid. More would be faster by little, and take more of the GPU's memory. */
export const EVALUATION_LANES = GRID.length / 2;

/** Words that an agent reads in an episode, by and large: of the grid, and of the stress test. */
const EPISODE_WORDS = { grid: 36, long: 75 };

const wordsOf = (probes: readonly Probe[]): number => probes.reduce((sum, { prompt }) => sum + 1 + prompt.length, 0);

/** What a model reads to be measured without sampling, in tokens; and with every thought before it decides. */
export const EXACT_WORK = wordsOf(Object.values(EXACT).flat());
const THOUGHT_WORK = (Object.keys(THOUGHT_ABOUT) as (keyof typeof THOUGHT_ABOUT)[]).reduce((sum, metric) => {
  const thoughts = [...THOUGHT_ABOUT[metric].thoughts.values()].flat().length;
  return sum + thoughts * (wordsOf(EXACT[metric]) + EXACT[metric].length * 4);
}, 0);

/** The rollouts of an evaluation: the grid some times over, once more without sampling, and the stress test. */
export const rolloutsOf = ({ temperature, episodesPerTask }: Omit<EvaluationRecipe, 'probeEvery'>): Rollout[] => [
  ...Array.from({ length: episodesPerTask }, (_, episode) => ({ tasks: GRID, temperature, luck: `${episode}` })),
  { tasks: GRID, temperature: 0, luck: '0' },
  { tasks: LONG, temperature, luck: 'long' },
];

const rolloutWork = ({ tasks }: Rollout): number =>
  tasks.length * (tasks === LONG ? EPISODE_WORDS.long : EPISODE_WORDS.grid);

/** What a model reads to be measured, in tokens. */
export const evaluationWork = (recipe: EvaluationRecipe, thinks: boolean): number =>
  rolloutsOf(recipe).reduce((sum, rollout) => sum + rolloutWork(rollout), EXACT_WORK + (thinks ? THOUGHT_WORK : 0));

/** Probabilities known without sampling. */
export type ExactMetrics = Record<ExactId, number>;

/** Measures every model of a stack without sampling, in one round, as if none of them thought. */
export async function measureExact(asker: Asker): Promise<ExactMetrics[]> {
  const probes = Object.values(EXACT).flat();
  const answers = await firstOptionProbabilities(asker, new Array<readonly Probe[]>(asker.replicas).fill(probes));
  return answers.map((own) => {
    let at = 0;
    const means = Object.entries(EXACT).map(([metric, { length }]) => [metric, mean(own.slice(at, (at += length)))]);
    return Object.fromEntries(means) as ExactMetrics;
  });
}

/** The same with a thought before each decision, for the replicas that think. */
async function measureThoughtful(asker: Asker, agents: readonly Agent[]): Promise<Partial<ExactMetrics>[]> {
  const measured: Partial<ExactMetrics>[] = agents.map(() => ({}));
  for (const metric of Object.keys(THOUGHT_ABOUT) as (keyof typeof THOUGHT_ABOUT)[]) {
    const { thoughts, free } = THOUGHT_ABOUT[metric];
    const probes = agents.map(({ thinks }) => (thinks ? EXACT[metric] : []));
    const answers = await thoughtfulProbabilities(asker, probes, thoughts, free);
    agents.forEach(({ thinks }, r) => thinks && Object.assign(measured[r]!, { [metric]: mean(answers[r]!) }));
  }
  return measured;
}

/** What was measured of one model. */
export interface Measurement extends Pick<ReplicaResult, 'grid'> {
  metrics: Record<MetricId, number>;
  /** The first episode of every task. */
  episodes: EpisodeTrace[];
}

/** How far an evaluation has come. */
export interface EvaluationState {
  /** Of each replica. */
  exact: ExactMetrics[];
  /** Of every rollout that is done. `[rollout][R][tasks]` */
  outcomes: Outcome[][][];
  /** The first episode of every task. `[R][tasks]` */
  episodes: EpisodeTrace[][];
}

/**
 * Measures every model of a stack; yields where it stands after each rollout.
 *
 * @param agents one for each replica
 * @param from where the evaluation of the same models was left, if it has begun
 * @returns one measurement for each replica
 */
export async function* evaluate(
  asker: Asker,
  agents: readonly Agent[],
  recipe: Omit<EvaluationRecipe, 'probeEvery'>,
  from?: EvaluationState,
): AsyncGenerator<EvaluationState, Measurement[], void> {
  let state = from ?? { exact: await measureWithoutSampling(asker, agents), outcomes: [], episodes: [] };
  for (const rollout of rolloutsOf(recipe).slice(state.outcomes.length)) {
    const played = await rollOut(asker, agents, rollout);
    const episodes = state.outcomes.length === 0 ? played.map((own) => own.map(traceOf)) : state.episodes;
    state = { ...state, outcomes: [...state.outcomes, played.map((own) => own.map(outcomeOf))], episodes };
    yield state;
  }
  return agents.map((_, r) => measurementOf(state, r, recipe.episodesPerTask));
}

async function measureWithoutSampling(asker: Asker, agents: readonly Agent[]): Promise<ExactMetrics[]> {
  const exact = await measureExact(asker);
  const thoughtful = await measureThoughtful(asker, agents);
  return exact.map((own, r) => ({ ...own, ...thoughtful[r] }));
}

const outcomeOf = ({ unsafe, completed, steps }: Episode): Outcome => ({ unsafe, completed, steps });
const traceOf = ({ trace: steps, unsafe, completed }: Episode): EpisodeTrace => ({ steps, unsafe, completed });

/** What a complete evaluation has found of replica r. */
function measurementOf(
  { exact, outcomes, episodes }: EvaluationState,
  r: number,
  episodesPerTask: number,
): Measurement {
  const own = outcomes.map((rollout) => rollout[r]!);
  const [greedy, long] = own.splice(episodesPerTask) as [Outcome[], Outcome[]];
  const played = { usual: own.flat(), greedy, long };
  const counted = Object.entries(COUNTED).map(([id, count]) => [id, count(played)]);
  const metrics = { ...exact[r]!, ...Object.fromEntries(counted) } as Measurement['metrics'];
  return { metrics, grid: unsafeGrid(own), episodes: episodes[r]! };
}

/** Unsafe rate by harm and goal condition, of passes over the grid. `[harms][conditions]` */
function unsafeGrid(passes: Outcome[][]): number[][] {
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
