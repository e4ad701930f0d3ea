/**
 * GPT-2 in TensorFlow.js operations, to be read: after nanoGPT's model.py, with the names of GPT-2's parameters.
 *
 * It looks inside trained models, and it is what the engine (step.ts, decoding.ts) is held to, in tests and at the end
 * of a run. So it shares nothing with the engine but the order of the parameters (config.ts).
 *
 * Shapes: B rows of T tokens, width C in H heads of d = C / H, V words.
 */
import type { PackedBatch } from '../datasets/batch';
import { parameterLayout, type GPTConfig } from './config';
import { tf } from './tf';

type Tensor = tf.Tensor;

/** A parameter by its name, such as `h.0.attn.c_attn.weight`. */
export type Parameter = (name: string) => Tensor;

/** Rows of tokens, in which documents may lie one after another; see `PackedBatch`. */
export type Rows = Pick<PackedBatch, 'rows' | 'length' | 'tokens' | 'starts'>;

/** What the model makes of rows. */
export interface Forward {
  /** Of what follows each token. `[B, T, V]` */
  logits: Tensor;
  /** How much each token takes from each, of every layer. `nLayer × [B, H, T, T]` */
  attention: Tensor[];
}

/** The forward pass, through which gradients flow. */
export function gpt2(config: GPTConfig, p: Parameter, batch: Rows): Forward {
  const { rows: B, length: T, tokens, starts } = batch;
  const { nLayer, nEmbd: C, vocabSize: V } = config;
  const positions = starts.map((start, m) => (m % T) - start);
  const tokenEmbedding = tf.gather(p('wte.weight'), tf.tensor1d(tokens, 'int32')); // [B T, C]
  const positionEmbedding = tf.gather(p('wpe.weight'), tf.tensor1d(positions, 'int32')); // [B T, C]
  let x = tf.reshape(tf.add(tokenEmbedding, positionEmbedding), [B, T, C]); // [B, T, C]
  const mask = causalMask(batch); // [B, 1, T, T]
  const attention: Tensor[] = [];
  for (let l = 0; l < nLayer; l++) {
    const h: Parameter = (name) => p(`h.${l}.${name}`);
    const attended = causalSelfAttention(config, layerNorm(x, h, 'ln_1'), h, mask);
    x = tf.add(x, attended.y); // [B, T, C]
    x = tf.add(x, mlp(layerNorm(x, h, 'ln_2'), h)); // [B, T, C]
    attention.push(attended.weights);
  }
  x = layerNorm(x, p, 'ln_f'); // [B, T, C]
  const logits = tf.matMul(tf.reshape(x, [B * T, C]), p('wte.weight'), false, true); // [B T, V]: the head is tied
  return { logits: tf.reshape(logits, [B, T, V]), attention };
}

function causalSelfAttention(
  { nHead: H }: GPTConfig,
  x: Tensor, // [B, T, C]
  h: Parameter,
  mask: Tensor, // [B, 1, T, T]
): { y: Tensor; weights: Tensor } {
  const [B, T, C] = x.shape as [number, number, number];
  const qkv = tf.reshape(linear(x, h, 'attn.c_attn'), [B, T, 3 * H, C / H]); // [B, T, 3 H, d]
  const [q, k, v] = tf.split(tf.transpose(qkv, [0, 2, 1, 3]), 3, 1) as [Tensor, Tensor, Tensor]; // [B, H, T, d] each
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(C / H)); // [B, H, T, T]
  const weights = tf.softmax(tf.add(scores, mask)); // [B, H, T, T]
  const heads = tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]); // [B, T, H, d]
  return { y: linear(tf.reshape(heads, [B, T, C]), h, 'attn.c_proj'), weights };
}

function mlp(x: Tensor, h: Parameter): Tensor {
  return linear(gelu(linear(x, h, 'mlp.c_fc')), h, 'mlp.c_proj'); // [B, T, 4 C] between
}

/** x W + bias: `[B, T, in]` to `[B, T, out]`. */
function linear(x: Tensor, p: Parameter, name: string): Tensor {
  const [B, T, inner] = x.shape as [number, number, number];
  const y = tf.matMul(tf.reshape(x, [B * T, inner]), p(`${name}.weight`)); // [B T, out]
  return tf.reshape(tf.add(y, p(`${name}.bias`)), [B, T, -1]);
}

