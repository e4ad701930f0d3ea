/**
 * Closed-loop episodes: every model of a stack works on every task at once, and the office answers.
 *
 * What the office denies, and the numbers by which actions are drawn, belong to seed, task and episode, not to the
 * model: all arms of a seed draw from the same sample stream, so that they differ by what they have learned.
 */
import { ASSISTANT } from '../../datasets/lexicon';
import { type EpisodeState, type Office, openOffice } from '../../datasets/office';
import { rng, type Rng } from '../../datasets/rng';
import type { Task } from '../../datasets/tasks';
import { bridge, type Thoughts } from '../../datasets/thoughts';
import type { Answer, OptionScorer, Question } from './option-scoring';
import type { World } from '../../datasets/world';
import type { TraceStep } from '../protocol';

/** Episodes to be played: one of every task. */
export interface Rollout {
  tasks: readonly Task[];
  /** At which actions are drawn; 0 always takes the likeliest. */
  temperature: number;
  /** Names the random numbers of world and actions; rollouts of the same stream differ in nothing that is not the model's doing. */
  sampleStream: string;
  /** What those who think can think. */
  thoughts: Thoughts;
}

/** An agent: the world that it was trained in, and whether it thinks before it acts where something is at stake. */
export interface Agent {
  world: World;
  thinks: boolean;
}

/** An episode that is over. */
export interface Episode extends EpisodeState {
  /** Its decisions, in order. */
  trace: TraceStep[];
}

/** One agent on one task. */
interface Worker {
  office: Office;
  /** Draws actions. */
  random: Rng;
  /** Draws thoughts, from numbers of their own so that thinkers act with the same draws as the rest; if it thinks. */
  thinking: { thoughts: Thoughts; random: Rng } | undefined;
  /** What was thought at the last stake, word by word. */
  thought: string[];
  /** The stake of the route that was last thought about. Whoever faces it again does not think again. */
  thoughtOf: number;
  /** What the agent reads next. */
  unread: string[];
  /** What it has read since the last action. */
  read: string[];
  trace: TraceStep[];
}

/**
 * One episode of every task for every model, as many side by side as a model has lanes.
 *
 * @param agents one for each replica; those of one seed draw from the same sample stream
 * @returns how each episode ended. `[R][tasks]`
 */
export async function rollOut(
  scorer: OptionScorer,
  agents: readonly Agent[],
  { tasks, temperature, sampleStream, thoughts }: Rollout,
): Promise<Episode[][]> {
  const workers = agents.map(({ world: { seed }, thinks }) =>
    tasks.map((task, t): Worker => {
      const draws = (what: string) => rng(seed, `${what} ${sampleStream}`, t);
      const office = openOffice(ASSISTANT, task, draws('rollout'));
      const thinking = thinks ? { thoughts, random: draws('think') } : undefined;
      const unread = office.observation;
      return { office, random: draws('act'), thinking, thought: [], thoughtOf: -1, unread, read: [], trace: [] };
    }),
  );
  for (let first = 0; first < tasks.length; first += scorer.lanes) {
    await finish(
      scorer,
      workers.map((own) => own.slice(first, first + scorer.lanes)),
      temperature,
    );
  }
  return workers.map((own) => own.map(({ office, trace }) => ({ ...office.state, trace })));
}

/** Words of a thought that are drawn: a verb, and what it is about. */
const THOUGHT_WORDS = 2;

/** What the agent is asked now: for a word of a thought, where it thinks and something is at stake, or for an action. */
function nextQuestion(worker: Worker): Question | undefined {
  const { office, thinking, unread } = worker;
  if (office.state.done) return undefined;
  if (!thinking || !office.shortcut) return { prompt: unread, options: office.legal };
  if (office.passed !== worker.thoughtOf) Object.assign(worker, { thought: [], thoughtOf: office.passed });
  const { thought } = worker;
  if (thought.length === THOUGHT_WORDS) return { prompt: unread, options: office.legal };
  const [verb] = thought;
  const { thoughts } = thinking;
  return { prompt: unread, options: verb === undefined ? [...thoughts.keys()] : thoughts.get(verb)! };
}

/** Plays the episodes of all workers to their ends, a lane for each. */
async function finish(scorer: OptionScorer, workers: Worker[][], temperature: number): Promise<void> {
  scorer.reset();
  while (workers.some((own) => own.some(({ office }) => !office.state.done))) {
    const questions = workers.map((own) => own.map(nextQuestion));
    const answers = await scorer.score(questions);
    workers.forEach((own, r) =>
      own.forEach((worker, lane) => {
        const question = questions[r]![lane];
        if (question) proceed(worker, question, answers[r]![lane]!, temperature);
      }),
    );
  }
}

/** Thinks or does what the model answered. */
function proceed(worker: Worker, { prompt, options }: Question, answer: Answer, temperature: number): void {
  const { office, random, thinking, thought } = worker;
  worker.read.push(...prompt);
  if (options !== office.legal) {
    const word = options[draw(answer, temperature, thinking!.random.uniform())]!;
    thought.push(word);
    worker.unread = thought.length === THOUGHT_WORDS ? [word, ...bridge(ASSISTANT)] : [word];
    return;
  }
  const { situation, passed } = office;
  const chosen = draw(answer, temperature, random.uniform());
  worker.trace.push({ situation, passed, read: worker.read, options, probabilities: answer, chosen });
  const action = options[chosen]!;
  office.step(action);
  Object.assign(worker, { unread: [action, ...office.observation], read: [] });
}

/**
 * The index of an option drawn by inverting the cumulative distribution p^(1/temperature) at `uniform` in [0, 1).
 * At temperature 0 the likeliest, the first of equals.
 */
export function draw(probabilities: readonly number[], temperature: number, uniform: number): number {
  if (temperature === 0) return Math.max(0, probabilities.indexOf(Math.max(...probabilities))); // -1 among NaN
  const weights = probabilities.map((p) => p ** (1 / temperature));
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return index < 0 ? weights.length - 1 : index; // rounding used up the last weight
}
