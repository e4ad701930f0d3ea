/** What a run will do, known before it starts: its passes, which arms are one model in each, and how much work it is. */
import { TASTE_PAIRS } from '../../datasets/lexicon';
import type { StageText } from '../../datasets/stages';
import { makeWorld, type World } from '../../datasets/world';
import { evaluationWork, probeWork, rolloutCount } from '../evaluate/evaluation';
import type { Examined } from '../evaluate/exam';
import { type Arm, baseName } from '../experiments/experiment';
import { inWorld, milestoneStep, type Preset, type StageRecipe } from '../experiments/presets';
import type { Replica, RunPlan } from '../protocol';
import type { ResolvedRequest } from './request';
import { type KeyedText, pretrainingText, readingText, type TrainingStage } from './texts';
import { stepWork } from './time-left';

/** Most probes in a pass, beside the one at its start. */
const MOST_PROBES = 50;

/** The replicas of a run in their order: arm by arm, seed by seed. */
export const replicasOf = ({ request }: ResolvedRequest): Replica[] =>
  request.arms.flatMap((arm) => request.seeds.map((seed) => ({ arm, seed })));

/** The arm of a request by its id, which must be one of them. */
export const armOf = ({ arms }: ResolvedRequest, id: string): Arm => arms.find((arm) => arm.id === id)!;

/** The world of each replica. Replicas of the same seed and the same variant live in one. `[R]` */
export function worldsOf(resolved: ResolvedRequest): World[] {
  const made = new Map<string, World>();
  return replicasOf(resolved).map(({ arm, seed }) => {
    const variant = armOf(resolved, arm).base?.world;
    const key = `${seed} ${variant}`;
    const world = made.get(key) ?? makeWorld(seed, inWorld(resolved.preset, variant).world);
    made.set(key, world);
    return world;
  });
}

/** How a pass trains. */
export interface PassRecipe {
  stage: TrainingStage;
  recipe: StageRecipe;
  /** Steps of the recipe that are made; all of them, but where an arm starts from an early pretrained model. */
  until: number;
}

/** Replicas that go through one stage with one recipe, side by side. */
export interface Pass extends PassRecipe {
  /** Each with what it reads; `replica` is its place among all replicas of the run. */
  readers: { replica: number; text: KeyedText }[];
}

/** Plan of one stage of an arm: how it trains, and what is read in it. */
interface StagePlan {
  how: PassRecipe;
  textIn: (world: World) => KeyedText;
}

/** The stages of an arm, pretraining included where the run starts from scratch. */
function stagePlansOf({ request, preset, specs }: ResolvedRequest, { base, stages }: Arm): StagePlan[] {
  const { pretrain } = preset;
  const until = base?.after === undefined ? pretrain.steps : milestoneStep(preset, base.after);
  const pretraining: StagePlan = { how: { stage: 'pretrain', recipe: pretrain, until }, textIn: pretrainingText };
  const own = stages.map(({ stage, reads, scale: { steps = 1, peak = 1 } = {} }): StagePlan => {
    const usual = preset[stage];
    const recipe: StageRecipe = {
      ...{ ...usual, steps: Math.max(1, Math.round(steps * usual.steps)), peak: peak * usual.peak },
      warmup: Math.ceil(Math.min(1, steps) * usual.warmup), // or a short stage would be all warm-up
    };
    return { how: { stage, recipe, until: recipe.steps }, textIn: (world) => readingText(world, reads, specs) };
  });
  return request.base === 'scratch' ? [pretraining, ...own] : own;
}

/** What an arm reads after pretraining, and for how many steps, stage by stage. */
export const readingsOf = (resolved: ResolvedRequest, arm: Arm, world: World): { text: StageText; steps: number }[] =>
  stagePlansOf(resolved, arm)
    .filter(({ how }) => how.stage !== 'pretrain')
    .map(({ how, textIn }) => ({ text: textIn(world).text, steps: how.until }));

/** The passes of a run, in order. Arms go through their stages in step; those with the same recipe side by side. */
export function passesOf(resolved: ResolvedRequest, worlds: readonly World[] = worldsOf(resolved)): Pass[] {
  const stagePlans = replicasOf(resolved).map(({ arm }) => stagePlansOf(resolved, armOf(resolved, arm)));
  const passes: Pass[] = [];
  for (let place = 0; place < Math.max(...stagePlans.map((own) => own.length)); place++) {
    const groups = new Map<string, Pass>();
    for (const [replica, own] of stagePlans.entries()) {
      const stagePlan = own[place];
      if (!stagePlan) continue;
      const key = JSON.stringify(stagePlan.how);
      const pass = groups.get(key) ?? { ...stagePlan.how, readers: [] };
      groups.set(key, pass);
      pass.readers.push({ replica, text: stagePlan.textIn(worlds[replica]!) });
    }
    passes.push(...groups.values());
  }
  return passes;
}

