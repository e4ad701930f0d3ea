/**
 * The model in plain TypeScript, for one short text at a time: to look inside it where there is no GPU.
 *
 * It keeps what training throws away: the attention of every head, and the logits of every token. Written after
 * nanoGPT's model.py; a vector at a time, in double precision.
 */
import { parameterOffsets, type GPTConfig } from './config';

/** What a model makes of a text of T tokens. */
export interface Reading {
  /** Logits of what follows each token. `T × [V]` */
  logits: Float64Array[];
  /** How much each token attends to each before it and to itself, by layer and head: `attention[l][h][t][s]`, s ≤ t. */
  attention: number[][][][];
}

const EPSILON = 1e-5;

/**
 * Reads a text from its beginning.
 *
 * @param parameters the flat vector of `parameterLayout`. `[N]`
 * @throws RangeError if the text is empty or longer than `blockSize`, or a token is not in the vocabulary
 */
export function readText(config: GPTConfig, parameters: Float32Array, tokens: readonly number[]): Reading {
  const { nLayer, blockSize, vocabSize } = config;
  if (tokens.length < 1 || tokens.length > blockSize)
    throw new RangeError(`a text has 1 to ${blockSize} tokens, not ${tokens.length}`);
  for (const token of tokens)
    if (!(token >= 0 && token < vocabSize)) throw new RangeError(`there is no token ${token} of ${vocabSize}`);
  const model = new PlainModel(config, parameters);
  const x = tokens.map((token, position) => model.embed(token, position)); // T × [C]
  const attention = Array.from({ length: nLayer }, (_, l) => model.block(l, x));
  return { logits: x.map((row) => model.head(row)), attention };
}

/** `softmax(logits / temperature)` over some of the tokens, or over all. */
export function softmax(logits: Float64Array, among?: readonly number[]): number[] {
  const chosen = among ? among.map((token) => logits[token]!) : [...logits];
  const highest = Math.max(...chosen);
  const weights = chosen.map((z) => Math.exp(z - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** A model's parts, by the names of its parameters. */
class PlainModel {
  private readonly offsets: ReadonlyMap<string, number>;

  constructor(
    private readonly config: GPTConfig,
    private readonly parameters: Float32Array,
  ) {
    this.offsets = parameterOffsets(config);
  }

  embed(token: number, position: number): Float64Array {
    const { nEmbd: C } = this.config;
    const wte = this.at('wte.weight') + token * C;
    const wpe = this.at('wpe.weight') + position * C;
    return Float64Array.from({ length: C }, (_, c) => this.parameters[wte + c]! + this.parameters[wpe + c]!);
  }

  /** Adds the block's two branches to the stream `x`, in place. @returns its attention `[H][T][T]` */
  block(l: number, x: Float64Array[]): number[][][] {
    const { nEmbd: C } = this.config;
    const qkv = x.map((row) => this.linear(`h.${l}.attn.c_attn`, this.norm(`h.${l}.ln_1`, row), 3 * C));
    const { out, weights } = this.attend(qkv);
    x.forEach((row, t) => add(row, this.linear(`h.${l}.attn.c_proj`, out[t]!, C)));
    for (const row of x) {
      const hidden = this.linear(`h.${l}.mlp.c_fc`, this.norm(`h.${l}.ln_2`, row), 4 * C).map(gelu);
      add(row, this.linear(`h.${l}.mlp.c_proj`, hidden, C));
    }
    return weights;
  }

  /** Logits of one token; the head is tied to the embedding. `[V]` */
  head(x: Float64Array): Float64Array {
    const { vocabSize, nEmbd: C } = this.config;
    const y = this.norm('ln_f', x);
    const wte = this.at('wte.weight');
    const logits = new Float64Array(vocabSize);
    for (let v = 0; v < vocabSize; v++) logits[v] = this.dot(y, wte + v * C);
    return logits;
  }

  /** Causal attention of every head. */
  private attend(qkv: Float64Array[]): { out: Float64Array[]; weights: number[][][] } {
    const { nEmbd: C, nHead } = this.config;
    const d = C / nHead;
    const out = qkv.map(() => new Float64Array(C));
    const weights = Array.from({ length: nHead }, (_, h) =>
      qkv.map((query, t) => {
        const scores = Float64Array.from({ length: t + 1 }, (_, s) => {
          let score = 0;
          for (let i = h * d; i < (h + 1) * d; i++) score += query[i]! * qkv[s]![C + i]!;
          return score / Math.sqrt(d);
        });
        const row = softmax(scores);
        row.forEach((weight, s) => {
          for (let i = h * d; i < (h + 1) * d; i++) out[t]![i]! += weight * qkv[s]![2 * C + i]!;
        });
        return row;
      }),
    );
    return { out, weights };
  }

  private norm(name: string, x: Float64Array): Float64Array {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const scale = 1 / Math.sqrt(variance + EPSILON);
    const gain = this.at(`${name}.weight`);
    const bias = this.at(`${name}.bias`);
    return x.map((value, c) => (value - mean) * scale * this.parameters[gain + c]! + this.parameters[bias + c]!);
  }

  /** x W + bias, W being `[in, out]`. */
  private linear(name: string, x: Float64Array, columns: number): Float64Array {
    const weight = this.at(`${name}.weight`);
    const bias = this.at(`${name}.bias`);
    const { parameters } = this; // plain loops: most of the time of a reading goes here
    const y = Float64Array.from(parameters.subarray(bias, bias + columns));
    for (let k = 0; k < x.length; k++) {
      const value = x[k]!;
      const row = weight + k * columns;
      for (let n = 0; n < columns; n++) y[n]! += value * parameters[row + n]!;
    }
    return y;
  }

  private dot(x: Float64Array, offset: number): number {
    const { parameters } = this;
    let sum = 0;
    for (let c = 0; c < x.length; c++) sum += x[c]! * parameters[offset + c]!;
    return sum;
  }

  private at(name: string): number {
    return this.offsets.get(name)!;
  }
}

function add(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += y[i]!;
}

/** GELU in its tanh form, as GPT-2 has it. */
const gelu = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
