/** What takes part in the comparison: this engine, and others that train the same model on the same batches. */
import type { PackedBatch } from '../../datasets/batch';
import type { GPTConfig } from '../../models/config';
import type { AdamWOptions } from '../../models/ops/adamw';

/** What every contestant gets. */
export interface Setup {
  model: GPTConfig;
  /** Batches that steps take turns with. Every place is scored and looks at its whole row: see `continuousBatch`. */
  batches: PackedBatch[];
  optimizer: AdamWOptions;
  learningRate: number;
  /** Models to train at once, with initial weights of the seeds 0 … replicas - 1. */
  replicas: number;
}

/** A trainer at work. */
export interface Contestant {
  /** Of one model. */
  parameters: number;
  /** Takes so many steps, waits for them and reads the loss of the newest one, of the model of seed 0. */
  steps(count: number): Promise<number>;
}

/** Opens a contestant. Its worker ends with it. */
export type OpenContestant = (setup: Setup) => Promise<Contestant>;

/** Every contestant by name. Each is loaded in a worker of its own, so that one that breaks leaves the others. */
export const CONTESTANTS = {
  engine: { label: 'this engine' },
  tfjs: { label: 'tfjs-webgpu 4.22.0, stock kernels' },
  nanogpt: { label: '@genai-fi/nanogpt 1.3.0' },
  jax: { label: '@jax-js/jax 0.1.25, webgpu' },
} as const;

export type ContestantName = keyof typeof CONTESTANTS;

/** How the comparison went for one contestant. Times are medians over the rounds. */
export interface ContestantResult {
  name: ContestantName;
  label: string;
  replicas: number;
  /** Set if it broke, with the reason; then the rest is what was known by then. */
  failed?: string;
  parameters?: number;
  msPerStep?: number;
  msPerReplica?: number;
  cpuMsPerStep?: number;
  /** With reading the loss. */
  dispatchesPerStep?: number;
  submitsPerStep?: number;
  /** From nothing to the end of the first step. */
  readyMs?: number;
  /** After the first steps, one each. */
  losses: number[];
  rounds: { ms: number; cpuMs?: number }[];
}

/** All contestants, in the order in which they took turns. */
export interface PeersResult {
  model: GPTConfig;
  batch: { rows: number; length: number };
  contestants: ContestantResult[];
}
