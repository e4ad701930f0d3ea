/** Where pretraining stands, on disk: weights and moments in one file, curves in another, replaced as one. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, readTrainingCheckpoint, writeModel, writeTrainingCheckpoint } from '../models/checkpoint';
import type { ReplicaState } from '../models/stack';
import { baseRecipe } from '../workers/base';
import type { BaseQuality } from '../workers/linkage';
import type { Preset } from '../workers/presets';

/** All of pretraining that is not weights. */
export interface PretrainingState {
  /** Steps done. */
  step: number;
  /** Time spent, in all attempts together. */
  seconds: number;
  /** Mean loss of each seed since the last point, in nats a token. */
  curve: { step: number; loss: number[] }[];
  /** What each seed's model knew, and when. */
  quality: { step: number; models: BaseQuality[] }[];
  /** Seeds whose model diverged, by their place, and at which step. */
  diverged: { replica: number; step: number }[];
}

/** The newest checkpoint of one pretraining run. */
export class PretrainingCheckpoint {
  private readonly folder: string;
  private readonly model: Preset['model'];

  /**
   * Runs are told apart by recipe and seeds, so that no run goes on from another's checkpoint.
   *
   * @param root folder of all runs
   */
  constructor(
    preset: Preset,
    private readonly seeds: number[],
    root = join('runs', 'pretrain'),
  ) {
    const identity = JSON.stringify([baseRecipe(preset), seeds]);
    const hash = createHash('sha256').update(identity).digest('hex').slice(0, 8);
    this.folder = join(root, `${preset.name}-${hash}`);
    this.model = preset.model;
  }

  /** The saved run, or undefined. @throws SafetensorsError or SyntaxError if its files are damaged */
  load(): { state: PretrainingState; replicas: ReplicaState[] } | undefined {
    if (!existsSync(this.stateFile)) return undefined;
    const state = JSON.parse(readFileSync(this.stateFile, 'utf8'), nullToNaN) as PretrainingState;
    const bytes = readFileSync(this.weightsFile(state.step));
    return { state, replicas: readTrainingCheckpoint(this.model, this.seeds.length, bytes) };
  }

  /** Replaces the checkpoint. Whenever it is interrupted, either the old or the new one is whole. */
  save(state: PretrainingState, replicas: ReplicaState[]): void {
    mkdirSync(this.folder, { recursive: true });
    const previous = existsSync(this.stateFile)
      ? (JSON.parse(readFileSync(this.stateFile, 'utf8')) as PretrainingState).step
      : undefined;
    writeFileSync(this.weightsFile(state.step), writeTrainingCheckpoint(this.model, replicas));
    writeFileSync(`${this.stateFile}.new`, JSON.stringify(state));
    renameSync(`${this.stateFile}.new`, this.stateFile); // from here on the new one counts
    if (previous !== undefined && previous !== state.step) rmSync(this.weightsFile(previous), { force: true });
  }

  /** Keeps the weights of an intermediate step beside the checkpoint, for good. @param parameters of each seed */
  keep(step: number, parameters: readonly Float32Array[]): void {
    mkdirSync(this.folder, { recursive: true });
    for (const [r, seed] of this.seeds.entries())
      writeFileSync(this.keptFile(seed, step), writeModel(this.model, parameters[r]!));
  }

  /** Weights that were kept of an intermediate step, of each seed. @throws Error if they were not */
  kept(step: number): Float32Array[] {
    return this.seeds.map((seed) => readModel(this.model, readFileSync(this.keptFile(seed, step))));
  }

  private keptFile(seed: number, step: number): string {
    return join(this.folder, `seed-${seed}-step-${step}.safetensors`);
  }

  private get stateFile(): string {
    return join(this.folder, 'state.json');
  }

  private weightsFile(step: number): string {
    return join(this.folder, `step-${step}.safetensors`);
  }
}

/** JSON writes NaN, the loss of a model that diverged, as null. */
const nullToNaN = (_: string, value: unknown): unknown => value ?? NaN;
