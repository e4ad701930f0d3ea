/**
 * Pretrains base weights without a browser, several seeds side by side in one stack.
 *
 *     npm run pretrain -- --seeds 0,1,2,3
 *
 * Every 250 steps it says where it stands and leaves a checkpoint in runs/pretrain; killed at any time, the same command
 * goes on from there and ends with the same bits. `--no-resume` begins anew. The weights end in public/base/<preset>,
 * of the usual world also those of some steps on the way, unless `--no-milestones` is given. `--world unlinked` is another.
 */
import { join } from 'node:path';
import { makeWorld } from '../datasets/world';
import { openGpu } from '../models/device';
import { footprint } from '../models/footprint';
import { initParameters } from '../models/init';
import { checkFit } from '../models/memory';
import { Stack } from '../models/stack';
import { Trainer } from '../models/trainer';
import { decimal } from '../src/format';
import { type OptionScorer, scorerShape, createOptionScorer } from '../workers/evaluate/option-scoring';
import { measureBase } from '../workers/evaluate/linkage';
import { calibrationTable } from './calibration';
import {
  DEFAULT_PRESET,
  inWorld,
  MILESTONES,
  milestoneStep,
  type Preset,
  presets,
  WORLDS,
} from '../workers/experiments/presets';
import { SETTINGS } from '../workers/experiments/settings';
import { pretrainingText } from '../workers/run/texts';
import { trainStage } from '../workers/run/training';
import { PretrainingCheckpoint, type PretrainingState } from './pretrain-checkpoint';
import { checkShipping, ship } from './pretrain-ship';
import { command, oneOf, seedList, UsageError, wholeNumber } from './command-line';
import { readFlags } from './flags';
import { nodeTextWorkers } from './text-workers';
import { installWebGPU } from './webgpu-node';
import { writableFolder } from './whole-file';

/** Steps between two measurements, each with a checkpoint. */
const REPORT_EVERY = 250;

/** Questions a model answers at once while it is measured. */
const LANES = 192;

interface Options {
  preset: Preset;
  seeds: number[];
  /** Folder that holds one folder for each preset. */
  out: string;
  resume: boolean;
  /** Steps on the way whose weights are shipped, too. */
  milestones: number[];
}

function readOptions(): Options {
  const { values } = readFlags({
    call: 'npm run pretrain --',
    about: 'Pretrains base weights without a browser. Killed at any time, the same command goes on from there.',
    flags: {
      seeds: { type: 'string', value: 'SEEDS', about: "how many of the preset's, such as 4, or which, such as 0,3,5" },
      preset: { type: 'string', default: DEFAULT_PRESET, value: 'NAME', about: 'sizes and steps' },
      world: { type: 'string', value: 'NAME', about: `another world: ${Object.keys(WORLDS).join(', ')}` },
      steps: { type: 'string', value: 'NUMBER', about: "in place of the preset's" },
      out: {
        type: 'string',
        default: 'public/base',
        value: 'FOLDER',
        about: 'where the weights go, in one of its own',
      },
      resume: { type: 'boolean', default: true, about: 'begin anew' },
      milestones: { type: 'boolean', default: true, about: 'ship the weights of the end alone' },
    },
  });
  const world = values.world === undefined ? undefined : oneOf('world', values.world, Object.keys(WORLDS));
  const usual = inWorld(presets[oneOf('preset', values.preset, Object.keys(presets))]!, world);
  const { most } = SETTINGS.pretrain['steps']!;
  const steps = values.steps === undefined ? usual.pretrain.steps : wholeNumber('steps', values.steps, 1, most);
  const preset = { ...usual, pretrain: { ...usual.pretrain, steps } };
  return {
    preset,
    seeds: seedList(values.seeds, preset.seeds),
    out: values.out,
    resume: values.resume,
    milestones: values.milestones && world === undefined ? MILESTONES.map((after) => milestoneStep(preset, after)) : [],
  };
}

/** One line for each report. */
function describe({ step, seconds, curve, quality }: PretrainingState, steps: number, msPerStep: number): string {
  const each = (values: number[], digits: number) => values.map((value) => decimal(value, digits)).join(' ');
  const left = ((steps - step) * msPerStep) / 60_000;
  const newest = quality.at(-1)!.models;
  return [
    `step ${step}/${steps}`,
    `loss ${each(curve.at(-1)!.loss, 3)}`,
    `linkage ${each(
      newest.map((q) => q.linkage),
      2,
    )}`,
    `knowledge ${each(
      newest.map((q) => q.knowledge),
      2,
    )}`,
    `${msPerStep.toFixed(0)} ms/step`,
    `${(seconds / 60).toFixed(0)} min, ${left.toFixed(0)} min left`,
  ].join(' | ');
}

