/** Runs that meet trouble: models that diverge, a device that is lost, more models than fit. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import philosophy from '../../datasets/specs/philosophy.md?raw';
import { parameterLayout } from '../../models/config';
import { DeviceLostError, openGpu, type Gpu } from '../../models/device';
import { initParameters } from '../../models/init';
import { footprint } from '../../models/footprint';
import { bytesOf, MemoryError } from '../../models/memory';
import { scorerShape } from '../../workers/evaluate/option-scoring';
import { EVALUATION_LANES } from '../../workers/evaluate/evaluation';
import { presets } from '../../workers/experiments/presets';
import type { RunEvent, RunRequest } from '../../workers/protocol';
import { runExperiment, type RunDependencies } from '../../workers/run/run';

const tiny = presets['tiny']!;
const request: RunRequest = {
  ...{ experiment: 'agentic', arms: ['aft', 'msm+aft'], seeds: [3, 1], preset: 'tiny', base: 'shipped' },
  specs: { philosophy },
};

/** Base weights for every seed; those of the seeds in `sick` have a NaN among their positions' embeddings. */
function bases(sick: Record<number, { position: number }>): RunDependencies['loadBase'] {
  return (preset, seed) => {
    const parameters = initParameters(preset.model, seed);
    const { offset } = parameterLayout(preset.model).find(({ name }) => name === 'transformer.wpe.weight')!;
    if (sick[seed]) parameters[offset + sick[seed].position * preset.model.nEmbd] = NaN;
    return Promise.resolve({ parameters, linkage: 0.5, knowledge: 0.5, source: 'a'.repeat(64) });
  };
}

/** A run to its end, in this very thread. */
async function run(
  gpu: Gpu,
  changes: Partial<RunDependencies> = {},
  onEvent: (event: RunEvent) => void = () => undefined,
) {
  const control = { paused: () => undefined };
  const events: RunEvent[] = [];
  for await (const event of runExperiment(request, { gpu, loadBase: bases({}), clock: () => 0, control, ...changes })) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

const of = <T extends RunEvent['type']>(events: RunEvent[], type: T) =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);

describe('a model that diverges', () => {
  let gpu: Gpu;
  let healthy: RunEvent[];
  beforeAll(async () => {
    gpu = await openGpu();
    healthy = await run(gpu);
  });
  afterAll(() => gpu.close());

  /** What was found of seed 3, whose replicas are 0 and 2. */
  const ofSeed3 = (events: RunEvent[]) => {
    const own = (values: number[]) => [values[0], values[2]];
    return [
      of(events, 'curve').map(({ point }) => ({ ...point, loss: own(point.loss) })),
      of(events, 'probe').map(({ point }) => [own(point.firstDecisionUnsafe), own(point.chatUnsafe)]),
      of(events, 'result').flatMap(({ result }) => (result.seed === 3 ? [result] : [])),
    ];
  };
  const told = (step: number) =>
    ['aft', 'msm+aft'].map((arm) => ({ type: 'diverged', divergence: { arm, seed: 1, stage: 'midtrain', step } }));

  it.each([
    ['while it trains', 0, 1, tiny.loggingEvery],
    // No document is so long that this position counts, until its owner is asked: no loss ever shows it.
    ['unseen', tiny.model.blockSize - 1, tiny.midtrain.steps, tiny.midtrain.steps],
  ])('%s is told of and left out, and the others have the same bits', async (_, position, step, toldAt) => {
    const events = await run(gpu, { loadBase: bases({ 1: { position } }) });
    expect(of(events, 'diverged')).toEqual(told(step));
    // Told within a log interval of the stage: no later curve comes before it.
    const before = of(
      events.slice(
        0,
        events.findIndex(({ type }) => type === 'diverged'),
      ),
      'curve',
    );
    expect(before.every(({ point }) => point.stage === 'midtrain' && point.step <= toldAt)).toBe(true);
    expect(ofSeed3(events)).toEqual(ofSeed3(healthy));
    const later = of(events, 'curve').filter(({ point }) => point.stage === 'finetune');
    expect(later.length).toBeGreaterThan(0);
    for (const { point } of later) expect([point.loss[1], point.loss[3]]).toEqual([NaN, NaN]);
    const { results } = events.at(-1) as Extract<RunEvent, { type: 'finished' }>;
    expect(results.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(['aft 3', 'msm+aft 3']);
    expect(of(events, 'progress').at(-1)!.secondsLeft).toBe(0);
  });

  it('may be all there are: the run then ends, without results', async () => {
    const events = await run(gpu, { loadBase: bases({ 1: { position: 0 }, 3: { position: 0 } }) });
    expect(of(events, 'diverged')).toHaveLength(4);
    expect(events.at(-1)).toMatchObject({ type: 'finished', results: [] });
    expect(of(events, 'stage').map(({ stage }) => stage)).toEqual(['midtrain']);
  });
});

describe('a device that is lost', () => {
  const moments: [string, (event: RunEvent) => boolean][] = [
    ['before anything is compiled', ({ type }) => type === 'started'],
    ['after a probe', ({ type }) => type === 'probe'],
    ['in the middle of training', (event) => event.type === 'curve' && event.point.step === tiny.loggingEvery],
    ['before the evaluation', (event) => event.type === 'stage' && event.stage === 'evaluate'],
  ];
  it.each(moments)('%s ends the run by type', async (_, moment) => {
    const gpu = await openGpu();
    const running = run(gpu, {}, (event) => {
      if (moment(event)) gpu.device.destroy();
    });
    await expect(running).rejects.toThrow(DeviceLostError);
    gpu.close();
  });

  it('while the run is paused ends it, too', async () => {
    const gpu = await openGpu();
    const control = { paused: () => new Promise<void>(() => undefined) };
    const running = run(gpu, { control }, ({ type }) => {
      if (type === 'paused') gpu.device.destroy();
    });
    await expect(running).rejects.toThrow(DeviceLostError);
    gpu.close();
  });
});

describe('more models than fit', () => {
  it('are refused before anything is loaded or compiled, with what to choose instead', async () => {
    const gpu = await openGpu();
    const compile = vi.spyOn(gpu.device, 'createShaderModule');
    const loadBase = vi.fn(bases({}));
    const { model: config, batch, optimizer } = tiny;
    const one = bytesOf(footprint(gpu.target, { config, batch, optimizer, decoder: scorerShape(EVALUATION_LANES) }));
    const refusal = async (models: number): Promise<unknown> => {
      const refused = run(gpu, { loadBase, memory: one * models });
      await expect(refused).rejects.toThrow(MemoryError);
      return refused.catch((error: Error) => error.message.replace(/\d+ MB/, '… MB'));
    };
    const needs = '4 models side by side need … MB of GPU memory, which is more than this device can hold:';
    expect(await refusal(3.5)).toBe(`${needs} at most 3 fit. Choose at most 1 seed, or fewer models.`);
    expect(await refusal(1.5)).toBe(`${needs} at most 1 fits. Choose fewer models.`);
    expect(await refusal(0.5)).toBe(`${needs} not even one fits. Choose a smaller preset.`);
    expect(compile).not.toHaveBeenCalled();
    expect(loadBase).not.toHaveBeenCalled();
    gpu.close();
  });
});
