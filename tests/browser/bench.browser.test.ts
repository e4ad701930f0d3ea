/** The benchmark on a tiny model: what it counts and adds up, not how fast anything is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepFlop, stepProducts } from '../../bench/products';
import type { BenchResult } from '../../bench/result';
import { runBench } from '../../bench/run';
import { QUICK, type BenchSettings } from '../../bench/settings';
import { openGpu, type Gpu } from '../../models/device';
import { Stack } from '../../models/stack';
import { Trainer } from '../../models/trainer';
import { OPTIMIZER } from '../../bench/training';

const settings: BenchSettings = {
  ...QUICK,
  ...{ layers: 1, width: 16, heads: 2, words: 64, length: 16, rows: 4 },
  ...{ replicas: [1, 3, 100_000], rounds: 1, profile: true },
};

describe('the benchmark', () => {
  let result: Omit<BenchResult, 'commit' | 'date' | 'userAgent'>;
  let cpuMs = 0;
  const told: string[] = [];
  beforeAll(async () => {
    const cpu = () => Promise.resolve((cpuMs += 10));
    result = await runBench(settings, { progress: (text) => told.push(text), cpu });
  }, 180_000);

  it('measures every size once and says so', () => {
    const sizes = result.training.map(({ replicas, model }) => [replicas, model.nLayer, model.nEmbd]);
    expect(sizes).toEqual([
      [1, 1, 16],
      [3, 1, 16],
    ]);
    expect(told).toEqual(expect.arrayContaining(['training, round 1 of 1: 3 × 1 layers of width 16']));
  });

  it('leaves out what does not fit, with the reason', () => {
    expect(result.skipped).toHaveLength(1);
    expect(result.skipped[0]!.size.replicas).toBe(100_000);
    expect(result.skipped[0]!.reason).toContain('more than this device can hold');
  });

  it('relates times as it says', () => {
    for (const { msPerStep, msPerReplica, replicas, limitMs, fractionOfLimit, ...rest } of result.training) {
      expect(msPerStep).toBeGreaterThan(0);
      expect(msPerReplica).toBeCloseTo(msPerStep / replicas);
      expect(fractionOfLimit).toBeCloseTo(limitMs / msPerStep);
      expect(rest.gflopPerSecond).toBeCloseTo(rest.gflopPerStep / (msPerStep / 1000));
      expect(rest.tokensPerSecond).toBeCloseTo((replicas * 64) / (msPerStep / 1000));
      expect(rest.cpuMsPerStep).toBeGreaterThan(0);
      expect(rest.readyMs).toBeGreaterThan(0);
      expect(rest.hostMsPerReplica).toBeGreaterThan(0);
      expect(rest.hostMsPerReplica * replicas).toBeLessThan(msPerStep * 2);
    }
    const { model, batch, gflopPerStep } = result.training[1]!;
    expect(gflopPerStep).toBeCloseTo((3 * stepFlop(stepProducts(model, batch))) / 1e9, 12);
    const [first] = result.training;
    const limit = result.products.reduce((sum, { ms, count }) => sum + ms * count, 0);
    expect(first!.limitMs).toBeCloseTo(limit);
  });

  it('starts at the loss of guessing and goes down from there', () => {
    for (const { loss } of result.training) {
      expect(loss.first).toBeCloseTo(Math.log(64), 0);
      expect(loss.last).toBeLessThan(loss.first);
      expect(loss.lastStep).toBeGreaterThan(1);
    }
  });

  it('has made text for every stage', () => {
    const stages = ['pretrain', 'midtrain', 'midtrain, neutral', 'finetune'];
    for (const pace of [result.textMsPerBatch, result.textCpuMsPerBatch!]) expect(Object.keys(pace)).toEqual(stages);
    for (const ms of Object.values(result.textMsPerBatch)) expect(ms).toBeGreaterThan(0);
  });

  it('has decoded and packed', () => {
    const { decoding, packing } = result;
    expect(decoding).toMatchObject({ lanes: 4, length: 16 });
    expect(decoding.timesFullForward).toBeCloseTo(decoding.fullForwardMsPerToken / decoding.msPerToken);
    expect(packing.documentsPerBatch.padded).toBe(4);
    expect(packing.documentsPerBatch.packed).toBeGreaterThan(4);
  });

  it('has the time of every kernel', () => {
    const { step, token } = result.profile!;
    const dispatches = step.kernels.reduce((sum, { count }) => sum + count, 0);
    expect(dispatches).toBe(result.training[0]!.dispatchesPerStep);
    expect(step.kernels.filter(({ limitMs }) => limitMs !== undefined)).toHaveLength(result.products.length);
    for (const { kernels, sumMs } of [step, token]) {
      expect(kernels.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(sumMs);
      expect(kernels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    }
  });

  describe('counts', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openGpu();
    });
    afterAll(() => gpu.close());

    it('as many dispatches as the program has kernels, in one submit, and the bytes of the buffers', async () => {
      for (const { model, batch, replicas, bytes, ...counted } of result.training.slice(0, 2)) {
        const stack = await Stack.create(gpu, model, replicas);
        const trainer = await Trainer.create(gpu, stack, batch, OPTIMIZER);
        expect(counted).toMatchObject({ dispatchesPerStep: trainer.dispatches, submitsPerStep: 1 });
        expect(bytes).toEqual({ stack: stack.bytes, trainer: trainer.bytes });
        trainer.dispose();
        stack.dispose();
      }
    });
  });

  it('refuses what the kernels cannot do', async () => {
    const refused = runBench({ ...settings, length: 18 }, { progress: () => undefined });
    await expect(refused).rejects.toThrow('a row must be a multiple of 4 tokens long, not 18');
  });
});
