/**
 * Trained weights put to the engine and to TensorFlow.js: the probabilities of every first decision must be equal.
 *
 * Usage: `npx tsx scripts/verify.ts [FILE …]`. Files are zips of weights and safetensors as the page and the command line
 * write them, or a GPT-2 model with its config.json beside it. Without a file, all that ships is verified.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { DEFAULT_WORLD } from '../datasets/world';
import type { Probe } from '../datasets/probes';
import { readModel } from '../models/checkpoint';
import type { GPTConfig } from '../models/config';
import type { Gpu } from '../models/device';
import { readSafetensors } from '../models/safetensors';
import { Stack } from '../models/stack';
import { differenceWords, isEqual } from '../analysis/referee';
import { SHELF_FILE } from '../src/parts/names';
import { grouped } from '../src/grouped';
import { readShelf, type Shelf } from '../src/inside/snapshots';
import { createOptionScorer } from '../workers/evaluate/option-scoring';
import { parseBaseIndex } from '../workers/base/base-weights';
import { EVALUATION_LANES } from '../workers/evaluate/evaluation';
import { decisions, differences } from '../workers/evaluate/referee';
import { command, UsageError } from './command-line';
import { openMachine } from './headless';

/** Models that are asked side by side. */
const TOGETHER = 8;

/** A model of a file. */
export interface NamedModel {
  name: string;
  config: GPTConfig;
  parameters: Float32Array;
}

/** Every `.safetensors` that ships with the page. */
function shippedFiles(): string[] {
  const folder = fileURLToPath(new URL('../public/', import.meta.url));
  const files = ['base', 'showcase'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true }).map((name) => join(part, `${name}`)),
  );
  return files
    .filter((file) => file.endsWith('.safetensors'))
    .sort()
    .map((file) => relative('', join(folder, file)));
}

/**
 * The models of a file, each once.
 *
 * @throws UsageError with one sentence that names the file
 */
export function modelsOf(file: string): NamedModel[] {
  try {
    const bytes = readFileSync(file);
    if (file.endsWith('.zip')) {
      const shelf = unzipSync(bytes, { filter: ({ name }) => name === SHELF_FILE })[SHELF_FILE];
      if (!shelf) throw new Error(`there is no ${SHELF_FILE} in it`);
      return ofShelf(file, readShelf(shelf));
    }
    if ('same' in readSafetensors(bytes).metadata) return ofShelf(file, readShelf(bytes));
    const config = configBeside(file);
    return [{ name: file, config, parameters: readModel(config, bytes) }];
  } catch (error) {
    throw new UsageError(
      `${file} cannot be verified: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}.`,
    );
  }
}

/** Arms that have read the same are one model. */
function ofShelf(file: string, { config, snapshots }: Shelf): NamedModel[] {
  const models = new Map<Float32Array, string[]>();
  for (const { replica, stage, parameters } of snapshots) {
    const name = `${replica.arm}/${stage}`;
    models.set(parameters, [...(models.get(parameters) ?? []), name]);
  }
  return [...models].map(([parameters, names]) => ({ name: `${file}: ${names.join(', ')}`, config, parameters }));
}

const size = z.int().positive();
const gpt2Config = z.object({ n_layer: size, n_head: size, n_embd: size, n_positions: size, vocab_size: size });

/** The shape of a single model: from GPT-2's configuration beside it, or from the list of shipped base weights. */
function configBeside(file: string): GPTConfig {
  const beside = (name: string) => join(dirname(file), name);
  if (existsSync(beside('index.json'))) return parseBaseIndex(readFileSync(beside('index.json'), 'utf8')).recipe.model;
  if (!existsSync(beside('config.json'))) throw new Error('its shape is not known; expected a config.json beside it');
  const parsed = gpt2Config.safeParse(JSON.parse(readFileSync(beside('config.json'), 'utf8')));
  if (!parsed.success) throw new Error('the config.json beside it is none of a GPT-2 model');
  const { n_layer, n_head, n_embd, n_positions, vocab_size } = parsed.data;
  return { nLayer: n_layer, nHead: n_head, nEmbd: n_embd, blockSize: n_positions, vocabSize: vocab_size };
}

/** By how much models of one shape differ. */
async function differencesOf(gpu: Gpu, models: readonly NamedModel[], probes: readonly Probe[]): Promise<number[]> {
  const { config } = models[0]!;
  const stack = await Stack.create(gpu, config, models.length);
  try {
    models.forEach(({ parameters }, r) => stack.load(r, { parameters }));
    const scorer = await createOptionScorer(gpu, stack, EVALUATION_LANES);
    const weights = models.map(({ parameters }) => parameters);
    return await differences(scorer, config, weights, probes).finally(() => scorer.dispose());
  } finally {
    stack.dispose();
  }
}

/** Models of one shape, so many at a time. */
function groupsOf(models: readonly NamedModel[]): NamedModel[][] {
  return [...grouped(models, ({ config }) => JSON.stringify(config))].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / TOGETHER) }, (_, i) => own.slice(i * TOGETHER, (i + 1) * TOGETHER)),
  );
}

/**
 * Verifies models, with a line for each.
 *
 * @param probes what they decide; all first decisions if not given
 * @returns models that differ by more than rounding can
 */
export async function verify(
  gpu: Gpu,
  models: readonly NamedModel[],
  write: (line: string) => void,
  probes: readonly Probe[] = decisions(DEFAULT_WORLD),
): Promise<string[]> {
  const wrong: string[] = [];
  for (const group of groupsOf(models)) {
    for (const [i, difference] of (await differencesOf(gpu, group, probes)).entries()) {
      const { name } = group[i]!;
      if (!isEqual(difference)) wrong.push(name);
      write(`${name}: ${isEqual(difference) ? 'equal to' : 'NOT EQUAL, differs by'} ${differenceWords(difference)}`);
    }
  }
  return wrong;
}

async function main(): Promise<void> {
  const { positionals } = parseArgs({ args: argv.slice(2), allowPositionals: true, options: {} });
  const models = (positionals.length > 0 ? positionals : shippedFiles()).flatMap(modelsOf);
  const gpu = await openMachine();
  const wrong = await verify(gpu, models, (line) => stdout.write(`${line}\n`));
  gpu.close();
  if (wrong.length > 0)
    throw new Error(
      `The engine and TensorFlow.js do not agree on ${wrong.length} of ${models.length} models: ${wrong.join('; ')}.`,
    );
  stdout.write(
    `${models.length} models, ${decisions(DEFAULT_WORLD).length} decisions each: the engine and TensorFlow.js agree.\n`,
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
