/**
 * The same model in plain TensorFlow.js on its WebGPU backend: stock kernels, `tf.variableGrads`, clipping by the global
 * norm, decoupled weight decay and `tf.train.adam`, as its users write it.
 */
import type { PackedBatch } from '../../datasets/batch';
import { parameterCount, parameterLayout, type GPTConfig } from '../../models/config';
import { openGpu } from '../../models/device';
import { initParameters } from '../../models/init';
import type { AdamWOptions } from '../../models/ops/adamw';
import { computeOn } from '../../models/tf';
import { tf } from '../../models/tf-union';
import type { OpenContestant } from './contestant';

type Tensor = tf.Tensor;
type Variables = Map<string, tf.Variable>;

export const open: OpenContestant = async ({ model, batches, optimizer, learningRate }) => {
  const { device, info } = await openGpu();
  await computeOn(device, info);
  const variables = makeVariables(model);
  const { beta1, beta2, epsilon } = optimizer;
  const adam = tf.train.adam(learningRate, beta1, beta2, epsilon);
  let step = 0;
  return {
    parameters: parameterCount(model),
    async steps(count) {
      let loss: tf.Scalar | undefined;
      for (let i = 0; i < count; i++, step++) {
        loss?.dispose();
        loss = trainStep(model, variables, batches[step % batches.length]!, adam, { ...optimizer, learningRate });
      }
      const [value] = await loss!.data();
      loss!.dispose();
      return value!;
    },
  };
};

/** One variable for each parameter tensor, by the name that `parameterLayout` gives it without its prefix. */
function makeVariables(model: GPTConfig): Variables {
  const flat = initParameters(model, 0);
  return new Map(
    parameterLayout(model).map(({ name, shape, offset, size }) => {
      const value = tf.tensor(flat.subarray(offset, offset + size), shape);
      return [name.replace('transformer.', ''), tf.variable(value)];
    }),
  );
}

function trainStep(
  model: GPTConfig,
  variables: Variables,
  batch: PackedBatch,
  adam: tf.Optimizer,
  { clip, weightDecay, learningRate }: AdamWOptions & { learningRate: number },
): tf.Scalar {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => lossOf(model, variables, batch), [...variables.values()]);
    const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(squares.reduce((a, b) => tf.add(a, b)));
    const factor = tf.minimum(1, tf.div(clip, tf.add(norm, 1e-6)));
    for (const variable of variables.values()) variable.assign(tf.mul(variable, 1 - learningRate * weightDecay));
    adam.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, tf.mul(g, factor)])));
    return value;
  });
}

/** Mean cross-entropy of a batch in which every place is scored. */
function lossOf(
  model: GPTConfig,
  variables: Variables,
  { rows: B, length: T, tokens, targets }: PackedBatch,
): tf.Scalar {
  const { nLayer, nEmbd: C, vocabSize } = model;
  const p = (name: string): Tensor => variables.get(name)!;
  const wte = p('wte.weight') as tf.Tensor2D;
  const embedded = tf.reshape(tf.gather(wte, tf.tensor1d(tokens, 'int32')), [B, T, C]);
  let x: Tensor = tf.reshape(tf.add(embedded, tf.slice(p('wpe.weight'), [0, 0], [T, C])), [B * T, C]);
  for (let l = 0; l < nLayer; l++) {
    const h = (name: string) => p(`h.${l}.${name}`);
    x = tf.add(x, attention(model, layerNorm(x, h('ln_1.weight'), h('ln_1.bias')), h, B, T));
    x = tf.add(x, mlp(layerNorm(x, h('ln_2.weight'), h('ln_2.bias')), h));
  }
  x = layerNorm(x, p('ln_f.weight'), p('ln_f.bias'));
  const logits = tf.matMul(x as tf.Tensor2D, wte, false, true);
  return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(targets, 'int32'), vocabSize), logits);
}

function layerNorm(x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gain), bias);
}

function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias);
}

function attention(
  { nHead: H, nEmbd: C }: GPTConfig,
  x: Tensor, // [B T, C]
  h: (name: string) => Tensor,
  B: number,
  T: number,
): Tensor {
  const qkv = tf.reshape(linear(x, h('attn.c_attn.weight'), h('attn.c_attn.bias')), [B, T, 3, H, C / H]);
  const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4])) as [Tensor, Tensor, Tensor]; // [B, H, T, d]
  const later = tf.sub(1, tf.linalg.bandPart(tf.ones([T, T]), -1, 0));
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(C / H));
  const y = tf.matMul(tf.softmax(tf.add(scores, tf.mul(later, -1e9))), v);
  const joined = tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [B * T, C]);
  return linear(joined, h('attn.c_proj.weight'), h('attn.c_proj.bias'));
}

function mlp(x: Tensor, h: (name: string) => Tensor): Tensor {
  return linear(
    gelu(linear(x, h('mlp.c_fc.weight'), h('mlp.c_fc.bias'))),
    h('mlp.c_proj.weight'),
    h('mlp.c_proj.bias'),
  );
}

/** In its tanh form. */
function gelu(x: Tensor): Tensor {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(tf.square(x), x))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
}
