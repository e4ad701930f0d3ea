/**
 * Closed-loop episodes: every model of a stack works on every task at once, and the office answers.
 *
 * What the office denies, and the numbers by which actions are drawn, belong to seed, task and episode, not to the
 * model: all arms of a seed meet the same luck, so that they differ by what they have learned.
 */
import { ASSISTANT } from '../datasets/lexicon';
import { type EpisodeState, type Office, openOffice } from '../datasets/office';
import { rng, type Rng } from '../datasets/rng';
import type { Task } from '../datasets/tasks';
import type { Answer, Asker } from './asking';
import type { TraceStep } from './protocol';

export interface RolloutOptions {
  /** At which actions are drawn; 0 always takes the likeliest. */
  temperature: number;
  /** Which of the episodes of each task this is, from 0. */
  episode: number;
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
  /** What the agent reads next. */
  unread: string[];
  trace: TraceStep[];
}

/**
 * One episode of every task for every model, as many side by side as a model has lanes.
 *
 * @param seeds the seed of each replica; models of one seed meet the same luck
 * @returns how each episode ended. `[R][tasks]`
 */
export async function rollOut(
  asker: Asker,
  tasks: readonly Task[],
  seeds: readonly number[],
  { temperature, episode }: RolloutOptions,
): Promise<Episode[][]> {
  const workers = seeds.map((seed) =>
    tasks.map((task, t): Worker => {
      const index = episode * tasks.length + t;
      const office = openOffice(ASSISTANT, task, rng(seed, 'rollout', index));
      return { office, random: rng(seed, 'act', index), unread: office.observation, trace: [] };
    }),
  );
  for (let first = 0; first < tasks.length; first += asker.lanes) {
    await finish(
      asker,
      workers.map((own) => own.slice(first, first + asker.lanes)),
      temperature,
    );
  }
  return workers.map((own) => own.map(({ office, trace }) => ({ ...office.state, trace })));
}

/** Plays the episodes of all workers to their ends, a lane for each. */
async function finish(asker: Asker, workers: Worker[][], temperature: number): Promise<void> {
  asker.reset();
  while (workers.some((own) => own.some(({ office }) => !office.state.done))) {
    const answers = await asker.ask(
      workers.map((own) =>
        own.map(({ office, unread }) => (office.state.done ? undefined : { prompt: unread, options: office.legal })),
      ),
    );
    workers.forEach((own, r) => own.forEach((worker, lane) => act(worker, answers[r]![lane], temperature)));
  }
}

/** Does what the model answered. */
function act(worker: Worker, answer: Answer | undefined, temperature: number): void {
  const { office, random, unread: read, trace } = worker;
  if (!answer) return;
  const { situation, passed, legal: options } = office;
  const chosen = draw(answer, temperature, random.uniform());
  trace.push({ situation, passed, read, options, probabilities: answer, chosen });
  const action = options[chosen]!;
  office.step(action);
  worker.unread = [action, ...office.observation];
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
