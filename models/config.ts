/** The shape of a GPT-2 decoder, and the names, shapes and places of its parameters in one flat vector. */

/** GPT-2 hyperparameters, in nanoGPT's names. */
export interface GPTConfig {
  /** Transformer blocks, L. */
  nLayer: number;
  /** Attention heads, H. Divides `nEmbd`. */
  nHead: number;
  /** Width of the residual stream, C. */
  nEmbd: number;
  /** Longest document, in tokens: the number of learned positions. */
  blockSize: number;
  /** Tokens in the vocabulary, V. A multiple of 64 (the tokenizer pads it). */
  vocabSize: number;
}

/** One parameter tensor in the flat vector. */
export interface ParameterSpec {
  /** Name in a Hugging Face GPT-2 checkpoint, such as `transformer.h.0.attn.c_attn.weight`. */
  name: string;
  /** Shape there; matrices are `[in, out]`. */
  shape: number[];
  /** First element in the flat vector. */
  offset: number;
  /** Number of elements. */
  size: number;
}

/**
 * All parameters in their order in the flat vector. The head is tied to `wte`.
 * The flat length is `parameterCount(config)`.
 */
export function parameterLayout(config: GPTConfig): ParameterSpec[] {
  const { nLayer, nEmbd: C, blockSize, vocabSize } = config;
  const specs: ParameterSpec[] = [];
  const add = (name: string, ...shape: number[]) => {
    const last = specs.at(-1);
    const size = shape.reduce((a, b) => a * b, 1);
    specs.push({ name: `transformer.${name}`, shape, offset: last ? last.offset + last.size : 0, size });
  };
  add('wte.weight', vocabSize, C);
  add('wpe.weight', blockSize, C);
  for (let l = 0; l < nLayer; l++) {
    add(`h.${l}.ln_1.weight`, C);
    add(`h.${l}.ln_1.bias`, C);
    add(`h.${l}.attn.c_attn.weight`, C, 3 * C);
    add(`h.${l}.attn.c_attn.bias`, 3 * C);
    add(`h.${l}.attn.c_proj.weight`, C, C);
    add(`h.${l}.attn.c_proj.bias`, C);
    add(`h.${l}.ln_2.weight`, C);
    add(`h.${l}.ln_2.bias`, C);
    add(`h.${l}.mlp.c_fc.weight`, C, 4 * C);
    add(`h.${l}.mlp.c_fc.bias`, 4 * C);
    add(`h.${l}.mlp.c_proj.weight`, 4 * C, C);
    add(`h.${l}.mlp.c_proj.bias`, C);
  }
  add('ln_f.weight', C);
  add('ln_f.bias', C);
  return specs;
}

/** First element of each parameter in the flat vector, by its name without `transformer.`. */
export function parameterOffsets(config: GPTConfig): ReadonlyMap<string, number> {
  return new Map(parameterLayout(config).map(({ name, offset }) => [name.replace('transformer.', ''), offset]));
}

/** Parameters of one replica, N. */
export function parameterCount(config: GPTConfig): number {
  const last = parameterLayout(config).at(-1)!;
  return last.offset + last.size;
}
