/**
 * Initial weights, drawn from the lab's own random numbers so that every backend starts from the same values.
 *
 * The shape of the recipe is GPT-2's: normal weights, unit gains, zero biases, and the projections into the residual
 * stream scaled down by the number of times they are added to it. The standard deviations are for a narrow model:
 * GPT-2's 0.02 suits a width of 768 and leaves one of 64 almost silent.
 */
import { rng } from '../datasets/rng';
import { parameterCount, parameterLayout, type GPTConfig, type ParameterSpec } from './config';

/** Standard deviation of token and position embeddings. */
export const EMBEDDING_STD = 0.05;

/** Standard deviation of a matrix with the given inputs: that of PyTorch's `nn.Linear`, U(-1/√in, 1/√in). */
export function matrixStd(fanIn: number): number {
  return Math.sqrt(1 / (3 * fanIn));
}

/** Standard deviation a tensor starts with; 0 means a constant. */
function initialStd(spec: ParameterSpec, config: GPTConfig): number {
  if (spec.shape.length === 1) return 0;
  if (/\.(wte|wpe)\.weight$/.test(spec.name)) return EMBEDDING_STD;
  const std = matrixStd(spec.shape[0]!);
  // Each block adds to the residual stream twice; √(2L) keeps its variance from growing with depth (GPT-2, §2.3).
  return spec.name.endsWith('.c_proj.weight') ? std / Math.sqrt(2 * config.nLayer) : std;
}

/**
 * The initial parameters of one replica, in the order of `parameterLayout`. `[N]`
 *
 * Each tensor has a random stream of its own, so that a tensor of the same name, shape and seed starts the same in two
 * models that differ elsewhere.
 */
export function initParameters(config: GPTConfig, seed: number): Float32Array {
  const parameters = new Float32Array(parameterCount(config));
  for (const spec of parameterLayout(config)) {
    const values = parameters.subarray(spec.offset, spec.offset + spec.size);
    const std = initialStd(spec, config);
    if (std > 0) {
      const random = rng(seed, `init/${spec.name}`);
      for (let i = 0; i < values.length; i++) values[i] = std * random.normal();
    } else if (spec.name.endsWith('.weight')) {
      values.fill(1); // the gain of a layer norm
    }
  }
  return parameters;
}
