/**
 * Where pretraining stands, on disk: weights and moments in one file, curves in another, replaced as one. The state names
 * the step, and is written after everything that a run needs that goes on from there.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, readTrainingCheckpoint, writeModel, writeTrainingCheckpoint } from '../models/checkpoint';
import type { ModelState } from '../models/stack';
import type { Unreported } from '../models/trainer';
import { baseRecipe } from '../workers/base/base-weights';
import type { BaseMeasurement } from '../workers/evaluate/linkage';
import type { Preset } from '../workers/experiments/presets';
import { UsageError } from './command-line';
import { shownPath } from './file-trouble';
import { Lock } from './lock';
import { writeWhole } from './whole-file';

/** All of pretraining that is not weights. */
export interface PretrainingState {
  /** Steps done. */
  step: number;
  /** Time spent, in all attempts together. */
  seconds: number;
  /** Mean loss of each seed since the last point, in nats a token. */
  curve: { step: number; loss: number[] }[];
  /** What each seed's model knew, and when. */
  quality: { step: number; models: BaseMeasurement[] }[];
  /** Seeds whose model diverged, by their place, and at which step. */
  diverged: { replica: number; step: number }[];
  /** What the next point of the curve builds on. Older versions left it out: their curves are cut where they were killed. */
  unreported?: Unreported;
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

  /**
   * Keeps other processes from the checkpoint, until this one ends.
   * @throws UsageError that names the process that has it; FileTrouble if there can be none
   */
  lock(): Lock {
    return new Lock(join(this.folder, 'lock'), this.folder);
  }

  /** The saved run, or undefined. @throws UsageError if its files are damaged */
  load(): { state: PretrainingState; replicas: ModelState[] } | undefined {
    if (!existsSync(this.stateFile)) return undefined;
    return this.undamaged(() => {
      const state = JSON.parse(readFileSync(this.stateFile, 'utf8'), nullToNaN) as PretrainingState;
      const bytes = readFileSync(this.weightsFile(state.step));
      return { state, replicas: readTrainingCheckpoint(this.model, this.seeds.length, bytes) };
    });
  }

  /**
   * Replaces the checkpoint. Whenever it is interrupted, either the old or the new one is whole.
   *
   * @param keep whether the weights are kept for good, too
   * @throws FileTrouble if it cannot be written
   */
  save(state: PretrainingState, replicas: ModelState[], keep = false): void {
    if (keep) this.keep(state.step, replicas);
    writeWhole(this.weightsFile(state.step), writeTrainingCheckpoint(this.model, replicas));
    writeWhole(this.stateFile, JSON.stringify(state)); // from here on the new one counts
    for (const name of readdirSync(this.folder)) {
      if (/^step-\d+\.safetensors$/.test(name) && name !== this.weightsName(state.step))
        rmSync(join(this.folder, name), { force: true });
    }
  }

  /** Whether the weights of an intermediate step were kept of each seed. */
  hasKept(step: number): boolean {
    return this.seeds.every((seed) => existsSync(this.keptFile(seed, step)));
  }

  /** Weights that were kept of an intermediate step, of each seed. @throws UsageError if they were not */
  kept(step: number): Float32Array[] {
    if (!this.hasKept(step))
      throw new UsageError(
        `The weights after ${step} steps are not in ${shownPath(this.folder)}: add --no-milestones, or begin anew with --no-resume.`,
      );
    return this.undamaged(() =>
      this.seeds.map((seed) => readModel(this.model, readFileSync(this.keptFile(seed, step)))),
    );
  }

  /** Keeps the weights of an intermediate step beside the checkpoint, for good. */
  private keep(step: number, replicas: readonly ModelState[]): void {
    for (const [r, seed] of this.seeds.entries())
      writeWhole(this.keptFile(seed, step), writeModel(this.model, replicas[r]!.parameters));
  }

  /** Reads files of the checkpoint. */
  private undamaged<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw new UsageError(
        `The checkpoint in ${shownPath(this.folder)} is damaged: remove that folder, or begin anew with --no-resume.`,
        { cause: error },
      );
    }
  }

  private keptFile(seed: number, step: number): string {
    return join(this.folder, `seed-${seed}-step-${step}.safetensors`);
  }

  private get stateFile(): string {
    return join(this.folder, 'state.json');
  }

  private weightsFile(step: number): string {
    return join(this.folder, this.weightsName(step));
  }

  private weightsName(step: number): string {
    return `step-${step}.safetensors`;
  }
}

/** JSON writes NaN, the loss of a model that diverged, as null. */
const nullToNaN = (_: string, value: unknown): unknown => value ?? NaN;
