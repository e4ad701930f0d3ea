/** Replicas whose numbers stop being numbers: found at the right step, and without any trace in the others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parameterLayout } from '../../models/config';
import { Decoder } from '../../models/decoder';
import { openGpu, type Gpu } from '../../models/device';
import { Stack, type ModelState } from '../../models/stack';
import { Trainer, type TrainingStats } from '../../models/trainer';
import { options, perturbedParameters, randomBatch, tinyConfig, tinyShape } from '../models/fixtures';

const R = 3;
const SICK = 1;
const STEPS = 7;

/** How a replica falls sick: parameters that it starts from, and learning rates step by step. */
interface Case {
  change?: { name: string; at: number; value: number };
  rate?: (step: number) => number;
}
const healthy: Case = {};
const cases: [string, Case][] = [
  ['a parameter that is NaN', { change: { name: 'transformer.h.0.mlp.c_fc.weight', at: 7, value: NaN } }],
  ['a parameter that is infinite', { change: { name: 'transformer.h.1.attn.c_proj.bias', at: 2, value: Infinity } }],
  // A large gain leaves the loss finite, but squares of gradients are more than an f32 holds.
  ['gradients that overflow', { change: { name: 'transformer.ln_f.weight', at: 3, value: 1e20 } }],
  ['a learning rate that explodes at the third step', { rate: (step) => (step === 2 ? 1e30 : 1e-3) }],
];

let gpu: Gpu;
let stack: Stack;
let trainer: Trainer;
beforeAll(async () => {
  gpu = await openGpu();
  stack = await Stack.create(gpu, tinyConfig, R);
  trainer = await Trainer.create(gpu, stack, tinyShape, options);
});
afterAll(() => gpu.close());

/** Trains from the start; statistics are read after the steps that `readAt` names. */
async function train({ change, rate = () => 1e-3 }: Case, readAt: (step: number) => boolean) {
  for (let r = 0; r < R; r++) {
    const parameters = perturbedParameters(tinyConfig, r);
    if (change && r === SICK) {
      const { offset } = parameterLayout(tinyConfig).find(({ name }) => name === change.name)!;
      parameters[offset + change.at] = change.value;
    }
    stack.load(r, { parameters });
  }
  await trainer.stats();
  const stats: TrainingStats[] = [];
  for (let step = 0; step < STEPS; step++) {
    const batches = Array.from({ length: R }, (_, r) => randomBatch(tinyConfig, tinyShape, r, step));
    trainer.step(
      batches,
      batches.map((_, r) => (r === SICK ? rate(step) : 1e-3)),
    );
    if (readAt(step + 1)) stats.push(await trainer.stats());
  }
  return { stats, states: await stack.read() };
}

const everyStep = () => true;
const twice = (step: number) => step === 4 || step === STEPS;

/** What is known of the healthy replicas: every number that was reported, and their whole state. */
const others = ({ stats, states }: { stats: TrainingStats[]; states: ModelState[] }) => {
  const without = <T>(values: T[]) => values.filter((_, r) => r !== SICK);
  return {
    stats: stats.map(({ loss, meanLoss, gradNorm, diverged }) => [loss, meanLoss, gradNorm, diverged].map(without)),
    states: without(states),
  };
};

describe.each(cases)('%s', (_, sick) => {
  it('is found within the interval, at the step at which loss or norm first was not finite', async () => {
    const { stats: each } = await train(sick, everyStep);
    const finite = each.map(({ loss, gradNorm }) => Number.isFinite(loss[SICK]) && Number.isFinite(gradNorm[SICK]));
    expect(each.map(({ diverged }) => diverged[SICK])).toEqual(finite.map((is) => (is ? 0 : 1)));
    const first = finite.indexOf(false) + 1;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(4);
    const { stats: rare } = await train(sick, twice);
    expect(rare[0]!.diverged).toEqual([0, first, 0]);
    expect(rare[0]!.steps).toBe(4);
  });

  it('leaves every bit of the other replicas as it was, and goes when the replica is loaded anew', async () => {
    const before = await train(healthy, twice);
    const withSick = await train(sick, twice);
    expect(others(withSick)).toEqual(others(before));
    expect(withSick.states[SICK]).not.toEqual(before.states[SICK]);
    expect(await train(healthy, twice)).toEqual(before);
  });
});

describe('a decoder beside a replica that is no numbers', () => {
  it('answers as ever for the others', async () => {
    const [lanes, chunk, K] = [4, 3, 2];
    const decoder = await Decoder.create(gpu, stack, { lanes, chunk, options: K });
    const tokens = Int32Array.from({ length: R * lanes * chunk }, (_, i) => (i * 7) % 64);
    const round = { tokens, lengths: new Int32Array(R * lanes).fill(chunk), temperature: 1, seed: 3 };
    const ask = async (sick: boolean) => {
      for (let r = 0; r < R; r++) {
        const parameters = perturbedParameters(tinyConfig, r);
        stack.load(r, { parameters: sick && r === SICK ? parameters.fill(NaN) : parameters });
      }
      decoder.reset();
      const decision = await decoder.decide({ ...round, options: tokens.slice(0, R * lanes * K) });
      const { tokens: written, lengths } = await decoder.generate({ ...round, count: 5, stop: 1 });
      const without = (values: ArrayLike<number>) =>
        Array.from(values).filter((_, i) => Math.floor((i * R) / values.length) !== SICK);
      const numbers = [decision.choice, decision.mass, decision.probability, written, lengths];
      return { numbers: numbers.map(without), sick: Array.from(decision.mass.subarray(lanes, 2 * lanes)) };
    };
    const before = await ask(false);
    const beside = await ask(true);
    expect(beside.numbers).toEqual(before.numbers);
    expect(beside.sick).toEqual(new Array(lanes).fill(NaN));
    decoder.dispose();
  });
});
