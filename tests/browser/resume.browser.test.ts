/** A stage of training, and a whole run, that is cut anywhere and goes on from its checkpoint: the same bits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrainingCheckpoint, writeTrainingCheckpoint } from '../../models/checkpoint';
import { parameterLayout } from '../../models/config';
import { openGpu, type Gpu } from '../../models/device';
import { initParameters } from '../../models/init';
import { Stack, type ModelState } from '../../models/stack';
import { stepInput } from '../../models/step-input';
import { Trainer, type Unreported } from '../../models/trainer';
import type { LoadBase } from '../../workers/base/base-weights';
import {
  readCheckpoint,
  type RunIdentity,
  type StoredCheckpoint,
  writeCheckpoint,
} from '../../workers/checkpoint/checkpoint';
import type { RunEvent, RunRequest } from '../../workers/protocol';
import { presets } from '../../workers/experiments/presets';
import { NOTHING_FOUND, withFinding } from '../../workers/run/log';
import { runExperiment } from '../../workers/run/run';
import type { RunState } from '../../workers/run/state';
import { adapterOf, type RunDependencies } from '../../workers/run/session';
import { trainStage, type TrainingProgress } from '../../workers/run/training';
import { type TextWorker, TextWorkers } from '../../workers/text/text-workers';
import { startTextWorker } from '../../workers/text/web-worker';
import { options, perturbedParameters, randomBatch, tinyConfig, tinyShape } from '../models/fixtures';
import { outcomeOf, request } from './run-outcome';

const R = 2;
const STEPS = 11;
const recipe = { steps: STEPS, peak: 3e-3, warmup: 3, floor: 0.1 };

type Point = Omit<TrainingProgress, 'ran'>;

/** Everything that is saved of a stage: the weights as a file, the rest as JSON. */
interface Checkpoint {
  weights: Uint8Array;
  rest: string;
}

let gpu: Gpu;
beforeAll(async () => void (gpu = await openGpu()));
afterAll(() => gpu.close());

/**
 * Trains from a checkpoint, or from the start, until a step, or to the end, on a stack and a trainer of its own.
 *
 * @param sick whether replica 1 starts with a parameter that is NaN
 */
async function train(until: number, checkpoint?: Checkpoint, sick = false) {
  const stack = await Stack.create(gpu, tinyConfig, R);
  const trainer = await Trainer.create(gpu, stack, tinyShape, options);
  const { from, unreported, diverged } = (checkpoint ? JSON.parse(checkpoint.rest) : { from: 0, diverged: [] }) as {
    from: number;
    unreported?: Unreported;
    diverged: number[];
  };
  const start = (seed: number): ModelState => {
    const parameters = perturbedParameters(tinyConfig, seed);
    if (sick && seed === 1) parameters[100] = NaN;
    const zeros = () => new Float32Array(parameters.length);
    return { parameters, firstMoment: zeros(), secondMoment: zeros(), step: 0 };
  };
  const states = checkpoint ? readTrainingCheckpoint(tinyConfig, R, checkpoint.weights) : [0, 1].map(start);
  states.forEach((state, r) => stack.load(r, state));
  if (unreported) trainer.resume(unreported);
  const points: Point[] = [];
  if (until > from) {
    // How many steps are under way is no matter of what is trained.
    for await (const { ran: _, ...point } of trainStage({
      ...{ trainer, recipe, loggingEvery: 4, from, diverged },
      source: {
        at: (step) =>
          stepInput(
            [0, 1].map((seed) => randomBatch(tinyConfig, tinyShape, seed, step)),
            tinyShape,
            tinyConfig,
          ),
      },
    })) {
      points.push(point);
      diverged.push(...(point.diverged ?? []).map(({ replica }) => replica));
      if (point.step === until) break; // with steps in flight
    }
  }
  const after = await stack.read();
  const rest = JSON.stringify({ from: until, unreported: await trainer.unreported(), diverged });
  trainer.dispose();
  stack.dispose();
  return { points, states: after, checkpoint: { weights: writeTrainingCheckpoint(tinyConfig, after), rest } };
}

it.each(Array.from({ length: STEPS + 1 }, (_, step) => step))('cut after step %i', async (cut) => {
  const whole = await train(STEPS);
  const first = await train(cut);
  const second = await train(STEPS, first.checkpoint);
  expect([...first.points, ...second.points]).toEqual(whole.points);
  expect(second.states).toEqual(whole.states);
});

it('cut after every step', async () => {
  const whole = await train(STEPS);
  let part = await train(0);
  const points: Point[] = [];
  for (let step = 1; step <= STEPS; step++) {
    part = await train(step, part.checkpoint);
    points.push(...part.points);
  }
  expect(points).toEqual(whole.points);
  expect(part.states).toEqual(whole.states);
});

it.each([2, 5])('cut after step %i, with a replica that has diverged', async (cut) => {
  const whole = await train(STEPS, undefined, true);
  expect(whole.points.flatMap(({ diverged }) => diverged ?? [])).toEqual([{ replica: 1, step: 1 }]);
  const first = await train(cut, undefined, true);
  const second = await train(STEPS, first.checkpoint);
  expect([...first.points, ...second.points]).toEqual(whole.points);
  expect(second.states).toEqual(whole.states);
});

