/**
 * Makes what the page shows of a recorded result beside its numbers: the episodes of its first seed, to be watched, and
 * the models of that seed, to be talked to.
 *
 *     npx tsx scripts/showcase.ts --experiment agentic --seed 0
 *
 * writes public/showcase/agentic-episodes.json and agentic-models.safetensors.
 */
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openGpu } from '../models/device';
import { type Snapshot, writeShelf } from '../src/inside/snapshots';
import { type ModelTraces, writeTraces } from '../src/watch/traces';
import { shippedBase } from '../workers/base';
import { experiments } from '../workers/experiments';
import { DEFAULT_PRESET, presets } from '../workers/presets';
import { runExperiment } from '../workers/run';
import { command, oneOf, shippedSpecs, wholeNumber } from './command-line';
import { installWebGPU } from './webgpu-node';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));

await command(async () => {
  const { values } = parseArgs({
    options: { experiment: { type: 'string', default: 'agentic' }, seed: { type: 'string' } },
  });
  const experiment = oneOf('experiment', values.experiment, Object.keys(experiments));
  const [first] = presets[DEFAULT_PRESET]!.seeds;
  const seed = values.seed === undefined ? first! : wholeNumber('seed', values.seed, 0);
  const arms = experiments[experiment]!.arms.map(({ id }) => id);
  const preset = DEFAULT_PRESET;
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
  writeFileSync(path('episodes.json'), writeTraces(traces));
  writeFileSync(path('models.safetensors'), writeShelf({ config: presets[preset]!.model, preset, seed, snapshots }));
});
