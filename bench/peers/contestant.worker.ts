/** A worker for one contestant, with its libraries and its GPU device. */
import { expose } from 'comlink';
import { workOf, type WorkCount } from '../counting';
import type { Contestant, ContestantName, OpenContestant, Setup } from './contestant';

const LOADERS: Record<ContestantName, () => Promise<{ open: OpenContestant }>> = {
  engine: () => import('./engine'),
  tfjs: () => import('./tfjs'),
  nanogpt: () => import('./nanogpt'),
  jax: () => import('./jax'),
};

let contestant: Contestant;

const worker = {
  /** Loads a contestant. Returns the number of its model's parameters. */
  async open(name: ContestantName, setup: Setup): Promise<number> {
    const { open } = await LOADERS[name]();
    contestant = await open(setup);
    return contestant.parameters;
  },
  /** See `Contestant.steps`. */
  steps: (count: number): Promise<number> => contestant.steps(count),
  /** A step, and what it asks of WebGPU. */
  async countedStep(): Promise<WorkCount & { loss: number }> {
    let loss = NaN;
    const work = await workOf(async () => (loss = await contestant.steps(1)));
    return { ...work, loss };
  },
};

export type ContestantWorker = typeof worker;

expose(worker);