describe('a run that is left anywhere and goes on from its checkpoint', () => {
  /** What was kept of a run by the stage and the step, or rollout, after which it was kept. */
  type Kept = Record<string, StoredCheckpoint>;

  const identityOf = (request: RunRequest): RunIdentity => ({
    ...{ commit: 'this', started: '2026-11-25T14:02:00.000Z', request, adapter: adapterOf(gpu) },
  });

  /** Runs a request to its end, from its beginning or from a checkpoint; every step leaves one. */
  async function run(request: RunRequest, loadBase: LoadBase, from?: StoredCheckpoint, threads: Threads = {}) {
    const kept: Kept = {};
    const checkpoint = from && readCheckpoint(from, 'this');
    const before = checkpoint?.found ?? NOTHING_FOUND;
    let found = before;
    const save = async (read: () => Promise<RunState>) => {
      const state = await read();
      const { training, evaluation } = state;
      const step = training?.step ?? evaluation?.outcomes.length ?? 0;
      kept[`${state.place}, ${step}`] = writeCheckpoint(identityOf(request), { state, found });
    };
    const control = { paused: () => undefined };
    const checkpoints = { due: () => true, save };
    const dependencies = { gpu, loadBase, clock: () => 0, control, checkpoints, ...threads };
    const note = (event: RunEvent) => void (found = withFinding(found, event));
    const outcome = await outcomeOf(runExperiment(request, dependencies, checkpoint?.state), note, before);
    return { kept, outcome };
  }

  /** Who makes texts ahead of training. */
  type Threads = Pick<RunDependencies, 'textWorkers'>;

  /** Seed 1 falls sick at the first step of midtraining. */
  const sick: LoadBase = (preset, seed) => {
    const parameters = initParameters(preset.model, seed);
    const { offset } = parameterLayout(preset.model).find(({ name }) => name === 'transformer.wpe.weight')!;
    if (seed === 1) parameters[offset] = NaN;
    return Promise.resolve({ parameters, linkage: 0.5, knowledge: 0.5, source: 'a'.repeat(64) });
  };
  const none: LoadBase = () => Promise.reject(new Error('there are no base weights'));

  const cases: [string, Partial<RunRequest>, LoadBase, string[]][] = [
    // Stages are pretraining, midtraining, fine-tuning, and two evaluations.
    ['of two arms, one thinking', {}, none, ['0, 5', '1, 0', '1, 3', '2, 1', '3, 2', '4, 1']],
    // What has diverged is not reported after one step, and is after three.
    ['with a seed that diverges', { base: 'shipped' }, sick, ['0, 1', '0, 3']],
    // Documents before fine-tuning, after it or in it: not all arms take part in every pass.
    [
      'whose arms take turns',
      { experiment: 'placement', arms: ['aft', 'after', 'mixed'], seeds: [3] },
      none,
      ['2, 0', '2, 1'],
    ],
  ];
  it.each(cases)('%s', async (_, changes, loadBase, cuts) => {
    const whole = await run({ ...request, ...changes }, loadBase);
    for (const cut of cuts) {
      expect(whole.kept, cut).toHaveProperty([cut]);
      const rest = await run({ ...request, ...changes }, loadBase, whole.kept[cut]);
      expect(rest.outcome, cut).toEqual(whole.outcome);
      const keys = Object.keys(whole.kept);
      expect(Object.keys(rest.kept), cut).toEqual(keys.slice(keys.indexOf(cut) + 1)); // nothing was done twice
    }
  });

  it('with two text workers, which make all of its texts', async () => {
    const whole = await run(request, none);
    const made = { workers: 0, steps: 0 };
    const counted = (): TextWorker => {
      made.workers++;
      const worker = startTextWorker();
      const listen: TextWorker['listen'] = ({ answered, broke }) =>
        worker.listen({ answered: (answer) => (made.steps++, answered(answer)), broke });
      return { ...worker, listen };
    };
    const textWorkers = () => new TextWorkers(counted, 4, 0);
    const ahead = await run(request, none, undefined, { textWorkers });
    expect(ahead.outcome).toEqual(whole.outcome);
    const { pretrain, midtrain, finetune } = presets[request.preset]!;
    expect(made).toEqual({ workers: 2, steps: pretrain.steps + midtrain.steps + finetune.steps });
    for (const [kept, cut] of [
      [ahead.kept, '0, 5'],
      [whole.kept, '1, 3'],
    ] as const) {
      const rest = await run(request, none, kept[cut], { textWorkers });
      expect(rest.outcome, cut).toEqual(whole.outcome);
    }
  });

  it('the time of the break does not count', async () => {
    const { kept } = await run(request, none);
    const { state } = readCheckpoint(kept['4, 3']!, 'this');
    const control = { paused: () => undefined };
    let now = 5e6;
    const dependencies = { gpu, loadBase: none, clock: () => now, control };
    const going = runExperiment(request, dependencies, { ...state, seconds: 100 });
    const { seconds } = await outcomeOf(going, ({ type }) => void (type === 'stage' && (now += 3000)));
    expect(seconds).toBe(103);
  });
});
