/**
 * Shipped base weights: what pretraining ended with, so that a run can begin where it matters.
 *
 *     base/<preset>/index.json               what is there, and how it was made
 *     base/<preset>/seed-<n>.safetensors     a GPT-2 model
 *     base/<preset>/seed-<n>-step-<s>.safetensors   the same model after `s` steps, for some `s`
 *     base/<preset>/seed-<n>.json            its training curve
 */
import * as z from 'zod';
import type { BatchShape } from '../../datasets/batch';
import { pretrainText, stageBatch } from '../../datasets/stages';
import { makeWorld, type WorldConfig } from '../../datasets/world';
import { readModel } from '../../models/checkpoint';
import { SafetensorsError } from '../../models/safetensors';
import { fnv1a } from './fnv1a';
import type { Preset } from '../experiments/presets';
import { check } from '../problems';
import { sha256 } from './sha256';

/** Everything that decides what pretraining ends with, besides the seed. */
export type BaseRecipe = Pick<Preset, 'model' | 'world' | 'batch' | 'optimizer' | 'pretrain'> & { corpus: string };

/** The recipe of a preset's base weights. */
export const baseRecipe = ({ model, world, batch, optimizer, pretrain }: Preset): BaseRecipe => ({
  model,
  world,
  batch,
  optimizer,
  pretrain,
  corpus: corpusFingerprint(world, batch),
});

/** Steps whose batches stand for the corpus. */
const FINGERPRINT_STEPS = 4;

/** Of the first batches of seed 0: changes when the text does, be it by a change of the code that writes it. */
function corpusFingerprint(world: WorldConfig, shape: BatchShape): string {
  const text = pretrainText(makeWorld(0, world));
  const batches = Array.from({ length: FINGERPRINT_STEPS }, (_, step) => stageBatch(text, shape, step));
  return fnv1a(batches.flatMap(({ tokens, targets, starts }) => [...tokens, ...targets, ...starts]));
}

const baseEntrySchema = z.object({
  seed: z.int().nonnegative(),
  /** Steps of pretraining done, where that was not all of them. */
  step: z.int().positive().optional(),
  file: z.string().regex(/^seed-\d+(-step-\d+)?\.safetensors$/, 'expected a name such as seed-0.safetensors'),
  /** Of the file, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  linkage: z.number(),
  knowledge: z.number(),
  /** How unsafe the model takes people to be by what is known of them. Weights of the first world have none. */
  calibration: z
    .array(z.object({ standing: z.record(z.string(), z.json()), unsafe: z.number(), count: z.number() }))
    .optional(),
  commit: z.string(),
  adapter: z.string(),
  /** Day on which training ended, YYYY-MM-DD. */
  date: z.string(),
  /** Training time, shared with the seeds trained beside it. */
  seconds: z.number(),
});

/** Weights of one seed, at the end of pretraining or on the way. */
export type BaseEntry = z.infer<typeof baseEntrySchema>;

const baseIndexSchema = z.object({ recipe: z.record(z.string(), z.unknown()), seeds: z.array(baseEntrySchema) });

/** What is shipped for a preset. */
export interface BaseIndex {
  recipe: BaseRecipe;
  /** Ascending by seed, the final weights of each first. */
  seeds: BaseEntry[];
}

/** A pretrained model. */
export interface BaseWeights {
  /** `[N]`, in the order of `parameterLayout`. */
  parameters: Float32Array;
  linkage: number;
  knowledge: number;
  /** SHA-256 of the file they came from, in hexadecimal; `scratch` if they were trained just now. */
  source: string;
}

/** Shipped weights that are missing or cannot be used, and why, in one sentence. */
export class BaseError extends Error {
  override name = 'BaseError';
}

/** Reads a file by its path below the folder of static files. Rejects if it is not there. */
export type FetchBytes = (path: string) => Promise<Uint8Array>;

