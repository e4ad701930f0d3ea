/**
 * Loss, gradient and optimizer step of the model of gpt2.ts in plain TensorFlow.js operations: what the engine is held to
 * in tests.
 *
 * It is meant for TensorFlow.js's `cpu` backend: it reads results synchronously, which the `webgpu` backend cannot do
 * everywhere (see tf.ts).
 */
import { UNSCORED, type PackedBatch } from '../datasets/batch';
import type { GPTConfig } from './config';
import { gpt2, namedParameters } from './gpt2';
import type { AdamWOptions } from './ops/adamw';
import type { ModelState } from './stack';
import { tf } from './tf-union';

type Tensor = tf.Tensor;
type Tensor1D = tf.Tensor1D;
type Tensor2D = tf.Tensor2D;
type Scalar = tf.Scalar;

/** Loss of a batch, mean over its scored tokens, and its gradient `[N]`. */
export function lossAndGradient(
  config: GPTConfig,
  parameters: Float32Array,
  batch: PackedBatch,
): { loss: number; gradient: Float32Array } {
  return tf.tidy(() => {
    const lossOf = (flat: Tensor) => crossEntropy(logits(config, flat as Tensor1D, batch), batch);
    const { value, grad } = tf.valueAndGrad(lossOf)(tf.tensor1d(parameters));
    return { loss: value.dataSync()[0]!, gradient: grad.dataSync() as Float32Array };
  });
}

/** Logits of every token of a batch. `[B T, V]` */
export function logits(config: GPTConfig, flat: Tensor1D, batch: PackedBatch): Tensor2D {
  const forward = gpt2(config, namedParameters(config, flat), batch);
  return tf.reshape(forward.logits, [-1, config.vocabSize]);
}

/**
 * One step of AdamW on a replica, clipping included, with PyTorch's meaning of the options.
 *
 * @param gradient `[N]`, before clipping
 */
export function adamWStep(
  state: ModelState,
  gradient: Float32Array,
  learningRate: number,
  { beta1, beta2, epsilon, weightDecay, clip }: AdamWOptions,
): ModelState {
  return tf.tidy(() => {
    const step = state.step + 1;
    const norm = tf.norm(tf.tensor1d(gradient)).dataSync()[0]!;
    const g = tf.mul(tf.tensor1d(gradient), Math.min(1, clip / (norm + 1e-6)));
    const m = tf.add(tf.mul(tf.tensor1d(state.firstMoment), beta1), tf.mul(g, 1 - beta1));
    const v = tf.add(tf.mul(tf.tensor1d(state.secondMoment), beta2), tf.mul(tf.square(g), 1 - beta2));
    const unbiasedM = tf.div(m, 1 - beta1 ** step);
    const unbiasedV = tf.div(v, 1 - beta2 ** step);
    const decayed = tf.mul(tf.tensor1d(state.parameters), 1 - learningRate * weightDecay);
    const update = tf.div(unbiasedM, tf.add(tf.sqrt(unbiasedV), epsilon));
    const parameters = tf.sub(decayed, tf.mul(update, learningRate));
    const data = (tensor: Tensor) => tensor.dataSync() as Float32Array;
    return { parameters: data(parameters), firstMoment: data(m), secondMoment: data(v), step };
  });
}

/** Mean over scored tokens; 0 if there are none. */
function crossEntropy(logits: Tensor2D, { targets }: PackedBatch): Scalar {
  const [M, V] = logits.shape;
  const weights = targets.map((target) => (target === UNSCORED ? 0 : 1));
  const count = Math.max(
    1,
    weights.reduce((a, b) => a + b, 0),
  );
  const scored = tf.tensor2d(weights, [M, 1]);
  const oneHot = tf.mul(
    tf.oneHot(
      tf.tensor1d(
        targets.map((target) => Math.max(0, target)),
        'int32',
      ),
      V,
    ),
    scored,
  );
  return tf.mul(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot)), -1 / count);
}
