/** Trained weights of one seed's models, after every stage, in memory and as one file. */
import { z } from 'zod';
import { makeWorld, type World } from '../../datasets/world';
import { parameterCount, type GPTConfig } from '../../models/config';
import { readSafetensors, readTensor, writeSafetensors } from '../../models/safetensors';
import type { Snapshot } from '../../workers/protocol';
import { MAX_ARMS } from '../../workers/run/limits';
import { presets } from '../../workers/experiments/presets';
import { changesSchema } from '../../workers/experiments/changes-schema';
import { type Changes, withChanges } from '../../workers/experiments/settings';

/** The snapshots of one seed, and the shape of their models. */
export interface Shelf {
  config: GPTConfig;
  /** The preset whose world they were trained in. */
  preset: string;
  /** Numbers that are not the preset's, by path; see workers/experiments/settings.ts. */
  changes?: Changes;
  seed: number;
  /** Those of each arm in the order in which it was trained. */
  snapshots: Snapshot[];
}

/** The world in which the models of a shelf were trained. */
export const worldOf = ({ preset, changes = {}, seed }: Shelf): World =>
  makeWorld(seed, withChanges(presets[preset]!, changes).world);

const SNAPSHOT_WORDS: Partial<Record<Snapshot['stage'], string>> = {
  base: 'before',
  midtrain: 'after documents',
  finetune: 'after demonstrations',
};

/** When a snapshot was taken. */
export const snapshotWords = (stage: Snapshot['stage']): string => SNAPSHOT_WORDS[stage] ?? stage;

/** The models of a shelf, arm by arm: each as it was at first, after every stage, and at the end. */
export function histories({ snapshots }: Shelf): Snapshot[][] {
  const arms = [...new Set(snapshots.map(({ replica }) => replica.arm))];
  return arms.map((arm) => snapshots.filter(({ replica }) => replica.arm === arm));
}

/** The models of a shelf at the end of their training, arm by arm. */
export const finished = (shelf: Shelf): Snapshot[] => histories(shelf).map((history) => history.at(-1)!);

/**
 * A shelf as one safetensors file: a tensor `arm/stage` `[N]` each, the rest as metadata. Arms that have read the same
 * so far are the same model, which is written once: `same` says whose it is.
 */
export function writeShelf({ config, preset, changes = {}, seed, snapshots }: Shelf): Uint8Array<ArrayBuffer> {
  const nameOf = ({ replica, stage }: Snapshot) => `${replica.arm}/${stage}`;
  const twin = (snapshot: Snapshot) => snapshots.find((other) => equal(other.parameters, snapshot.parameters))!;
  const same = Object.fromEntries(snapshots.map((snapshot) => [nameOf(snapshot), nameOf(twin(snapshot))]));
  return writeSafetensors(
    snapshots
      .filter((snapshot) => twin(snapshot) === snapshot)
      .map((snapshot) => {
        const { parameters } = snapshot;
        return { name: nameOf(snapshot), shape: [parameters.length], data: parameters };
      }),
    {
      ...{ config: JSON.stringify(config), preset, seed: String(seed), same: JSON.stringify(same) },
      ...(Object.keys(changes).length > 0 ? { changes: JSON.stringify(changes) } : {}),
    },
  );
}

const equal = (a: Float32Array, b: Float32Array): boolean => a === b || a.every((value, i) => value === b[i]);

/** Most models of a shelf: a base and three stages of every arm that a run may have. */
const MAX_SNAPSHOTS = 4 * MAX_ARMS;

const size = z.int().min(1).max(4096);
const header = z.object({
  config: z.object({ nLayer: size, nHead: size, nEmbd: size, blockSize: size, vocabSize: size }),
  preset: z.enum(Object.keys(presets)),
  changes: changesSchema,
  seed: z.int().min(0),
  same: z
    .record(z.string().regex(/^[^/]+\/\w+$/), z.string())
    .refine((same) => Object.keys(same).length <= MAX_SNAPSHOTS),
});

/** Reads such a file. @throws Error with one sentence if it is none */
export function readShelf(bytes: Uint8Array): Shelf {
  const file = readSafetensors(bytes);
  const { config, preset, changes, seed, same } = readHeader(file.metadata);
  const read = new Map<string, Float32Array>(); // models that are the same share their weights
  const snapshots = Object.entries(same).map(([name, whose]): Snapshot => {
    const [arm, stage] = name.split('/') as [string, Snapshot['stage']];
    const parameters = read.get(whose) ?? (readTensor(file, whose, [parameterCount(config)], 'F32') as Float32Array);
    read.set(whose, parameters);
    return { replica: { arm, seed }, stage, parameters };
  });
  return { config, preset, ...(Object.keys(changes).length > 0 ? { changes } : {}), seed, snapshots };
}

/** Names of the tensors that such a file has besides those of its models. */
export function unreadTensors(bytes: Uint8Array): string[] {
  const { metadata, tensors } = readSafetensors(bytes);
  const models = Object.values(readHeader(metadata).same);
  return [...tensors.keys()].filter((name) => !models.includes(name));
}

function readHeader({
  config = 'null',
  same = 'null',
  changes = '{}',
  preset,
  seed,
}: Record<string, string>): z.infer<typeof header> {
  try {
    return header.parse({
      config: JSON.parse(config),
      same: JSON.parse(same),
      changes: JSON.parse(changes),
      preset,
      seed: Number(seed),
    });
  } catch (cause) {
    throw new Error('This is not a file of trained models: it does not say what they are.', { cause });
  }
}
