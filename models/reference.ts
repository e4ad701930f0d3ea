/**
 * The same model, loss and optimizer step in plain TensorFlow.js operations: what the kernels are held to in tests.
 *
 * Written after nanoGPT's model.py, for clarity alone. It is meant for TensorFlow.js's `cpu` backend: it reads results
 * synchronously, which the `webgpu` backend cannot do everywhere (see tf.ts).
 */
import { UNSCORED, type PackedBatch } from '../datasets/batch';
import { parameterLayout, type GPTConfig } from './config';
import type { AdamWOptions } from './ops/adamw';
import type { ReplicaState } from './stack';
import { tf } from './tf';

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
  const { nLayer } = config;
  const p = namedParameters(config, flat);
  const positions = batch.starts.map((start, m) => (m % batch.length) - start);
  const wte = p('wte.weight');
  let x = tf.add<Tensor2D>(
    tf.gather(wte, tf.tensor1d(batch.tokens, 'int32')),
    tf.gather(p('wpe.weight'), tf.tensor1d(positions, 'int32')),
  ); // [M, C]
  const mask = attentionMask(batch);
  for (let l = 0; l < nLayer; l++) {
    const h = (name: string) => p(`h.${l}.${name}`);
    x = tf.add<Tensor2D>(x, selfAttention(config, layerNorm(x, h('ln_1.weight'), h('ln_1.bias')), h, batch, mask));
    x = tf.add<Tensor2D>(x, mlp(layerNorm(x, h('ln_2.weight'), h('ln_2.bias')), h));
  }
  x = layerNorm(x, p('ln_f.weight'), p('ln_f.bias'));
  return tf.matMul(x, wte, false, true);
}

/**
 * One step of AdamW on a replica, clipping included, with PyTorch's meaning of the options.
 *
 * @param gradient `[N]`, before clipping
 */
export function adamWStep(
  state: ReplicaState,
  gradient: Float32Array,
  learningRate: number,
  { beta1, beta2, epsilon, weightDecay, clip }: AdamWOptions,
): ReplicaState {
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

/** A parameter by its name, cut from the flat vector in its shape (a vector, too, goes by the type of a matrix). */
function namedParameters(config: GPTConfig, flat: Tensor1D): (name: string) => Tensor2D {
  const layout = new Map(parameterLayout(config).map((spec) => [spec.name, spec]));
  return (name) => {
    const { offset, size, shape } = layout.get(`transformer.${name}`)!;
    return tf.reshape<tf.Rank>(tf.slice(flat, [offset], [size]), shape) as Tensor2D;
  };
}

function layerNorm(x: Tensor2D, gain: Tensor, bias: Tensor): Tensor2D {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-5))), gain), bias);
}

/** 0 where query t may look at key s (same document, s ≤ t), -1e9 elsewhere. `[B, 1, T, T]` */
function attentionMask({ rows: B, length: T, starts }: PackedBatch): Tensor {
  const mask = new Float32Array(B * T * T).fill(-1e9);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) mask.fill(0, (b * T + t) * T + starts[b * T + t]!, (b * T + t) * T + t + 1);
  }
  return tf.tensor4d(mask, [B, 1, T, T]);
}

function selfAttention(
  { nHead: H, nEmbd: C }: GPTConfig,
  x: Tensor2D,
  h: (name: string) => Tensor2D,
  { rows: B, length: T }: PackedBatch,
  mask: Tensor,
): Tensor2D {
  const d = C / H;
  const qkv = tf.add(tf.matMul(x, h('attn.c_attn.weight')), h('attn.c_attn.bias')); // [M, 3C]
  const heads = (i: number) => tf.transpose(tf.reshape(tf.slice(qkv, [0, i * C], [-1, C]), [B, T, H, d]), [0, 2, 1, 3]);
  const [q, k, v] = [heads(0), heads(1), heads(2)]; // [B, H, T, d]
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(d)); // [B, H, T, T]
  const y = tf.matMul(tf.softmax(tf.add(scores, mask)), v); // [B, H, T, d]
  const joined = tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [B * T, C]) as Tensor2D;
  return tf.add(tf.matMul(joined, h('attn.c_proj.weight')), h('attn.c_proj.bias'));
}

function mlp(x: Tensor2D, h: (name: string) => Tensor2D): Tensor2D {
  const hidden = gelu(tf.add(tf.matMul(x, h('mlp.c_fc.weight')), h('mlp.c_fc.bias')));
  return tf.add(tf.matMul(hidden, h('mlp.c_proj.weight')), h('mlp.c_proj.bias'));
}

function gelu(x: Tensor2D): Tensor2D {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
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
