/**
 * Weights as files: a model that PyTorch can load, and the state of a training run that can go on where it stopped.
 *
 * The flat parameter vector already has GPT-2's names, shapes and order, so a model is written without transposing
 * anything; Hugging Face's GPT-2 keeps its matrices as `[in, out]` too.
 */
import { Float16Array } from '@petamoriken/float16';
import { excerpt } from '../datasets/quote';
import { parameterCount, parameterLayout, type GPTConfig } from './config';
import {
  readNumbers,
  readSafetensors,
  readTensor,
  SafetensorsError,
  writeSafetensors,
  type Tensor,
} from './safetensors';
import type { ModelState } from './stack';

/** Token ids that a checkpoint's configuration names. */
export interface SpecialTokens {
  bos: number;
  eos: number;
  pad: number;
}

/**
 * `model.safetensors` of a Hugging Face `GPT2LMHeadModel`. The head is tied, so it is not written twice.
 *
 * @param precision `half`: rounded to the nearest half-precision number, in half the bytes
 * @throws RangeError if a parameter is too large for half precision
 */
export function writeModel(
  config: GPTConfig,
  parameters: Float32Array,
  precision: 'single' | 'half' = 'single',
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(
    parameterLayout(config).map(({ name, shape, offset, size }) => {
      const data = parameters.subarray(offset, offset + size);
      return { name, shape, data: precision === 'half' ? halved(name, data) : data };
    }),
  );
}

/** Values rounded to half precision. @throws RangeError naming the tensor if one is too large */
function halved(name: string, data: Float32Array): Float16Array {
  const half = Float16Array.from(data);
  if (data.some((value, i) => Number.isFinite(value) && !Number.isFinite(half[i])))
    throw new RangeError(`tensor ${name} has a value that is too large for half precision`);
  return half;
}

/**
 * The flat parameter vector of a `GPT2LMHeadModel`. `[N]`
 *
 * @throws SafetensorsError naming the first tensor that is missing, has another shape or dtype, or is not finite
 */
export function readModel(config: GPTConfig, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const file = readSafetensors(bytes);
  // Computing with the tied head in place of another would give other numbers than the file means.
  if (file.tensors.has('lm_head.weight'))
    throw new SafetensorsError('the model has a head of its own (lm_head.weight); expected one tied to wte');
  const parameters = new Float32Array(parameterCount(config));
  for (const { name, shape, offset } of parameterLayout(config)) {
    const values = readNumbers(file, name, shape);
    if (!values.every(Number.isFinite)) throw new SafetensorsError(`tensor ${name} has a value that is not finite`);
    parameters.set(values, offset);
  }
  return parameters;
}

/** Contents of `config.json` beside a model, for `transformers.GPT2LMHeadModel.from_pretrained`. */
export function huggingFaceConfig(config: GPTConfig, tokens: SpecialTokens): Record<string, unknown> {
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    activation_function: 'gelu_new',
    n_layer: config.nLayer,
    n_head: config.nHead,
    n_embd: config.nEmbd,
    n_inner: null,
    n_positions: config.blockSize,
    n_ctx: config.blockSize,
    vocab_size: config.vocabSize,
    layer_norm_epsilon: 1e-5,
    attn_pdrop: 0,
    embd_pdrop: 0,
    resid_pdrop: 0,
    scale_attn_weights: true,
    tie_word_embeddings: true,
    bos_token_id: tokens.bos,
    eos_token_id: tokens.eos,
    pad_token_id: tokens.pad,
    torch_dtype: 'float32',
  };
}

/**
 * A training run's state as one safetensors file: for every replica its parameters, both moments and its step.
 *
 * `parameters`, `first_moment`, `second_moment`: F32 `[R, N]`; `step`: I32 `[R]`; the model's shape as metadata.
 */
export function writeTrainingCheckpoint(config: GPTConfig, replicas: ModelState[]): Uint8Array<ArrayBuffer> {
  const shape = [replicas.length, parameterCount(config)];
  const join = (name: string, vectors: Float32Array[]): Tensor => {
    const data = new Float32Array(shape[0]! * shape[1]!);
    vectors.forEach((vector, r) => {
      if (vector.length !== shape[1])
        throw new RangeError(`${name} of replica ${r} has ${vector.length} values, expected ${shape[1]}`);
      data.set(vector, r * shape[1]!);
    });
    return { name, shape, data };
  };
  const step = Int32Array.from(replicas, (replica) => replica.step);
  return writeSafetensors(
    [
      { name: 'step', shape: [replicas.length], data: step },
      join(
        'parameters',
        replicas.map((replica) => replica.parameters),
      ),
      join(
        'first_moment',
        replicas.map((replica) => replica.firstMoment),
      ),
      join(
        'second_moment',
        replicas.map((replica) => replica.secondMoment),
      ),
    ],
    { config: describeConfig(config), 'number of replicas': String(replicas.length) },
  );
}

/**
 * The replicas of a training checkpoint, to be loaded into a stack of the same shape.
 *
 * @param replicas how many are expected, R
 * @throws SafetensorsError if the file is not a checkpoint of R such models
 */
export function readTrainingCheckpoint(config: GPTConfig, replicas: number, bytes: Uint8Array): ModelState[] {
  const file = readSafetensors(bytes);
  const expected = { config: describeConfig(config), 'number of replicas': String(replicas) };
  for (const [key, value] of Object.entries(expected)) {
    const found = file.metadata[key];
    if (found === undefined) throw new SafetensorsError(`not a training checkpoint: its metadata do not name ${key}`);
    if (found !== value)
      throw new SafetensorsError(
        `the checkpoint is of another run: its ${key} is ${excerpt(found)}, expected ${value}`,
      );
  }
  const N = parameterCount(config);
  const step = readTensor(file, 'step', [replicas], 'I32');
  const [parameters, firstMoment, secondMoment] = ['parameters', 'first_moment', 'second_moment'].map((name) =>
    readTensor(file, name, [replicas, N], 'F32'),
  ) as [Float32Array, Float32Array, Float32Array];
  return Array.from(step, (step, r) => ({
    parameters: parameters.subarray(r * N, (r + 1) * N),
    firstMoment: firstMoment.subarray(r * N, (r + 1) * N),
    secondMoment: secondMoment.subarray(r * N, (r + 1) * N),
    step,
  }));
}

/** `nLayer 2, nHead 4, …`: the shape of a model, written the same way whatever the order of its keys. */
function describeConfig({ nLayer, nHead, nEmbd, blockSize, vocabSize }: GPTConfig): string {
  return `nLayer ${nLayer}, nHead ${nHead}, nEmbd ${nEmbd}, blockSize ${blockSize}, vocabSize ${vocabSize}`;
}