/** The state that training starts from: the checkpoint's, or fresh weights. */
function begin(stack: Stack, { preset, seeds, resume, milestones }: Options, checkpoint: PretrainingCheckpoint) {
  const saved = resume ? checkpoint.load() : undefined;
  seeds.forEach((seed, r) => stack.load(r, saved?.replicas[r] ?? { parameters: initParameters(preset.model, seed) }));
  if (saved) {
    console.log(`resuming at step ${saved.state.step}`);
    for (const step of milestones.filter((step) => step <= saved.state.step)) {
      // Older versions kept a step's weights after its checkpoint, and may have been killed between the two.
      if (step === saved.state.step && !checkpoint.hasKept(step)) checkpoint.save(saved.state, saved.replicas, true);
      checkpoint.kept(step); // it would end in vain without
    }
  }
  return saved?.state ?? ({ step: 0, seconds: 0, curve: [], quality: [], diverged: [] } satisfies PretrainingState);
}

async function pretrain(options: Options): Promise<void> {
  const { preset, seeds, out, milestones } = options;
  const { steps } = preset.pretrain;
  const folder = join(out, preset.name);
  if (out.trim() === '') throw new UsageError(`--out takes the name of a folder, not "${out}".`);
  writableFolder(folder);
  checkShipping(folder, preset);
  const checkpoint = new PretrainingCheckpoint(preset, seeds);
  const lock = checkpoint.lock();
  await installWebGPU();
  const gpu = await openGpu();
  const { model: config, batch, optimizer } = preset;
  const decoder = scorerShape(LANES);
  checkFit(footprint(gpu.target, { config, batch, optimizer, decoder }), seeds.length, gpu.device.limits);
  const stack = await Stack.create(gpu, preset.model, seeds.length);
  const state = begin(stack, options, checkpoint);
  const trainer = await Trainer.create(gpu, stack, preset.batch, preset.optimizer);
  if (state.unreported) trainer.resume(state.unreported);
  const scorer: OptionScorer = await createOptionScorer(gpu, stack, LANES);
  const worlds = seeds.map((seed) => makeWorld(seed, preset.world));
  const textWorkers = nodeTextWorkers();
  const reading = { texts: worlds.map(pretrainingText), shape: preset.batch, model: preset.model };
  console.log(
    `seeds ${seeds.join(' ')} on ${gpu.info.description || gpu.info.vendor}, ${trainer.dispatches} dispatches`,
  );

  const { loggingEvery } = preset;
  let since = performance.now();
  let from = state.step;
  for await (const { step, loss, diverged = [] } of trainStage({
    ...{ trainer, recipe: preset.pretrain, loggingEvery, from: state.step },
    diverged: state.diverged.map(({ replica }) => replica),
    source: textWorkers.source(reading, state.step, steps),
  })) {
    if (loss) state.curve.push({ step, loss });
    for (const { replica, step } of diverged) console.log(`seed ${seeds[replica]} diverged at step ${step}`);
    state.diverged.push(...diverged);
    if (state.diverged.length === seeds.length) throw new Error('No seed is left: all of them diverged.');
    if (step % REPORT_EVERY !== 0 && step !== steps && !milestones.includes(step)) continue;
    const elapsed = performance.now() - since;
    const models = await measureBase(scorer, worlds);
    Object.assign(state, { step, seconds: state.seconds + (performance.now() - since) / 1000 });
    state.quality.push({ step, models });
    console.log(describe(state, steps, elapsed / (step - from)));
    state.unreported = await trainer.unreported();
    const replicas = await stack.read();
    if (!lock.isHeld) throw new Error('Another process goes on from this checkpoint by now: this one ends.');
    checkpoint.save(state, replicas, milestones.includes(step));
    since = performance.now();
    from = step;
  }
  console.log(calibrationTable(worlds, state.quality.at(-1)!.models));
  const weights = [
    { step: undefined, parameters: await stack.readParameters() },
    ...milestones.map((step) => ({ step, parameters: checkpoint.kept(step) })),
  ];
  const files = await ship(folder, { preset, seeds, state, weights, gpu: gpu.info });
  console.log(`wrote ${files.map((file) => join(folder, file)).join(' ')}`);
  lock.release();
  textWorkers.close();
  gpu.close();
}

await command(() => pretrain(readOptions()));
