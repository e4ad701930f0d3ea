/** A device that is lost in the middle of something: whoever waits for it is told, at once and by type. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../../models/decoder';
import { DeviceLostError, NoAdapterError, openGpu, type Gpu } from '../../models/device';
import { Stack } from '../../models/stack';
import { stepInput } from '../../models/step-input';
import { Trainer } from '../../models/trainer';
import { Checkpointer } from '../../workers/checkpoint/checkpointer';
import { Pause } from '../../workers/run/pause';
import type { RunEvent, RunRequest } from '../../workers/protocol';
import { type Outside, runToTheEnd, WAITS } from '../../workers/run/recovery';
import { MemoryStore } from '../../workers/checkpoint/store';
import { CheckpointError } from '../../workers/checkpoint/summary';
import { trainStage } from '../../workers/run/training';
import { options, perturbedParameters, randomBatch, tinyConfig, tinyShape } from '../models/fixtures';
import { type Outcome, outcomeOf, request as thinking } from './run-outcome';

const batches = [1, 2].map((seed) => randomBatch(tinyConfig, tinyShape, seed));
const decoderShape = { lanes: 2, chunk: 4, options: 2 };
const round = {
  tokens: new Int32Array(2 * 2 * 4).fill(3),
  lengths: new Int32Array(2 * 2).fill(4),
  ...{ temperature: 1, seed: 0 },
};

describe('a device lost', () => {
  let gpu: Gpu;
  let stack: Stack;
  beforeEach(async () => {
    gpu = await openGpu();
    stack = await Stack.create(gpu, tinyConfig, 2);
    for (const r of [0, 1]) stack.load(r, { parameters: perturbedParameters(tinyConfig, r) });
  });
  afterEach(() => gpu.close());

  const lost = (promise: Promise<unknown>) =>
    expect(promise).rejects.toThrow(new DeviceLostError('The GPU device was lost (destroyed): Device was destroyed.'));

  it.each([
    ['allocating', () => Stack.create(gpu, tinyConfig, 2)],
    ['compiling a step', () => Trainer.create(gpu, stack, tinyShape, options)],
    ['compiling a decoder', () => Decoder.create(gpu, stack, decoderShape)],
    ['reading a stack', () => stack.read()],
  ])('while %s', async (_, work) => {
    const working = work();
    gpu.device.destroy();
    await lost(working);
  });

  it('before anything is compiled', async () => {
    gpu.device.destroy();
    await lost(Trainer.create(gpu, stack, tinyShape, options));
    await lost(Decoder.create(gpu, stack, decoderShape));
  });

  it.each(['settled', 'stats'] as const)('while a step runs and %s is awaited, and for good', async (what) => {
    const trainer = await Trainer.create(gpu, stack, tinyShape, options);
    trainer.step(batches, [1e-3, 1e-3]);
    const waiting = trainer[what]();
    gpu.device.destroy();
    await lost(waiting);
    trainer.step(batches, [1e-3, 1e-3]); // WebGPU says nothing here
    await lost(trainer[what]());
  });

  it.each([1, 2, 3, 10])('after step %i of a stage of training', async (step) => {
    const trainer = await Trainer.create(gpu, stack, tinyShape, options);
    const recipe = { steps: 100, peak: 1e-3, warmup: 1, floor: 0.1 };
    const source = { at: () => stepInput(batches, tinyShape, tinyConfig) };
    const train = async () => {
      for await (const point of trainStage({ trainer, recipe, source, loggingEvery: 10 })) {
        expect(point.step).toBeLessThan(step + 5); // two are in flight
        if (point.step === step) gpu.device.destroy();
      }
    };
    await lost(train());
  });

  it.each([
    ['decides', (decoder: Decoder) => decoder.decide({ ...round, options: new Int32Array(8).fill(5) })],
    ['writes', (decoder: Decoder) => decoder.generate({ ...round, count: 4, stop: 0 })],
  ])('while a decoder %s, and for good', async (_, work) => {
    const decoder = await Decoder.create(gpu, stack, decoderShape);
    const waiting = work(decoder);
    gpu.device.destroy();
    await lost(waiting);
    decoder.reset(); // at work no longer
    await lost(work(decoder));
  });
});

describe('a run whose device is lost', () => {
  let gpu: Gpu;
  let waited: number[];

  const outside = (changes: Partial<Outside> = {}): Outside => ({
    openGpu: async () => (gpu = await openGpu()),
    loadBase: () => Promise.reject(new Error('there are no base weights')),
    clock: () => 0,
    control: new Pause(),
    wait: (ms) => Promise.resolve(void waited.push(ms)),
    ...changes,
  });

  /** As little as has all stages, and arms that part; compiling, each time a device is opened, is most of it. */
  const small: RunRequest = { ...thinking, arms: ['aft', 'msm+aft'], seeds: [3] };

  /** @param every milliseconds between two checkpoints, of a clock that stands still: after every step, or never */
  const checkpointer = (every = 0, request = small) =>
    new Checkpointer(
      { commit: 'this', started: '2026-11-25T14:02:00.000Z', request },
      new MemoryStore(),
      () => 0,
      undefined,
      every,
    );

  const known = new Map<RunRequest, Promise<Outcome>>();
  /** What a run comes to whose device is not lost. */
  function undisturbed(request = small): Promise<Outcome> {
    if (!known.has(request)) known.set(request, outcomeOf(runToTheEnd(checkpointer(0, request), outside())));
    return known.get(request)!;
  }
  beforeEach(() => void (waited = []));

  const inMidtraining = (event: RunEvent) => event.type === 'progress' && event.stage === 'midtrain' && event.step > 1;
  const moments: [string, RunRequest, number, (event: RunEvent) => boolean][] = [
    ['before its first checkpoint', small, 0, (event) => event.type === 'probe' && event.point.stage === 'pretrain'],
    ['in the middle of training', small, 0, inMidtraining],
    ['long after its last checkpoint', small, Infinity, inMidtraining],
    ['while it is measured', thinking, 0, (event) => event.type === 'progress' && event.place === 3],
  ];
  it.each(moments)('%s goes on by itself, and ends with the same bits', async (_, request, every, moment) => {
    let lost = false;
    const told: RunEvent['type'][] = [];
    const outcome = await outcomeOf(runToTheEnd(checkpointer(every, request), outside()), (event) => {
      told.push(event.type);
      if (lost || !moment(event)) return;
      lost = true;
      gpu.device.destroy();
    });
    expect(lost).toBe(true);
    expect(outcome).toEqual(await undisturbed(request));
    const recovering = told.indexOf('recovering');
    expect(told.slice(recovering, recovering + 3)).toEqual(['recovering', 'started', 'restored']);
    expect(told.filter((type) => type === 'recovering')).toHaveLength(1);
    expect(waited).toEqual(WAITS.slice(0, 1));
  });

  it('again and again is given up after some attempts', async () => {
    const told: RunEvent[] = [];
    const running = outcomeOf(runToTheEnd(checkpointer(), outside()), (event) => {
      told.push(event);
      if (event.type === 'started') gpu.device.destroy();
    });
    await expect(running).rejects.toThrow(DeviceLostError);
    expect(told.flatMap((event) => (event.type === 'recovering' ? event.attempt : []))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(waited).toEqual(WAITS);
    expect(WAITS.reduce((sum, ms) => sum + ms)).toBe(60_000);
  });

  it('again and again, but each time a little further on, comes to its end with the same bits', async () => {
    const losses = new Set<string>();
    const outcome = await outcomeOf(runToTheEnd(checkpointer(), outside()), (event) => {
      if (event.type !== 'progress' || event.stage === 'evaluate' || losses.size === WAITS.length + 1) return;
      const at = `${event.place} ${event.step}`;
      if (losses.has(at)) return;
      losses.add(at);
      gpu.device.destroy();
    });
    expect(losses.size).toBeGreaterThan(WAITS.length);
    expect(outcome).toEqual(await undisturbed());
    expect(Math.max(...waited)).toBeLessThan(WAITS[3]!);
  });

  /** Loses the device once a stage is begun, and opens another as told. */
  const loseOnce = (open: (attempt: number) => Promise<Gpu>) => {
    let attempt = 0;
    const openGpu = () => open(++attempt);
    return outcomeOf(runToTheEnd(checkpointer(), outside({ openGpu })), (event) => {
      if (attempt === 1 && event.type === 'stage' && event.place === 1) gpu.device.destroy();
    });
  };

  it('waits for an adapter to come back', async () => {
    const outcome = await loseOnce(async (attempt) => {
      if (attempt === 2) throw new NoAdapterError('WebGPU found no adapter.');
      if (attempt === 3) throw new DOMException('A valid external Instance reference no longer exists.');
      return (gpu = await openGpu());
    });
    expect(outcome).toEqual(await undisturbed());
    expect(waited).toEqual(WAITS.slice(0, 3));
  });

  it('waits for an adapter to come back where it was interrupted, too, and says so if none does', async () => {
    const before = checkpointer();
    const started = runToTheEnd(before, outside());
    for await (const event of started) if (event.type === 'stage' && event.place === 1) break;
    const checkpoint = (await before.last())!;
    const { found } = checkpoint;
    let attempts = 0;
    const late = async () => {
      if (++attempts < 3) throw new NoAdapterError('WebGPU found no adapter.');
      return (gpu = await openGpu());
    };
    const goOn = (openGpu: Outside['openGpu']) => runToTheEnd(before, outside({ openGpu }), checkpoint);
    expect(await outcomeOf(goOn(late), undefined, found)).toEqual(await undisturbed());
    expect(waited).toEqual(WAITS.slice(0, 2));

    waited = [];
    const never = () => Promise.reject(new NoAdapterError('WebGPU found no adapter.'));
    await expect(outcomeOf(goOn(never))).rejects.toThrow(
      new DeviceLostError(
        'The GPU broke down, and the browser gave no other for a minute; loading the page again may help.',
      ),
    );
    expect(waited).toEqual(WAITS);
  });

  it('does not go on on another adapter, on which numbers would differ', async () => {
    const running = loseOnce(async (attempt) => {
      gpu = await openGpu();
      return attempt === 1 ? gpu : { ...gpu, info: { ...gpu.info, architecture: 'another' } };
    });
    await expect(running).rejects.toThrow(CheckpointError);
  });

  it('waits for an adapter that was there before the run began', async () => {
    let attempts = 0;
    const late = async () => {
      if (++attempts < 3) throw new NoAdapterError('WebGPU found no adapter.');
      return (gpu = await openGpu());
    };
    const outcome = await outcomeOf(runToTheEnd(checkpointer(), outside({ openGpu: late, adapterSeen: true })));
    expect(outcome).toEqual(await undisturbed());
    expect(waited).toEqual(WAITS.slice(0, 2));
  });

  it('does not look for an adapter where there never was one', async () => {
    const openGpu = () => Promise.reject(new NoAdapterError('WebGPU found no adapter.'));
    await expect(outcomeOf(runToTheEnd(checkpointer(), outside({ openGpu })))).rejects.toThrow(NoAdapterError);
    expect(waited).toEqual([]);
  });
});
