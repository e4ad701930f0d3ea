/** A tiny model, parameters far from initialization, and packed batches with everything a batch can have. */
import { pack, type BatchShape, type PackedBatch } from '../../datasets/batch';
import { rng } from '../../datasets/rng';
import { parameterCount, parameterLayout, type GPTConfig } from '../../models/config';
import type { AdamWOptions } from '../../models/ops/adamw';

export const tinyConfig: GPTConfig = { nLayer: 2, nHead: 2, nEmbd: 16, blockSize: 16, vocabSize: 64 };
export const tinyShape: BatchShape = { rows: 4, length: 16 };
export const options: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.3, clip: 1 };

/** GPT-2's initialization plus 0.1 N(0, 1) everywhere, so that no gradient is small by symmetry. `[N]` */
export function perturbedParameters(config: GPTConfig, seed: number): Float32Array {
  const draw = rng(seed, 'parameters');
  const parameters = new Float32Array(parameterCount(config));
  for (const { name, offset, size } of parameterLayout(config)) {
    const gain = /ln_.\.weight/.test(name) ? 1 : 0;
    for (let i = offset; i < offset + size; i++) parameters[i] = gain + 0.12 * draw.normal();
  }
  return parameters;
}

/** Several documents in a row, about a third of their tokens unscored, and padding at the end of rows. */
export function randomBatch(config: GPTConfig, shape: BatchShape, seed: number, index = 0): PackedBatch {
  const draw = rng(seed, 'batch', index);
  const next = () => {
    const size = 3 + draw.below(Math.min(shape.length - 3, 8));
    const tokens = Array.from({ length: size }, () => draw.below(config.vocabSize));
    return { tokens, scored: tokens.map((_, i) => i > 0 && draw.chance(0.7)) };
  };
  return pack(shape, next, 0);
}

/** A batch in which nothing is scored. */
export function unscoredBatch(config: GPTConfig, shape: BatchShape, seed: number): PackedBatch {
  const batch = randomBatch(config, shape, seed);
  return { ...batch, targets: batch.targets.map(() => -1) };
}

/** Normal numbers. */
export function normals(count: number, seed: number, stream = 'normals'): Float32Array<ArrayBuffer> {
  const draw = rng(seed, stream);
  return Float32Array.from({ length: count }, () => draw.normal());
}

/** Largest absolute difference over the largest absolute entry of `expected`. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    if (Number.isNaN(actual[i])) return Infinity;
  }
  return actual.length === expected.length ? difference / largest : Infinity;
}