/** Whether the arm of a replica thinks before it decides. */
export const thinks = (resolved: ResolvedRequest, { arm }: Replica): boolean => armOf(resolved, arm).thinks ?? false;

/** Arms that think are measured after the others: it takes far longer, and all of a stack wait for the slowest. */
export function evaluationsOf(resolved: ResolvedRequest): { thinking: boolean }[] {
  const all = replicasOf(resolved).map((replica) => thinks(resolved, replica));
  return [false, true].filter((thinking) => all.includes(thinking)).map((thinking) => ({ thinking }));
}

/** All stages with their steps. A step of evaluation is one rollout. */
export const stagesOf = (resolved: ResolvedRequest, passes: readonly Pass[]): RunPlan['stages'] => [
  ...passes.map(({ stage, until }) => ({ name: stage, steps: until })),
  ...evaluationsOf(resolved).map(({ thinking }) => ({
    ...{ name: 'evaluate' as const, steps: rolloutCount(resolved.preset.evaluation) },
    ...(thinking ? { thinking } : {}),
  })),
];

/** Which replicas are one model in a pass. */
export interface Fork {
  /** History of each replica once the pass is done. `[R]` */
  historyKeys: string[];
  /** The first replica of each model. `[M]` */
  models: number[];
  /** The model of each replica. `[R]` */
  modelOf: number[];
}

/** Replicas that have read the same, and go on reading the same, are one model. */
export function fork(
  before: readonly string[],
  texts: readonly KeyedText[],
  { stage, recipe, until }: PassRecipe,
): Fork {
  const how = JSON.stringify({ stage, recipe, until });
  const historyKeys = before.map((key, r) => `${key} | ${how} ${texts[r]!.key}`);
  const models = [...new Set(historyKeys)].map((key) => historyKeys.indexOf(key));
  return { historyKeys, models, modelOf: historyKeys.map((key) => models.indexOf(historyKeys.indexOf(key))) };
}

/** Steps of a pass after which the models are probed, the last among them. The probe before the first is extra. */
export function probeSteps({ evaluation }: Pick<Preset, 'evaluation'>, { until }: Pick<PassRecipe, 'until'>): number[] {
  const every = Math.max(evaluation.probeEvery, Math.ceil(until / MOST_PROBES));
  return Array.from({ length: Math.ceil(until / every) }, (_, i) => Math.min(until, (i + 1) * every));
}

/** A replica and everything that it has read. */
export interface Reader {
  /** Its place among all replicas of the run. */
  replica: number;
  /** Equal for replicas that have read the same texts in the same way from the same beginning: they are one model. */
  historyKey: string;
}

/** All replicas of a run before the first pass: from scratch, those of a seed begin as one model. */
export const firstReaders = (resolved: ResolvedRequest): Reader[] =>
  replicasOf(resolved).map(({ arm, seed }, replica) => ({
    replica,
    historyKey: resolved.request.base === 'scratch' ? `${seed}` : `${seed} ${baseName(armOf(resolved, arm).base)}`,
  }));

/**
 * Everything that the models of a run will read, in tokens as `TimeLeft` counts them.
 *
 * @param passes that are still to come
 * @param readers those that are still there
 */
export function workOf(
  resolved: ResolvedRequest,
  passes: readonly Pass[],
  readers: readonly Reader[] = firstReaders(resolved),
): number {
  const { preset } = resolved;
  const replicas = replicasOf(resolved);
  const historyKeys = new Map(readers.map(({ replica, historyKey }) => [replica, historyKey]));
  // All worlds of a run have as many questions, whatever their tastes.
  const world: Examined = { config: preset.world, tastes: TASTE_PAIRS[0] };
  let work = 0;
  for (const { replica } of readers)
    work += evaluationWork(preset.evaluation, world, thinks(resolved, replicas[replica]!));
  for (const pass of passes) {
    const own = pass.readers.filter(({ replica }) => historyKeys.has(replica));
    const next = fork(
      own.map(({ replica }) => historyKeys.get(replica)!),
      own.map(({ text }) => text),
      pass,
    );
    const probes = 1 + probeSteps(preset, pass).length;
    work += next.models.length * (pass.until * stepWork(preset.batch) + probes * probeWork(world));
    own.forEach(({ replica }, r) => historyKeys.set(replica, next.historyKeys[r]!));
  }
  return work;
}
