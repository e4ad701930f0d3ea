/** What a run will do, known before it starts: its stages, which arms are one model in each, and how much work it is. */
import type { World } from '../datasets/world';
import { EXACT_WORK, PASS_WORK } from './evaluation';
import type { Preset } from './presets';
import type { Replica, RunPlan } from './protocol';
import type { ResolvedRequest } from './request';
import { armText, type KeyedText, type TrainingStage } from './texts';
import { stepWork } from './time-left';

/** Most probes in a stage, beside the one at its start. */
const MOST_PROBES = 50;

/** The replicas of a run in their order: arm by arm, seed by seed. */
export const replicasOf = ({ request }: ResolvedRequest): Replica[] =>
  request.arms.flatMap((arm) => request.seeds.map((seed) => ({ arm, seed })));

/** Stages that change weights, in order. */
export const trainingStages = ({ request }: ResolvedRequest): TrainingStage[] => [
  ...(request.base === 'scratch' ? (['pretrain'] as const) : []),
  'midtrain',
  'finetune',
];

/** All stages with their steps. A step of evaluation is one episode of every task. */
export const stagesOf = (resolved: ResolvedRequest): RunPlan['stages'] => [
  ...trainingStages(resolved).map((name) => ({ name, steps: resolved.preset[name].steps })),
  { name: 'evaluate', steps: resolved.preset.evaluation.episodesPerTask },
];

/** What each replica reads in a stage. */
export function stageTexts(
  resolved: ResolvedRequest,
  worlds: ReadonlyMap<number, World>,
  stage: TrainingStage,
): KeyedText[] {
  const arms = new Map(resolved.arms.map((arm) => [arm.id, arm]));
  return replicasOf(resolved).map(({ arm, seed }) => armText(stage, worlds.get(seed)!, arms.get(arm)!, resolved.specs));
}

/** Which replicas are one model in a stage. */
export interface Fork {
  /** Everything that each replica has read once the stage is done. `[R]` */
  pasts: string[];
  /** The first replica of each model. `[M]` */
  models: number[];
  /** The model of each replica. `[R]` */
  modelOf: number[];
}

/** Replicas that have read the same, and go on reading the same, are one model. */
export function fork(before: readonly string[], texts: readonly KeyedText[]): Fork {
  const pasts = before.map((past, r) => `${past} | ${texts[r]!.key}`);
  const models = [...new Set(pasts)].map((past) => pasts.indexOf(past));
  return { pasts, models, modelOf: pasts.map((past) => models.indexOf(pasts.indexOf(past))) };
}

/** What the replicas have read before the first stage: nothing, each in its own world. */
export const firstPasts = (replicas: readonly Replica[]): string[] => replicas.map(({ seed }) => `${seed}`);

/** Steps of a stage after which the models are probed, the last among them. The probe before the first is extra. */
export function probeSteps(preset: Preset, stage: TrainingStage): number[] {
  const { steps } = preset[stage];
  const every = Math.max(preset.evaluation.probeEvery, Math.ceil(steps / MOST_PROBES));
  return Array.from({ length: Math.ceil(steps / every) }, (_, i) => Math.min(steps, (i + 1) * every));
}

/** A replica and everything that it has read. */
export interface Reader {
  /** Its place among all replicas of the run. */
  replica: number;
  past: string;
}

/** All replicas of a run before the first stage. */
export const firstReaders = (resolved: ResolvedRequest): Reader[] =>
  firstPasts(replicasOf(resolved)).map((past, replica) => ({ replica, past }));

/**
 * Everything that the models of a run will read, in tokens as `TimeLeft` counts them.
 *
 * @param stages of training that are still to come
 * @param readers those that are still there
 */
export function workOf(
  resolved: ResolvedRequest,
  worlds: ReadonlyMap<number, World>,
  stages = trainingStages(resolved),
  readers: readonly Reader[] = firstReaders(resolved),
): number {
  const { preset } = resolved;
  let work = readers.length * (EXACT_WORK + preset.evaluation.episodesPerTask * PASS_WORK);
  let pasts = readers.map(({ past }) => past);
  for (const stage of stages) {
    const texts = stageTexts(resolved, worlds, stage);
    const next = fork(
      pasts,
      readers.map(({ replica }) => texts[replica]!),
    );
    const probes = 1 + probeSteps(preset, stage).length;
    work += next.models.length * (preset[stage].steps * stepWork(preset.batch) + probes * EXACT_WORK);
    pasts = next.pasts;
  }
  return work;
}
