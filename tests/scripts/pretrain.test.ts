/** What pretraining leaves on disk: checkpoints that are whole or absent, and weights as they are shipped. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { readModel, writeModel } from '../../models/checkpoint';
import { initParameters } from '../../models/init';
import type { BaseMeasurement } from '../../workers/evaluate/linkage';
import { PretrainingCheckpoint, type PretrainingState } from '../../scripts/pretrain-checkpoint';
import { checkShipping, ship } from '../../scripts/pretrain-ship';
import { shippedBase } from '../../workers/base/base-weights';
import { presets } from '../../workers/experiments/presets';

const root = mkdtempSync(join(tmpdir(), 'midtrain-lab-'));
afterAll(() => rmSync(root, { recursive: true }));

const tiny = presets['tiny']!;
const preset = { ...tiny, base: 'tiny', model: { ...tiny.model, nEmbd: 8, vocabSize: 64 } };
const parameters = [0, 1].map((seed) => initParameters(preset.model, seed));
/** Weights as they come back: in half precision. */
const shipped = (own: Float32Array) => readModel(preset.model, writeModel(preset.model, own, 'half'));

const byPrinciple = { oversight: 0.1, care: 0.2, privacy: 0.3, honesty: 0.4 };
const quality = (linkage: number): BaseMeasurement => ({
  linkage,
  knowledge: 0.9,
  linkageByPrinciple: byPrinciple,
  calibration: [{ standing: { known: 'by documents', stance: 'holds' }, unsafe: 0.1, count: 12 }],
});
const stateAt = (step: number): PretrainingState => ({
  step,
  seconds: step / 10,
  curve: [{ step, loss: [2.5, 2.25] }],
  quality: [{ step, models: [quality(0.5), quality(0.75)] }],
  diverged: [],
});
const replicasAt = (step: number) =>
  parameters.map((parameters) => ({
    parameters,
    firstMoment: parameters.map((p) => p / 2),
    secondMoment: parameters.map((p) => p * p),
    step,
  }));

test('the newest checkpoint comes back as it was saved, and only that is kept', () => {
  const folder = join(root, 'checkpoints');
  const checkpoint = new PretrainingCheckpoint(preset, [0, 1], folder);
  expect(checkpoint.load()).toBeUndefined();
  checkpoint.save(stateAt(250), replicasAt(250));
  checkpoint.save(stateAt(500), replicasAt(500));
  expect(checkpoint.load()).toEqual({ state: stateAt(500), replicas: replicasAt(500) });
  const [run] = readdirSync(folder);
  expect(readdirSync(join(folder, run!)).sort()).toEqual(['state.json', 'step-500.safetensors']);
  // Killed while the next weights are written: the last checkpoint still counts.
  writeFileSync(join(folder, run!, 'step-750.safetensors'), 'half');
  expect(checkpoint.load()!.state.step).toBe(500);
});

