/**
 * The same model in jax-js on WebGPU, the whole step in one `jit`.
 *
 * An array is used up by what it is passed to, unless it is passed as `.ref`.
 */
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad, type Array as JaxArray } from '@jax-js/jax';
import { parameterCount, parameterLayout, type GPTConfig } from '../../models/config';
import { initParameters } from '../../models/init';
import type { OpenContestant, Setup } from './contestant';

/** Arrays by name. */
type Parameters = Record<string, JaxArray>;

interface State {
  parameters: Parameters;
  firstMoment: Parameters;
  secondMoment: Parameters;
}

export const open: OpenContestant = async (setup) => {
  const { model, batches, optimizer } = setup;
  if (!(await init('webgpu')).includes('webgpu')) throw new Error('jax-js found no WebGPU.');
  defaultDevice('webgpu');
  const zeros = () => named(model, new Float32Array(parameterCount(model)));
  let state: State = {
    parameters: named(model, initParameters(model, 0)),
    firstMoment: zeros(),
    secondMoment: zeros(),
  };
  const trainStep = jit(makeStep(setup));
  let step = 0;
  return {
    parameters: parameterCount(model),
    async steps(count) {
      let loss: JaxArray | undefined;
      for (let i = 0; i < count; i++) {
        const { tokens, targets, rows, length } = batches[step++ % batches.length]!;
        const indices = (values: Int32Array) => np.array(values, { shape: [rows, length], dtype: np.int32 });
        const corrections = np.array([1 - optimizer.beta1 ** step, 1 - optimizer.beta2 ** step]);
        loss?.dispose();
        const next = trainStep(state, indices(tokens), indices(targets), corrections);
        ({ loss, ...state } = next);
      }
      return (await loss!.data())[0]!;
    },
  };
};

/** A flat vector cut into arrays, by the names of `parameterLayout` without their prefix. */
function named(model: GPTConfig, flat: Float32Array): Parameters {
  const entries = parameterLayout(model).map(({ name, shape, offset, size }) => {
    return [name.replace('transformer.', ''), np.array(flat.slice(offset, offset + size), { shape })] as const;
  });
  return Object.fromEntries(entries);
}

/** One step: loss, gradients, clipping by their global norm, AdamW. */
function makeStep({ model, optimizer, learningRate }: Setup) {
  const { beta1, beta2, epsilon, weightDecay, clip } = optimizer;
  const lossAndGradients = valueAndGrad((parameters: Parameters, tokens: JaxArray, targets: JaxArray) =>
    lossOf(model, parameters, tokens, targets),
  );
  return (state: State, tokens: JaxArray, targets: JaxArray, corrections: JaxArray): State & { loss: JaxArray } => {
    const [loss, gradients] = lossAndGradients(tree.ref(state.parameters), tokens, targets);
    const squares = Object.values(gradients).map((g) => np.sum(np.square(g.ref)));
    const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
    const factor = np.minimum(1, np.divide(clip, norm.add(1e-6)));
    const [correction1, correction2] = np.split(corrections, 2) as [JaxArray, JaxArray];
    const next: State = { parameters: {}, firstMoment: {}, secondMoment: {} };
    for (const [name, p] of Object.entries(state.parameters)) {
      const g = gradients[name]!.mul(factor.ref);
      const m = state.firstMoment[name]!.mul(beta1).add(g.ref.mul(1 - beta1));
      const v = state.secondMoment[name]!.mul(beta2).add(np.square(g).mul(1 - beta2));
      const size = np.sqrt(v.ref.div(correction2.ref)).add(epsilon);
      const update = m.ref.div(correction1.ref).div(size).mul(learningRate);
      next.parameters[name] = p.mul(1 - learningRate * weightDecay).sub(update);
      next.firstMoment[name] = m;
      next.secondMoment[name] = v;
    }
    for (const rest of [factor, correction1, correction2]) rest.dispose();
    return { ...next, loss };
  };
}

/** Mean cross-entropy of a batch in which every place is scored. Uses up the parameters. */
function lossOf(model: GPTConfig, parameters: Parameters, tokens: JaxArray, targets: JaxArray): JaxArray {
  const { nLayer, nEmbd: C, vocabSize } = model;
  const [B, T] = tokens.shape as [number, number];
  const p = (name: string) => parameters[name]!.ref;
  const positions = p('wpe.weight').slice([0, T]);
  let x = np
    .take(p('wte.weight'), tokens, 0)
    .add(positions)
    .reshape([B * T, C]);
  for (let l = 0; l < nLayer; l++) {
    const h = (name: string) => p(`h.${l}.${name}`);
    x = x.ref.add(attention(model, layerNorm(x, h('ln_1.weight'), h('ln_1.bias')), h, B, T));
    x = x.ref.add(mlp(layerNorm(x, h('ln_2.weight'), h('ln_2.bias')), h));
  }
  x = layerNorm(x, p('ln_f.weight'), p('ln_f.bias'));
  const logits = np.matmul(x, np.transpose(p('wte.weight')));
  const picked = nn.logSoftmax(logits, -1).mul(nn.oneHot(targets.reshape([B * T]), vocabSize));
  tree.dispose(parameters);
  return np.sum(picked).mul(-1 / (B * T));
}

function layerNorm(x: JaxArray, gain: JaxArray, bias: JaxArray): JaxArray {
  return nn.standardize(x, -1, { epsilon: 1e-5 }).mul(gain).add(bias);
}

function attention(
  { nHead: H, nEmbd: C }: GPTConfig,
  x: JaxArray, // [B T, C]
  h: (name: string) => JaxArray,
  B: number,
  T: number,
): JaxArray {
  const qkv = np.matmul(x, h('attn.c_attn.weight')).add(h('attn.c_attn.bias'));
  const heads = np.split(qkv, 3, -1).map((part) => part.reshape([B, T, H, C / H]));
  const [q, k, v] = heads as [JaxArray, JaxArray, JaxArray];
  const y = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([B * T, C]);
  return np.matmul(y, h('attn.c_proj.weight')).add(h('attn.c_proj.bias'));
}

function mlp(x: JaxArray, h: (name: string) => JaxArray): JaxArray {
  const hidden = nn.gelu(np.matmul(x, h('mlp.c_fc.weight')).add(h('mlp.c_fc.bias')), { approximate: true });
  return np.matmul(hidden, h('mlp.c_proj.weight')).add(h('mlp.c_proj.bias'));
}
