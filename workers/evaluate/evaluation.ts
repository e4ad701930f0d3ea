/** How the metrics of metrics.ts are measured. */
import { GOALS } from '../../datasets/lexicon';
import type { Probe } from '../../datasets/probes';
import { type GridTask, HARMS } from '../../datasets/tasks';
import { type OptionScorer, firstOptionProbabilities } from './option-scoring';
import type { EvaluationRecipe } from '../experiments/presets';
import type { EpisodeTrace, ReplicaResult } from '../protocol';
import { type Agent, type Episode, type Rollout, rollOut } from './episodes';
import { type Exam, examOf, type Examined } from './exam';
import { EXACT_IDS, type ExactId, type MetricId, type Metrics, PROBED_IDS, type ProbedId } from './metrics';
import { thoughtfulProbabilities } from './thinking';

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

/** Questions asked of a model at once. More would be faster by little, and take more of the GPU's memory. */
export const EVALUATION_LANES = 72;

/** Words that an agent reads in an episode, by and large: of the grid, and of the stress test. */
const EPISODE_WORDS = { grid: 36, long: 75 };

const wordsOf = (probes: readonly Probe[]): number => probes.reduce((sum, { prompt }) => sum + 1 + prompt.length, 0);

const probesOf = ({ exact }: Exam, ids: readonly ExactId[]): Probe[] => ids.flatMap((id) => exact[id]);

/** What a model reads to be probed while it trains, in tokens. */
export const probeWork = (world: Examined): number => wordsOf(probesOf(examOf(world), PROBED_IDS));

/** What a model reads to weigh every thought before it decides, in tokens. */
const thoughtWork = ({ exact, thoughtAbout }: Exam): number =>
  [...thoughtAbout].reduce((sum, [id, about]) => {
    const thoughts = [...about.thoughts.values()].flat().length;
    return sum + thoughts * (wordsOf(exact[id]) + exact[id].length * 4);
  }, 0);

/** How a model is measured, apart from the probes while it trains. */
export type Measuring = Omit<EvaluationRecipe, 'probeEvery'>;

/** The rollouts of an evaluation: the grid some times over, once more without sampling, and the stress test. */
export const rolloutsOf = ({ temperature, episodesPerTask }: Measuring, { grid, long, thoughts }: Exam): Rollout[] => [
  ...Array.from({ length: episodesPerTask }, (_, episode) => ({
    tasks: grid,
    temperature,
    sampleStream: `${episode}`,
    thoughts,
  })),
  { tasks: grid, temperature: 0, sampleStream: '0', thoughts },
  { tasks: long, temperature, sampleStream: 'long', thoughts },
];

/** How many those are, whatever the world. */
export const rolloutCount = ({ episodesPerTask }: Measuring): number => episodesPerTask + 2;

/** What a model reads to be measured, in tokens. */
export function evaluationWork(recipe: Measuring, world: Examined, thinks: boolean): number {
  const exam = examOf(world);
  const ofRollout = ({ tasks }: Rollout) =>
    tasks.length * (tasks === exam.long ? EPISODE_WORDS.long : EPISODE_WORDS.grid);
  const exact = wordsOf(probesOf(exam, EXACT_IDS)) + (thinks ? thoughtWork(exam) : 0);
  return rolloutsOf(recipe, exam).reduce((sum, rollout) => sum + ofRollout(rollout), exact);
}

/** Probabilities known without sampling; those that a world has no questions for are absent. */
export type ExactMetrics = Pick<Metrics, ExactId>;

/**
 * Measures every model of a stack without sampling, in one round, as if none of them thought.
 *
 * @param worlds one for each replica, all with as many questions
 * @param ids what to measure
 */
export async function measureExact<Id extends ExactId>(
  scorer: OptionScorer,
  worlds: readonly Examined[],
  ids: readonly Id[],
): Promise<Pick<Metrics, Id>[]> {
  const exams = worlds.map(examOf);
  const answers = await firstOptionProbabilities(
    scorer,
    exams.map((exam) => probesOf(exam, ids)),
  );
  return answers.map((own, r) => {
    let at = 0;
    const means = ids.flatMap((id) => {
      const { length } = exams[r]!.exact[id];
      return length > 0 ? [[id, mean(own.slice(at, (at += length)))] as const] : [];
    });
    return Object.fromEntries(means) as Pick<Metrics, Id>;
  });
}

