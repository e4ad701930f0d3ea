/** How many models of a preset a device can hold side by side, known before anything is compiled. */
import type { Gpu } from '../../models/device';
import { footprint } from '../../models/footprint';
import { checkFit, largestStack, MemoryError } from '../../models/memory';
import { scorerShape } from '../evaluate/option-scoring';
import { EVALUATION_LANES } from '../evaluate/evaluation';
import type { Preset } from '../experiments/presets';
import type { ResolvedRequest } from './request';

const arraysOf = ({ target }: Gpu, { model, batch, optimizer }: Preset) =>
  footprint(target, { config: model, batch, optimizer, decoder: scorerShape(EVALUATION_LANES) });

/**
 * Most models that can be trained and measured together, 0 if not even one.
 *
 * @param budget bytes that they may take; see `MEMORY_BUDGET`
 */
export const mostModels = (gpu: Gpu, preset: Preset, budget?: number): number =>
  largestStack(arraysOf(gpu, preset), gpu.device.limits, budget);

/** @throws MemoryError that says what fits and what to choose, if the models of a run do not fit */
export function checkRoom(gpu: Gpu, { request, preset }: ResolvedRequest, budget?: number): void {
  const arms = request.arms.length;
  try {
    checkFit(arraysOf(gpu, preset), arms * request.seeds.length, gpu.device.limits, budget);
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error;
    throw new MemoryError(`${error.message} ${advice(mostModels(gpu, preset, budget), arms)}`, { cause: error });
  }
}

/** What to choose where so many models fit. */
function advice(models: number, arms: number): string {
  if (models === 0) return 'Choose a smaller preset.';
  const seeds = Math.floor(models / arms);
  return seeds > 0
    ? `Choose at most ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, or fewer models.`
    : 'Choose fewer models.';
}
