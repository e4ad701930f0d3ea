/**
 * Makes what the page shows of a recorded result beside its numbers: the episodes of its first seed, to be watched, and
 * the models of that seed, to be talked to.
 *
 *     npx tsx scripts/showcase.ts --experiment agentic --seed 0
 *
 * writes public/showcase/agentic-episodes.json and agentic-models.safetensors.
 */
import type { Found } from '../workers/protocol';
import { NOTHING_FOUND, withFinding } from '../workers/run/log';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { openGpu } from '../models/device';
import { writeShelf } from '../src/inside/snapshots';
import { writeTraces } from '../src/watch/traces';
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
  const request = { experiment, arms, preset, seeds: [seed], base: 'shipped', specs: shippedSpecs() };
  const dependencies = { gpu, loadBase, clock: () => performance.now(), control: { paused: () => undefined } };
  let found: Found = NOTHING_FOUND;
  for await (const event of runExperiment(request, dependencies)) {
    found = withFinding(found, event);
    if (event.type === 'stage') stderr.write(`${event.stage}: ${event.steps} steps\n`);
  }
  const { snapshots, traces } = found;
  gpu.close();
  const path = (name: string) => join(PUBLIC, 'showcase', `${experiment}-${name}`);
  writeWhole(path('episodes.json'), writeTraces(traces));
  writeWhole(path('models.safetensors'), writeShelf({ config: presets[preset]!.model, preset, seed, snapshots }));
});
