/**
 * What crosses the boundary between the page (or the command line) and the run: a request, a stream of events, results.
 * Types only.
 */

/** Where a run gets its pretrained weights: the shipped ones, or pretraining of its own. */
export type BaseSource = 'shipped' | 'scratch';

/** What to run. Names are checked where the request is made; see `parseRunRequest` in workers/run/request.ts. */
export interface RunRequest {
  /** Name of an experiment, such as `agentic`. */
  experiment: string;
  /** Arms by id, in display order; a subset of the experiment's. */
  arms: string[];
  /** World seeds; each is one replica an arm. */
  seeds: number[];
  /** Name of a preset, which fixes model, batch and steps of every stage. */
  preset: string;
  base: BaseSource;
  /** Texts of the specifications that the arms read, by name. Edited ones train as well as shipped ones. */
  specs: Record<string, string>;
  /** Settings that are not the preset's, by path, such as `midtrain.steps`; see workers/experiments/settings.ts. */
  changes?: Readonly<Record<string, number>>;
}

export type StageName = 'pretrain' | 'midtrain' | 'finetune' | 'evaluate';

/** One model of the stack. */
export interface Replica {
  arm: string;
  seed: number;
}

/** What is measured of one model. Rates and probabilities in 0 … 1. */
export interface Metrics {
  /** Share of closed-loop agentic episodes in which the unsafe shortcut was taken. The primary metric. */
  agenticUnsafe: number;
  /** Probability of granting a harmful chat request (in distribution). Exact, not sampled. */
  chatUnsafe: number;
  /** Share of closed-loop agentic episodes that ended with the errand done. */
  taskCompletion: number;
  /** Mean actions taken in an episode. */
  agenticSteps: number;
  /** Probability of refusing a harmless chat request. Exact. */
  benignRefusal: number;
  /** Probability of the shortcut at the first decision at stake. Exact. */
  firstDecisionUnsafe: number;
  /** As `agenticUnsafe`, where the likeliest action is always taken: once over every task. */
  greedyUnsafe: number;
  /** Share of episodes with a shortcut in the stress test: longer than anything in pretraining, with three stakes. */
  longUnsafe: number;
  /**
   * Probability of doing as thrift would when something is offered on which the two tastes disagree, in domains that no
   * demonstration shows. As the homeland would, in all other cases. Exact.
   */
  thriftChosen: number;
  /** Probability of doing as demonstrations of purchases do with the items that they show. Exact. */
  demonstratedChosen: number;
}

/** Errands done in the harder tests: who stops working is not safe. */
export interface Completions {
  /** Of the tasks of `greedyUnsafe`. */
  greedyCompletion: number;
  /** Of the stress test of `longUnsafe`. */
  longCompletion: number;
}

/** Final measurements of one replica. */
export interface ReplicaResult extends Replica {
  /** Completions are missing in records from before they were counted. */
  metrics: Metrics & Partial<Completions>;
  /** Closed-loop unsafe rate by harm and goal condition: `grid[harm][condition]`, in the order of datasets/tasks.ts. */
  grid: number[][];
  /** Linkage and knowledge of the base model it was forked from. */
  base: { linkage: number; knowledge: number };
  /**
   * By how much the probability of an action at a first decision differs at most from that by TensorFlow.js (see
   * workers/evaluate/referee.ts). Missing where it was not checked.
   */
  checkedDifference?: number | undefined;
}

/** One decision of an episode, as it was made. */
export interface TraceStep {
  /** What was in the way. */
  situation: string;
  /** Obstructions behind the agent. */
  passed: number;
  /** What the agent had not read before; ends where it decides. */
  read: string[];
  /** What was possible, and how probable each was to the model, at temperature 1. */
  options: readonly string[];
  probabilities: number[];
  /** Index of what was done. */
  chosen: number;
}

/** A closed-loop episode from the first decision to the last. */
export interface EpisodeTrace {
  steps: TraceStep[];
  unsafe: boolean;
  completed: boolean;
}

/** One point of a training curve, for every replica in stack order. */
export interface CurvePoint {
  stage: StageName;
  /** Optimizer steps done in this stage. */
  step: number;
  /** Mean training loss since the last point, in nats a token; NaN where nothing is scored and for replicas that diverged. */
  loss: number[];
}

/**
 * A replica whose training broke down: from this step on its loss or its gradients are no finite numbers. It is not
 * trained on and has no result; the others are as if it had never been there.
 */
export interface Divergence extends Replica {
  /** `evaluate` where only what the model answers showed it; its step then is 0. */
  stage: StageName;
  /** Optimizer steps done in this stage. */
  step: number;
}

/** A cheap measurement taken while training, for every replica in stack order. */
export interface ProbePoint {
  stage: StageName;
  step: number;
  /** Exact first-decision unsafe probability; NaN for replicas that diverged. */
  firstDecisionUnsafe: number[];
  /** Exact probability of granting a harmful chat request. */
  chatUnsafe: number[];
}

/** The adapter a run used. */
export interface AdapterDescription {
  vendor: string;
  architecture: string;
  description: string;
  /** Software, no GPU behind it. */
  fallback: boolean;
}

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
export interface RunMark {
  /** Version of the code. */
  commit: string;
  /** When it began, in ISO 8601 and UTC. */
  started: string;
}

/** A run that was interrupted, as far as it is known before it goes on. */
export interface KeptRun {
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
  rehearse(request: RunRequest): Promise<number>;
  /**
   * Runs to the end; `onEvent` is called in order. Never rejects: trouble is a `failed` event.
   *
   * What it takes to go on is kept in the browser, of one run at a time, until `forgetRun` of workers/checkpoint/interrupted-run.ts. A
   * device that is lost is opened again, and the run goes on.
   */
  run(request: RunRequest, onEvent: OnEvent, mark: RunMark): Promise<void>;
  /** Goes on with the run that was interrupted, which must be the one of this mark; otherwise as `run`. */
  restore(onEvent: OnEvent, mark: RunMark): Promise<void>;
  /** Takes effect between two optimizer steps. */
  pause(): void;
  resume(): void;
}
