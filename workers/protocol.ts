/**
 * What crosses the boundary between the page (or the command line) and the run: a request, a stream of events, results.
 * Types only; those of what is kept are inferred from its schemas.
 */
import type * as z from 'zod';
import type {
  adapterSchema,
  curvePointSchema,
  divergenceSchema,
  episodeTraceSchema,
  probePointSchema,
  replicaSchema,
  requestSchema,
  resultSchema,
  stageSchema,
} from './schema';

/** Where a run gets its pretrained weights: the shipped ones, or pretraining of its own. */
export type BaseSource = RunRequest['base'];

/** What to run. Names are checked where the request is made; see `parseRunRequest` in workers/run/request.ts. */
export type RunRequest = z.infer<typeof requestSchema>;

export type StageName = z.infer<typeof stageSchema>;

/** One model of the stack. */
export type Replica = z.infer<typeof replicaSchema>;

/** Final measurements of one replica; those of older records may lack metrics (see workers/evaluate/metrics.ts). */
export type ReplicaResult = z.infer<typeof resultSchema>;

/** A closed-loop episode from the first decision to the last. */
export type EpisodeTrace = z.infer<typeof episodeTraceSchema>;

/** One decision of an episode, as it was made. */
export type TraceStep = EpisodeTrace['steps'][number];

/** One point of a training curve, for every replica in stack order. */
export type CurvePoint = z.infer<typeof curvePointSchema>;

/** A replica whose training broke down. */
export type Divergence = z.infer<typeof divergenceSchema>;

/** Cheap measurements taken while training, for every replica in stack order; NaN for replicas that diverged. */
export type ProbePoint = z.infer<typeof probePointSchema>;

/** The adapter a run used. */
export type AdapterDescription = z.infer<typeof adapterSchema>;

/** What a run is about to do. */
export interface RunPlan {
  request: RunRequest;
  replicas: Replica[];
  /**
   * In the order in which they run. A stage comes more than once where arms go through it differently; those that think
   * are measured apart.
   */
  stages: { name: StageName; steps: number; thinking?: boolean }[];
  /**
   * For each seed and each of its bases that an arm starts from: SHA-256 of the shipped weights file in hexadecimal, or
   * `scratch`. Without `base` it is the usual one; see `baseName`. Records keep it.
   */
  baseWeights: { seed: number; base?: string; weights: string }[];
  adapter: AdapterDescription;
}

/**
 * Why a run failed. `request`: it asked for what there is not. `memory`: its models do not fit the device. `no device`:
 * there is none to train on. `device lost`: it was taken away; the same run can be started again. `checkpoint`: it was
 * interrupted, and cannot go on here from what was kept of it. `not loaded`: the page has to be loaded again first.
 * `error`: all else.
 */
export type FailureReason = 'request' | 'memory' | 'no device' | 'device lost' | 'checkpoint' | 'not loaded' | 'error';

/** What one model had learned by the end of a stage, or starts from. */
export interface Snapshot {
  replica: Replica;
  stage: 'base' | StageName;
  /** The flat vector. `[N]` */
  parameters: Float32Array;
}

/** One model's episodes: the first of every task of the grid, in its order. */
export interface ModelTraces {
  replica: Replica;
  episodes: EpisodeTrace[];
}

/** What a run has found so far: all it takes to show it again. Its events are folded into it by workers/run/log.ts. */
export interface Found {
  /** In order, each moment once. */
  curves: CurvePoint[];
  probes: ProbePoint[];
  diverged: Divergence[];
  /** As they were measured; those of a finished run in stack order. */
  results: ReplicaResult[];
  /** Of the models of the first seed. */
  snapshots: Snapshot[];
  traces: ModelTraces[];
}

/** A piece of what a run finds. */
export type Finding =
  | { type: 'curve'; point: CurvePoint }
  | { type: 'probe'; point: ProbePoint }
  | { type: 'diverged'; divergence: Divergence }
  | { type: 'result'; result: ReplicaResult }
  | ({ type: 'weights' } & Snapshot)
  | ({ type: 'traces' } & ModelTraces);

/**
 * Everything a run says while it works, in order. A run ends with either `finished` or `failed`; one that was interrupted
 * goes on with `started` and `restored`.
 */
export type RunEvent =
  | Finding
  | { type: 'started'; plan: RunPlan }
  /** All that was found up to the checkpoint from which the run goes on; what was told after it is told again. */
  | { type: 'restored'; found: Found }
  /** The device was lost, as `message` says; another is opened, for the `attempt`-th time of at most `attempts`. */
  | { type: 'recovering'; attempt: number; attempts: number; message: string }
  /** Nothing is kept of the run, for the reason that `message` says in a sentence; it goes on all the same. */
  | { type: 'unkept'; message: string }
  /** `place`: in `RunPlan.stages`. */
  | { type: 'stage'; place: number; stage: StageName; steps: number }
  | {
      type: 'progress';
      place: number;
      stage: StageName;
      step: number;
      steps: number;
      secondsLeft: number;
      msPerStep: number;
    }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'finished'; results: ReplicaResult[]; seconds: number }
  | { type: 'failed'; reason: FailureReason; message: string };

/** What a run would take. */
export interface RunEstimate {
  /** Models side by side. */
  models: number;
  /** Tokens that they read, those of training counted three times; see workers/run/time-left.ts. */
  work: number;
  /** Of GPU memory. */
  bytes: number;
  /** Size of model and batch, as a key: runs of one shape read tokens at about one pace. */
  shape: string;
}

/** What a run is known by when it was interrupted. */
export interface RunKey {
  /** Version of the code. */
  commit: string;
  /** When it began, in ISO 8601 and UTC. */
  started: string;
}

/** A run that was interrupted, as far as it is known before it goes on. */
export interface InterruptedRun {
  started: string;
  request: RunRequest;
  /** How much of it is done: 0 … 1. */
  share: number;
}

/** Is told of an event; the run goes on when it has taken it. */
export type OnEvent = (event: RunEvent) => void | Promise<void>;

/** The worker's interface, as comlink exposes it. */
export interface LabWorker {
  /** Rejects with one sentence if the request cannot be run. Needs no GPU. */
  estimate(request: RunRequest): RunEstimate;
  /** Seconds that a run would take here: begins it for a few of them, and keeps nothing. Rejects with one sentence. */
  timeRun(request: RunRequest): Promise<number>;
  /**
   * Runs to the end; `onEvent` is called in order. Never rejects: trouble is a `failed` event.
   *
   * What it takes to go on is kept in the browser, of one run at a time, until `forgetRun` of workers/checkpoint/interrupted-run.ts. A
   * device that is lost is opened again, and the run goes on.
   */
  run(request: RunRequest, onEvent: OnEvent, key: RunKey): Promise<void>;
  /** Goes on with the run that was interrupted, which must be the one of this key; otherwise as `run`. */
  restore(onEvent: OnEvent, key: RunKey): Promise<void>;
  /** Takes effect between two optimizer steps. */
  pause(): void;
  resume(): void;
}