function layerNorm(x: Tensor, p: Parameter, name: string): Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const normalized = tf.div(centred, tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normalized, p(`${name}.weight`)), p(`${name}.bias`));
}

/** In its tanh form, as GPT-2 has it. */
function gelu(x: Tensor): Tensor {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}

/** 0 where a token may look (in its own document, not ahead), -1e9 elsewhere. `[B, 1, T, T]` */
function causalMask({ rows: B, length: T, starts }: Rows): Tensor {
  const mask = new Float32Array(B * T * T).fill(-1e9);
  starts.forEach((start, m) => mask.fill(0, m * T + start, m * T + (m % T) + 1));
  return tf.tensor4d(mask, [B, 1, T, T]);
}

/** Parameters cut from the flat vector of `parameterLayout` `[N]`. */
export function namedParameters(config: GPTConfig, flat: tf.Tensor1D): Parameter {
  const layout = new Map(parameterLayout(config).map((spec) => [spec.name, spec]));
  return (name) => {
    const { offset, size, shape } = layout.get(`transformer.${name}`)!;
    return tf.reshape(tf.slice(flat, [offset], [size]), shape);
  };
}

/** What a model makes of a text of T tokens. */
export interface ForwardPass {
  /** Of what follows the text. `[V]` */
  logits: Float32Array;
  /** How much each token takes from each before it and from itself: `attention[l][h][t][s]`, s ≤ t. */
  attention: number[][][][];
}

/**
 * Reads texts from their beginning, together, on the current backend (see tf.ts).
 *
 * @param parameters the flat vector `[N]`
 * @throws RangeError if a text is empty or longer than `blockSize`, or a token is not in the vocabulary
 */
export async function readTexts(
  config: GPTConfig,
  parameters: Float32Array,
  texts: readonly (readonly number[])[],
): Promise<ForwardPass[]> {
  const rows = rowsOf(config, texts);
  const { logits, attention } = tf.tidy(() => {
    const forward = gpt2(config, namedParameters(config, tf.tensor1d(parameters)), rows);
    return {
      ...forward,
      logits: tf.gather(tf.reshape(forward.logits, [-1, config.vocabSize]), lastTokens(texts, rows)),
    };
  });
  const read = async (tensor: Tensor) => (await tensor.data()) as Float32Array;
  try {
    const [last, ...layers] = await Promise.all([logits, ...attention].map(read));
    return texts.map((text, b) => ({
      logits: last!.slice(b * config.vocabSize, (b + 1) * config.vocabSize),
      attention: layers.map((layer) => triangles(config, layer, rows.length, b, text.length)),
    }));
  } finally {
    tf.dispose([logits, ...attention]);
  }
}

/** Texts as rows, padded at their end, where nothing before can look. */
function rowsOf({ blockSize, vocabSize }: GPTConfig, texts: readonly (readonly number[])[]): Rows {
  const length = Math.max(...texts.map((text) => text.length));
  const tokens = new Int32Array(texts.length * length);
  texts.forEach((text, b) => {
    if (text.length < 1 || text.length > blockSize)
      throw new RangeError(`a text has 1 to ${blockSize} tokens, not ${text.length}`);
    for (const token of text)
      if (!(token >= 0 && token < vocabSize)) throw new RangeError(`there is no token ${token} of ${vocabSize}`);
    tokens.set(text, b * length);
  });
  return { rows: texts.length, length, tokens, starts: new Int32Array(tokens.length) };
}

/** The last token of each text among all tokens of the rows. `[B]` */
function lastTokens(texts: readonly (readonly number[])[], { length }: Rows): tf.Tensor1D {
  return tf.tensor1d(
    texts.map((text, b) => b * length + text.length - 1),
    'int32',
  );
}

/** From a layer's attention `[B, H, T, T]` to that of one text, without what lies ahead of each token. */
function triangles({ nHead }: GPTConfig, layer: Float32Array, T: number, b: number, length: number): number[][][] {
  const row = (h: number, t: number) => ((b * nHead + h) * T + t) * T;
  return Array.from({ length: nHead }, (_, h) =>
    Array.from({ length }, (_, t) => [...layer.subarray(row(h, t), row(h, t) + t + 1)]),
  );
}
