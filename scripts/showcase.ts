/**
 * Makes what the page shows of a recorded result beside its numbers: the episodes of its first seed, to be watched, and
 * the models of that seed, to be talked to.
 *
 *     npx tsx scripts/showcase.ts --experiment agentic --seed 0
 *
 * writes public/showcase/agentic-episodes.json and agentic-models.safetensors.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { openGpu } from '../models/device';
import { type Snapshot, writeShelf } from '../src/inside/snapshots';
import { type ModelTraces, writeTraces } from '../src/watch/traces';
import { shippedBase } from '../workers/base/base-weights';
import { experiments, HEADLINE } from '../workers/experiments';
import { MAX_SEED } from '../workers/run/limits';
import { DEFAULT_PRESET, presets } from '../workers/experiments/presets';
import { runExperiment } from '../workers/run/run';
import { command, oneOf, shippedSpecs, wholeNumber } from './command-line';
import { readFlags } from './flags';
import { installWebGPU } from './webgpu-node';
import { writableFolder, writeWhole } from './whole-file';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));

await command(async () => {
  const { values } = readFlags({
    call: 'npx tsx scripts/showcase.ts',
    about:
      'Makes what the page shows of a recorded result beside its numbers: episodes and models, in public/showcase.',
    flags: {
      experiment: { type: 'string', default: HEADLINE.name, value: 'NAME', about: 'which one' },
      seed: { type: 'string', value: 'SEED', about: 'of which world; the first of the preset if not given' },
    },
  });
  const experiment = oneOf('experiment', values.experiment, Object.keys(experiments));
  const [first] = presets[DEFAULT_PRESET]!.seeds;
  const seed = values.seed === undefined ? first! : wholeNumber('seed', values.seed, 0, MAX_SEED);
  const arms = experiments[experiment]!.arms.map(({ id }) => id);
  const preset = DEFAULT_PRESET;
  writableFolder(join(PUBLIC, 'showcase'));
  await installWebGPU();
  const gpu = await openGpu();
  const loadBase = shippedBase((path) => readFile(join(PUBLIC, path)));
  const request = { ...{ experiment, arms, preset, seeds: [seed] }, base: 'shipped', specs: shippedSpecs() };
  const dependencies = { gpu, loadBase, clock: () => performance.now(), control: { paused: () => undefined } };
  const traces: ModelTraces[] = [];
  const snapshots: Snapshot[] = [];
  for await (const event of runExperiment(request, dependencies)) {
    if (event.type === 'stage') stderr.write(`${event.stage}: ${event.steps} steps\n`);
    else if (event.type === 'traces') traces.push({ replica: event.replica, episodes: event.episodes });
    else if (event.type === 'weights')
      snapshots.push({ replica: event.replica, stage: event.stage, parameters: event.parameters });
  }
  gpu.close();
  const path = (name: string) => join(PUBLIC, 'showcase', `${experiment}-${name}`);
  writeWhole(path('episodes.json'), writeTraces(traces));
  writeWhole(path('models.safetensors'), writeShelf({ config: presets[preset]!.model, preset, seed, snapshots }));
});
