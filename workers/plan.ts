/** What a run will do, known before it starts. */
import { EXACT_WORK, PASS_WORK } from './evaluation';
import type { Preset } from './presets';
import type { Replica, RunPlan } from './protocol';
import type { ResolvedRequest } from './request';
import type { TrainingStage } from './texts';
import { stepWork } from './time-left';

/** Most probes in a stage, beside the one at its start. */
const MOST_PROBES = 50;

/** The models of a run in stack order: arm by arm, seed by seed. */
export const replicasOf = ({ request }: ResolvedRequest): Replica[] =>
  request.arms.flatMap((arm) => request.seeds.map((seed) => ({ arm, seed })));

/** The stages of a run. */
export function stagesOf({ request, preset }: ResolvedRequest): RunPlan['stages'] {
  return [
    ...(request.base === 'scratch' ? [{ name: 'pretrain', steps: preset.pretrain.steps } as const] : []),
    { name: 'midtrain', steps: preset.midtrain.steps },
    { name: 'finetune', steps: preset.finetune.steps },
    { name: 'evaluate', steps: preset.evaluation.episodesPerTask },
  ];
}

/** Steps of a stage after which the models are probed, the last among them. The probe before the first is extra. */
export function probeSteps(preset: Preset, stage: TrainingStage): number[] {
  const { steps } = preset[stage];
  const every = Math.max(preset.evaluation.probeEvery, Math.ceil(steps / MOST_PROBES));
  return Array.from({ length: Math.ceil(steps / every) }, (_, i) => Math.min(steps, (i + 1) * every));
}

/** Everything that the models of a run will read, in tokens as `TimeLeft` counts them. */
export function workOf(resolved: ResolvedRequest): number {
  const { request, preset } = resolved;
  const models = replicasOf(resolved).length;
  return stagesOf(resolved).reduce((sum, { name, steps }) => {
    if (name === 'evaluate') return sum + models * (EXACT_WORK + steps * PASS_WORK);
    const probes = 1 + probeSteps(preset, name).length;
    // Arms fork after pretraining: until then there is one model for each seed.
    const trained = name === 'pretrain' ? request.seeds.length : models;
    return sum + trained * (steps * stepWork(preset.batch) + probes * EXACT_WORK);
  }, 0);
}
