/** The reference itself, against finite differences and values worked out by hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parameterCount } from '../../models/config';
import { adamWStep, logits, lossAndGradient } from '../../models/reference';
import { tf } from '../../models/tf-union';
import { options, perturbedParameters, randomBatch, tinyConfig, tinyShape, unscoredBatch } from './fixtures';

beforeAll(() => tf.setBackend('cpu'));

describe('lossAndGradient', () => {
  const parameters = perturbedParameters(tinyConfig, 1);
  const batch = randomBatch(tinyConfig, tinyShape, 1);

  it('is ln V where all parameters are zero', () => {
    const zeros = new Float32Array(parameterCount(tinyConfig));
    expect(lossAndGradient(tinyConfig, zeros, batch).loss).toBeCloseTo(Math.log(tinyConfig.vocabSize), 5);
  });

  it('has the gradient of finite differences', () => {
    const { gradient } = lossAndGradient(tinyConfig, parameters, batch);
    const norm = Math.hypot(...gradient);
    const lossAlong = (distance: number) => {
      const moved = parameters.map((p, i) => p + (distance * gradient[i]!) / norm);
      return lossAndGradient(tinyConfig, moved, batch).loss;
    };
    expect((lossAlong(0.01) - lossAlong(-0.01)) / 0.02).toBeCloseTo(norm, 2);
  });

  it('is zero, with zero gradient, where nothing is scored', () => {
    const { loss, gradient } = lossAndGradient(tinyConfig, parameters, unscoredBatch(tinyConfig, tinyShape, 1));
    expect(loss).toBe(-0);
    expect(gradient.every((g) => g === 0)).toBe(true);
  });
});

describe('logits', () => {
  it('of a token depend on no later token and on no other document', () => {
    const batch = randomBatch(tinyConfig, tinyShape, 2);
    const flat = tf.tensor1d(perturbedParameters(tinyConfig, 2));
    const changed = { ...batch, tokens: batch.tokens.slice() };
    const at = batch.starts.findIndex((start, m) => m % tinyShape.length > start); // second token of a document
    changed.tokens[at] = (changed.tokens[at]! + 1) % tinyConfig.vocabSize;
    const [before, after] = [batch, changed].map((b) => logits(tinyConfig, flat, b).arraySync());
    const same = (m: number) => before![m]!.every((z, v) => z === after![m]![v]);
    const sameDocument = (m: number) =>
      batch.starts[m] === batch.starts[at] && Math.floor(m / 16) === Math.floor(at / 16);
    for (let m = 0; m < batch.tokens.length; m++) expect(same(m)).toBe(!(m >= at && sameDocument(m)));
  });
});

describe('adamWStep', () => {
  it('is what PyTorch computes, by hand for one parameter', () => {
    // g = 3 clipped to 1; m = .1, v = .02, both unbiased to 1; 2 - .5·.3·2 - .5·1 = 1.2
    const state = {
      parameters: Float32Array.of(2),
      firstMoment: Float32Array.of(0),
      secondMoment: Float32Array.of(0),
      step: 0,
    };
    const next = adamWStep(state, Float32Array.of(3), 0.5, options);
    expect(next.parameters[0]).toBeCloseTo(1.2, 5);
    expect(next.firstMoment[0]).toBeCloseTo(0.1, 6);
    expect(next.secondMoment[0]).toBeCloseTo(0.02, 6);
    expect(next.step).toBe(1);
  });
});
