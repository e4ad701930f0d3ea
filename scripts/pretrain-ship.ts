/** Writes pretrained weights as they are shipped; see workers/base/base-weights.ts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModel } from '../models/checkpoint';
import type { GpuInfo } from '../models/adapter';
import { type BaseEntry, type BaseIndex, baseRecipe, parseBaseIndex, sameJson } from '../workers/base/base-weights';
import type { Preset } from '../workers/experiments/presets';
import { sha256 } from '../workers/base/sha256';
import { UsageError } from './command-line';
import { commitHash } from './commit';
import { waitForLock } from './lock';
import type { PretrainingState } from './pretrain-checkpoint';
import { writeWhole } from './whole-file';

/** Everything that is shipped of one pretraining run. */
export interface Shipment {
  preset: Preset;
  seeds: number[];
  state: PretrainingState;
  /** Those of each seed at the end, and after `step` steps. */
  weights: { step: number | undefined; parameters: Float32Array[] }[];
  gpu: GpuInfo;
}

/** Seeds that the folder holds already. @throws UsageError if they were made by another recipe */
export function checkShipping(folder: string, preset: Preset): BaseEntry[] {
  const path = join(folder, 'index.json');
  if (!existsSync(path)) return [];
  const index = parseBaseIndex(readFileSync(path, 'utf8'));
  if (!sameJson(index.recipe, baseRecipe(preset)))
    throw new UsageError(`${path} lists weights of another recipe: remove that folder, or name another with --out.`);
  return index.seeds;
}

/**
 * Writes weights in half precision, curves and, last, the index, which keeps the seeds that it has. Seeds that diverged are
 * not shipped.
 *
 * @returns names of the files of weights
 */
export async function ship(folder: string, { preset, seeds, state, weights, gpu }: Shipment): Promise<string[]> {
  const lock = await waitForLock(join(folder, 'index.json.lock'), join(folder, 'index.json'));
  const common = {
    commit: commitHash(),
    adapter: gpu.description || `${gpu.vendor} ${gpu.architecture}`.trim(),
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round(state.seconds),
  };
  const entries: BaseEntry[] = [];
  for (const { step, parameters } of weights) {
    const moment = state.quality.find((moment) => moment.step === step) ?? state.quality.at(-1)!;
    for (const [r, seed] of seeds.entries()) {
      if (!parameters[r]!.every(Number.isFinite)) continue;
      const bytes = writeModel(preset.model, parameters[r]!, 'half');
      const file = step === undefined ? `seed-${seed}.safetensors` : `seed-${seed}-step-${step}.safetensors`;
      const { linkage, knowledge, calibration } = moment.models[r]!;
      writeWhole(join(folder, file), bytes);
      writeWhole(join(folder, `seed-${seed}.json`), `${JSON.stringify(curvesOf(state, r))}\n`);
      const which = { seed, ...(step === undefined ? {} : { step }), file, sha256: sha256(bytes) };
      entries.push({ ...which, linkage, knowledge, calibration, ...common });
    }
  }
  const isNew = ({ file }: BaseEntry) => entries.some((entry) => entry.file === file);
  const kept = checkShipping(folder, preset).filter((entry) => !isNew(entry));
  const index: BaseIndex = {
    recipe: baseRecipe(preset),
    seeds: [...kept, ...entries].sort((a, b) => a.seed - b.seed || (a.step ?? 0) - (b.step ?? 0)),
  };
  writeWhole(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
  lock.release();
  return entries.map(({ file }) => file);
}

/** The training curve of one seed. */
const curvesOf = ({ curve, quality }: PretrainingState, r: number) => ({
  loss: curve.map(({ step, loss }) => [step, Number(loss[r]!.toFixed(4))]),
  quality: quality.map(({ step, models }) => ({ step, ...models[r]! })),
});