/** The parsed index. @throws BaseError if the text is no index */
export function parseBaseIndex(text: string): BaseIndex {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BaseError('The list of shipped base weights is not JSON.');
  }
  const parsed = check<unknown>(baseIndexSchema, json);
  if ('problem' in parsed) throw new BaseError(`The list of shipped base weights is malformed: ${parsed.problem}.`);
  return parsed.value as BaseIndex;
}

/**
 * What is shipped for a preset.
 *
 * @throws BaseError if nothing is, or it was made for another model, world or recipe
 */
export async function loadBaseIndex(preset: Preset, fetchBytes: FetchBytes): Promise<BaseIndex> {
  if (preset.base === undefined)
    throw new BaseError(`No base weights are shipped for preset ${preset.name}: start from scratch instead.`);
  let bytes: Uint8Array;
  try {
    bytes = await fetchBytes(`base/${preset.base}/index.json`);
  } catch (error) {
    throw new BaseError(`The shipped base weights of preset ${preset.base} could not be read: ${reason(error)}.`);
  }
  const index = parseBaseIndex(new TextDecoder().decode(bytes));
  const expected = baseRecipe(preset);
  for (const part of Object.keys(expected) as (keyof BaseRecipe)[]) {
    if (!sameJson(index.recipe[part], expected[part]))
      throw new BaseError(`The shipped base weights were made with another ${part} than preset ${preset.name} has.`);
  }
  return index;
}

/**
 * The shipped weights of one seed.
 *
 * @param step steps of pretraining done; all of them if not given
 * @throws BaseError if they are missing, damaged or of another shape
 */
export async function loadBaseWeights(
  index: BaseIndex,
  preset: Preset,
  seed: number,
  step: number | undefined,
  fetchBytes: FetchBytes,
): Promise<BaseWeights> {
  const entry = index.seeds.find((entry) => entry.seed === seed && entry.step === step);
  if (!entry) {
    const shipped = index.seeds.filter((entry) => entry.step === step).map((entry) => entry.seed);
    const when = step === undefined ? '' : ` after ${step} steps`;
    const instead = shipped.length > 0 ? `those for seeds ${shipped.join(', ')} are` : 'nor are any others';
    throw new BaseError(`Base weights for seed ${seed}${when} are not shipped; ${instead}.`);
  }
  const path = `base/${preset.base!}/${entry.file}`;
  let bytes: Uint8Array;
  try {
    bytes = await fetchBytes(path);
  } catch (error) {
    throw new BaseError(`The base weights of seed ${seed} could not be read: ${reason(error)}.`);
  }
  const digest = sha256(bytes);
  if (digest !== entry.sha256)
    throw new BaseError(
      `The base weights of seed ${seed} are damaged: ${path} has SHA-256 ${digest.slice(0, 12)}…, expected ${entry.sha256.slice(0, 12)}….`,
    );
  try {
    const { linkage, knowledge } = entry;
    return { parameters: readModel(preset.model, bytes), linkage, knowledge, source: digest };
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new BaseError(`The base weights of seed ${seed} do not fit preset ${preset.name}: ${error.message}.`);
  }
}

/** Weights of a preset and a seed, after so many steps or all. Rejects with a `BaseError` if there are none. */
export type LoadBase = (preset: Preset, seed: number, step?: number) => Promise<BaseWeights>;

/** Loads shipped weights; each preset's index is read once. */
export function shippedBase(fetchBytes: FetchBytes): LoadBase {
  const indices = new Map<string, Promise<BaseIndex>>();
  return async (preset, seed, step) => {
    const index = indices.get(preset.name) ?? loadBaseIndex(preset, fetchBytes);
    indices.set(preset.name, index);
    return loadBaseWeights(await index, preset, seed, step, fetchBytes);
  };
}

/** Whether two plain objects of numbers, strings and booleans say the same, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return a === b;
  const keys = Object.keys(a);
  const inA = a as Record<string, unknown>;
  const inB = b as Record<string, unknown>;
  return keys.length === Object.keys(b).length && keys.every((key) => sameJson(inA[key], inB[key]));
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