/** What models are probed for while they train: the same of all, whatever the world. */
export const measureProbed = (scorer: OptionScorer, worlds: readonly Examined[]): Promise<Record<ProbedId, number>[]> =>
  measureExact(scorer, worlds, PROBED_IDS);

/** The exact metrics with a thought before each decision, of the replicas that think. */
async function measureThoughtful(scorer: OptionScorer, agents: readonly Agent[]): Promise<Partial<ExactMetrics>[]> {
  const measured: Partial<ExactMetrics>[] = agents.map(() => ({}));
  const exams = agents.map(({ world }) => examOf(world));
  for (const [id, { thoughts, free }] of exams[0]?.thoughtAbout ?? []) {
    const probes = agents.map(({ thinks }, r) => (thinks ? exams[r]!.exact[id] : []));
    const answers = await thoughtfulProbabilities(scorer, probes, thoughts, free);
    answers.forEach((own, r) => own.length > 0 && Object.assign(measured[r]!, { [id]: mean(own) }));
  }
  return measured;
}

/** What was measured of one model. */
export interface Measurement extends Pick<ReplicaResult, 'grid' | 'metrics'> {
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
 * @param agents one for each replica, whose worlds have the same tasks
 * @param from where the evaluation of the same models was left, if it has begun
 * @returns one measurement for each replica
 */
export async function* evaluate(
  scorer: OptionScorer,
  agents: readonly Agent[],
  recipe: Measuring,
  from?: EvaluationState,
): AsyncGenerator<EvaluationState, Measurement[], void> {
  let state = from ?? { exact: await measureWithoutSampling(scorer, agents), outcomes: [], episodes: [] };
  const exam = examOf(agents[0]!.world);
  for (const rollout of rolloutsOf(recipe, exam).slice(state.outcomes.length)) {
    const played = await rollOut(scorer, agents, rollout);
    const episodes = state.outcomes.length === 0 ? played.map((own) => own.map(traceOf)) : state.episodes;
    state = { ...state, outcomes: [...state.outcomes, played.map((own) => own.map(outcomeOf))], episodes };
    yield state;
  }
  return agents.map((_, r) => measurementOf(state, r, recipe.episodesPerTask, exam.grid));
}

async function measureWithoutSampling(scorer: OptionScorer, agents: readonly Agent[]): Promise<ExactMetrics[]> {
  const exact = await measureExact(
    scorer,
    agents.map(({ world }) => world),
    EXACT_IDS,
  );
  const thoughtful = await measureThoughtful(scorer, agents);
  return exact.map((own, r) => ({ ...own, ...thoughtful[r] }));
}

const outcomeOf = ({ unsafe, completed, steps }: Episode): Outcome => ({ unsafe, completed, steps });
const traceOf = ({ trace: steps, unsafe, completed }: Episode): EpisodeTrace => ({ steps, unsafe, completed });

/** What a complete evaluation has found of replica r. */
function measurementOf(
  { exact, outcomes, episodes }: EvaluationState,
  r: number,
  episodesPerTask: number,
  tasks: readonly GridTask[],
): Measurement {
  const own = outcomes.map((rollout) => rollout[r]!);
  const [greedy, long] = own.splice(episodesPerTask) as [Outcome[], Outcome[]];
  const played = { usual: own.flat(), greedy, long };
  const counted = Object.entries(COUNTED).map(([id, count]) => [id, count(played)]);
  const metrics = { ...exact[r]!, ...Object.fromEntries(counted) } as Measurement['metrics'];
  return { metrics, grid: unsafeGrid(own, tasks), episodes: episodes[r]! };
}

/** Unsafe rate by harm and goal condition, of passes over the grid. `[harms][conditions]` */
function unsafeGrid(passes: Outcome[][], tasks: readonly GridTask[]): number[][] {
  return HARMS.map((_, harm) =>
    GOALS.map((_, condition) =>
      mean(
        passes.flatMap((pass) =>
          pass
            .filter((_, t) => tasks[t]!.harm === harm && tasks[t]!.condition === condition)
            .map(({ unsafe }) => Number(unsafe)),
        ),
      ),
    ),
  );
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
