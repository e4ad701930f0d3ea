/** Initial weights: their scale tensor by tensor, and that they depend on the seed alone. */
import { describe, expect, it } from 'vitest';
import { parameterCount, parameterLayout, type GPTConfig } from '../../models/config';
import { initParameters } from '../../models/init';

const config: GPTConfig = { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 64, vocabSize: 1216 };
const parameters = initParameters(config, 7);

function tensor(name: string, values = parameters, of = config): Float32Array {
  const spec = parameterLayout(of).find((spec) => spec.name === `transformer.${name}`)!;
  return values.subarray(spec.offset, spec.offset + spec.size);
}

function moments(values: Float32Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) };
}

describe('initParameters', () => {
  // By hand: √(1/(3·64)) = 0.072169, √(1/(3·256)) = 0.036084; residual projections over √(2·2) = 2.
  it.each([
    ['wte.weight', 0.05],
    ['wpe.weight', 0.05],
    ['h.0.attn.c_attn.weight', 0.072169],
    ['h.1.attn.c_proj.weight', 0.036084],
    ['h.0.mlp.c_fc.weight', 0.072169],
    ['h.1.mlp.c_proj.weight', 0.018042],
  ])('draws %s from a normal of standard deviation %f', (name, expected) => {
    const values = tensor(name);
    const { mean, std } = moments(values);
    // Five standard errors: σ/√n of a mean, σ/√(2n) of a standard deviation.
    expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(values.length));
    expect(Math.abs(std - expected)).toBeLessThan((5 * expected) / Math.sqrt(2 * values.length));
  });

  it('starts gains at 1 and biases at 0', () => {
    for (const { name, shape } of parameterLayout(config)) {
      if (shape.length !== 1) continue;
      const constant = name.endsWith('.weight') ? 1 : 0;
      expect(new Set(tensor(name.replace('transformer.', ''))), name).toEqual(new Set([constant]));
    }
  });

  it('gives the same bits for the same seed, and others for another', () => {
    expect(initParameters(config, 7)).toEqual(parameters);
    const other = initParameters(config, 8);
    expect(other.length).toBe(parameterCount(config));
    expect(tensor('wte.weight', other)).not.toEqual(tensor('wte.weight'));
  });

  it('draws each tensor from a stream of its own', () => {
    const wider = { ...config, vocabSize: 1280 };
    const values = initParameters(wider, 7);
    expect(tensor('wpe.weight', values, wider)).toEqual(tensor('wpe.weight'));
    expect(tensor('h.0.attn.c_attn.weight')).not.toEqual(tensor('h.1.attn.c_attn.weight'));
  });
});
