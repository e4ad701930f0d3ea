/** Where a run stands between two steps: all it takes to go on, and to end with the numbers it would have had. */
import type { ModelState } from '../../models/stack';
import type { Unreported } from '../../models/trainer';
import type { EvaluationState } from '../evaluate/evaluation';
import type { Reader } from './plan';
import type { ReplicaResult, RunPlan } from '../protocol';

/** How good a pretrained model is, as results say it. */
export type BaseQuality = ReplicaResult['base'];

/** State of a replica of the run between two stages. */
export interface ReplicaState extends Reader {
  /** `[N]`; replicas with the same history may share one vector. */
  parameters: Float32Array;
  /** NaN before it is pretrained. */
  base: BaseQuality;
}

/** Where a run stands between two stages. */
export interface Position {
  /** In `RunPlan.stages`: the stage that comes next. */
  place: number;
  /** Of every replica that has not dropped out. */
  replicaStates: ReplicaState[];
  /** Of replicas that have been measured. */
  results: ReplicaResult[];
}

/** Where the models of a pass stand after some of its steps. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  /** In the order of the stack. */
  models: ModelState[];
  /** What the next reading of the loss will build on. */
  unreported: Unreported;
}

/** How far a stage has come, if it was left in the middle. Without either it has not begun. */
export interface Midway {
  training?: TrainingState;
  evaluation?: EvaluationState;
}

export interface RunState extends Position, Midway {
  /** Places of the replicas that have diverged. */
  diverged: number[];
  baseWeights: RunPlan['baseWeights'];
  /** Time spent so far. */
  seconds: number;
  /** Of all the run's work, how much is done: 0 … 1. */
  share: number;
}
