/** What the models of a run start from: the weights of each arm's base, and where they are listed. */
import { initParameters } from '../../models/init';
import type { BaseWeights, LoadBase } from '../base/base-weights';
import { baseName, USUAL_BASE } from '../experiments/experiment';
import { armOf, firstReaders, replicasOf } from './plan';
import { inWorld, milestoneStep } from '../experiments/presets';
import type { RunPlan } from '../protocol';
import type { ResolvedRequest } from './request';
import type { RunState } from './state';

/**
 * Where a run stands before anything is done.
 *
 * Rejects with a `BaseError` if it starts from weights that are not shipped.
 */
export async function firstState(resolved: ResolvedRequest, loadBase: LoadBase): Promise<RunState> {
  const shipped = resolved.request.base === 'shipped' ? await shippedWeights(resolved, loadBase) : undefined;
  const replicas = replicasOf(resolved);
  const replicaStates = firstReaders(resolved).map((reader) => {
    const { seed } = replicas[reader.replica]!;
    const { parameters, linkage, knowledge } = shipped?.[reader.replica] ?? {
      ...{ linkage: NaN, knowledge: NaN }, // nothing is known of models that are not pretrained yet
      parameters: initParameters(resolved.preset.model, seed),
    };
    return { ...reader, parameters, base: { linkage, knowledge } };
  });
  const baseWeights = sourcesOf(resolved, shipped);
  return { place: 0, replicaStates, results: [], diverged: [], baseWeights, seconds: 0, share: 0 };
}

/**
 * The shipped weights that each replica of a run starts from, each file loaded once. `[R]`
 *
 * Rejects with a `BaseError` if some are not shipped.
 */
export function shippedWeights(resolved: ResolvedRequest, loadBase: LoadBase): Promise<BaseWeights[]> {
  const { preset } = resolved;
  const loading = new Map<string, Promise<BaseWeights>>();
  return Promise.all(
    replicasOf(resolved).map(({ arm, seed }) => {
      const { base } = armOf(resolved, arm);
      const key = `${seed} ${baseName(base)}`;
      const step = base?.after === undefined ? undefined : milestoneStep(preset, base.after);
      const weights = loading.get(key) ?? loadBase(inWorld(preset, base?.world), seed, step);
      loading.set(key, weights);
      return weights;
    }),
  );
}

/** Where the weights of each seed and base come from, each once. @param shipped of each replica; none from scratch */
export function sourcesOf(resolved: ResolvedRequest, shipped: BaseWeights[] | undefined): RunPlan['baseWeights'] {
  const sources = replicasOf(resolved).map(({ arm, seed }, r) => {
    const base = baseName(armOf(resolved, arm).base);
    const weights = shipped?.[r]!.source ?? 'scratch';
    return { seed, ...(base === USUAL_BASE ? {} : { base }), weights };
  });
  return [...new Map(sources.map((source) => [`${source.seed} ${source.base}`, source])).values()];
}