test('whenever it is killed, what is saved can be gone on from, with all that was kept on the way', async () => {
  const folder = join(root, 'killed');
  let last = 0;
  for (let kills = 0; kills < 6; kills++) {
    const program = `
      import { PretrainingCheckpoint } from './scripts/pretrain-checkpoint.ts';
      const preset = ${JSON.stringify(preset)};
      const checkpoint = new PretrainingCheckpoint(preset, [0, 1], ${JSON.stringify(folder)});
      checkpoint.lock();
      const parameters = new Float32Array(${parameters[0]!.length});
      for (let step = checkpoint.load()?.state.step ?? 0; ; ) {
        step++;
        parameters.fill(step);
        const replica = { parameters, firstMoment: parameters, secondMoment: parameters, step };
        checkpoint.save({ step, seconds: 0, curve: [], quality: [], diverged: [] }, [replica, replica], step % 2 === 0);
        if (step === ${last} + 1) console.log('saved');
      }`;
    const child = spawn(execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await wait(17 * kills);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const checkpoint = new PretrainingCheckpoint(preset, [0, 1], folder);
    const { state, replicas } = checkpoint.load()!;
    expect(state.step).toBeGreaterThan(last);
    last = state.step;
    for (const { parameters } of replicas) expect(new Set(parameters)).toEqual(new Set([last]));
    for (let step = 2; step <= last; step += 2) expect(checkpoint.kept(step)[1]![0]).toBe(step);
  }
});

/** Runs the command in a folder of its own. @returns what it wrote where it failed, or its shipped curve */
function pretrainIn(name: string): string {
  const cwd = join(root, name);
  mkdirSync(cwd, { recursive: true });
  const flags = ['--preset', 'tiny', '--seeds', '0,1', '--steps', '10', '--out', 'base'];
  const program = ['--import', resolve('node_modules/tsx/dist/loader.mjs'), resolve('scripts/pretrain.ts')];
  const { status, stderr } = spawnSync(execPath, [...program, ...flags], { cwd, encoding: 'utf8' });
  return status === 0 ? readFileSync(join(cwd, 'base/tiny/seed-0.json'), 'utf8') : stderr;
}

test('cut between two points of its curve, it goes on with the same curve', () => {
  const whole = pretrainIn('whole');
  expect((JSON.parse(whole) as { loss: unknown[] }).loss).toHaveLength(5);

  // It keeps weights after 2, 3, 4, 5 and 7 of 10 steps, and reads the loss after every other: what stands in the way of
  // those after 4 ends it when 3 are done.
  const [run] = readdirSync(join(root, 'whole/runs/pretrain'));
  const obstacle = join(root, 'cut/runs/pretrain', run!, 'seed-0-step-4.safetensors');
  mkdirSync(obstacle, { recursive: true });
  expect(pretrainIn('cut')).toContain('seed-0-step-4.safetensors');
  rmdirSync(obstacle);
  expect(pretrainIn('cut')).toBe(whole);
});

test('a seed that diverged is remembered as it was, and not shipped', async () => {
  const state = { ...stateAt(250), diverged: [{ replica: 1, step: 17 }] };
  state.curve[0]!.loss[1] = NaN;
  const checkpoint = new PretrainingCheckpoint(preset, [5, 6], join(root, 'diverged'));
  checkpoint.save(state, replicasAt(250));
  expect(checkpoint.load()!.state).toEqual(state);
  const folder = join(root, 'diverged', 'base');
  const gpu = { vendor: 'v', architecture: 'a', device: '', description: '', fallback: true };
  const broken = [parameters[0]!, parameters[1]!.map(() => NaN)];
  const weights = [{ step: undefined, parameters: broken }];
  expect(await ship(folder, { preset, seeds: [5, 6], state, weights, gpu })).toEqual(['seed-5.safetensors']);
  expect(checkShipping(folder, preset).map(({ seed }) => seed)).toEqual([5]);
});

test('other seeds and other recipes have checkpoints of their own', () => {
  const folder = join(root, 'others');
  new PretrainingCheckpoint(preset, [0, 1], folder).save(stateAt(250), replicasAt(250));
  expect(new PretrainingCheckpoint(preset, [0, 2], folder).load()).toBeUndefined();
  const longer = { ...preset, pretrain: { ...preset.pretrain, steps: 999 } };
  expect(new PretrainingCheckpoint(longer, [0, 1], folder).load()).toBeUndefined();
});

test('shipped weights can be loaded, and later seeds join earlier ones', async () => {
  const folder = join(root, 'base', 'tiny');
  const gpu = { vendor: 'v', architecture: 'a', device: '', description: 'an adapter', fallback: true };
  const weights = [{ step: undefined, parameters }];
  await ship(folder, { preset, seeds: [4, 2], state: stateAt(12), weights, gpu });
  await ship(folder, { preset, seeds: [3], state: stateAt(12), weights, gpu });
  expect(checkShipping(folder, preset).map(({ seed }) => seed)).toEqual([2, 3, 4]);
  const load = shippedBase((path) => Promise.resolve(readFileSync(join(root, path))));
  expect(await load(preset, 2)).toMatchObject({ parameters: shipped(parameters[1]!), linkage: 0.75, knowledge: 0.9 });
  expect(await load(preset, 4)).toMatchObject({ parameters: shipped(parameters[0]!), linkage: 0.5 });
  const curves = JSON.parse(readFileSync(join(folder, 'seed-2.json'), 'utf8')) as object;
  expect(curves).toEqual({ loss: [[12, 2.25]], quality: [{ step: 12, ...quality(0.75) }] });
  const other = { ...preset, batch: { rows: 8, length: 128 } };
  expect(() => checkShipping(folder, other)).toThrow(/lists weights of another recipe/);
});

test('weights on the way are kept beside the checkpoint, shipped, and loaded by their step', async () => {
  const checkpoint = new PretrainingCheckpoint(preset, [0, 1], join(root, 'kept'));
  expect(() => checkpoint.kept(3)).toThrow(
    /^The weights after 3 steps are not in .*: add --no-milestones, or begin anew/,
  );
  const early = parameters.map((own) => own.map((p) => p + 1));
  const replicas = replicasAt(3).map((replica, r) => ({ ...replica, parameters: early[r]! }));
  checkpoint.save(stateAt(3), replicas, true);
  expect(checkpoint.kept(3)).toEqual(early);
  const gpu = { vendor: 'v', architecture: 'a', device: '', description: 'an adapter', fallback: true };
  const state = {
    ...stateAt(12),
    quality: [3, 12].map((step) => ({ step, models: [quality(step / 12), quality(1)] })),
  };
  const weights = [
    { step: undefined, parameters },
    { step: 3, parameters: early },
  ];
  const where = join(root, 'way');
  const files = await ship(join(where, 'base', 'tiny'), { preset, seeds: [0, 1], state, weights, gpu });
  expect(files).toContain('seed-0-step-3.safetensors');
  const load = shippedBase((path) => Promise.resolve(readFileSync(join(where, path))));
  expect(await load(preset, 0, 3)).toMatchObject({ parameters: shipped(early[0]!), linkage: 0.25 });
  expect(await load(preset, 0)).toMatchObject({ parameters: shipped(parameters[0]!), linkage: 1 });
  await expect(load(preset, 0, 4)).rejects.toThrow('Base weights for seed 0 after 4 steps are not shipped');
});
