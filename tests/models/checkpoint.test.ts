/** Checkpoints: what PyTorch expects to find in a file, exact round trips, and files of another model or run. */
import { describe, expect, it } from 'vitest';
import {
  huggingFaceConfig,
  readModel,
  readTrainingCheckpoint,
  writeModel,
  writeTrainingCheckpoint,
} from '../../models/checkpoint';
import { parameterCount, type GPTConfig } from '../../models/config';
import { initParameters } from '../../models/init';
import { readSafetensors, SafetensorsError, writeSafetensors } from '../../models/safetensors';
import type { ModelState } from '../../models/stack';

const config: GPTConfig = { nLayer: 1, nHead: 2, nEmbd: 4, blockSize: 8, vocabSize: 64 };
const parameters = initParameters(config, 1);

/** The tensors that a model file of `parameters` holds, but for what `change` does to their map. */
function changed(change: (tensors: Map<string, { shape: number[]; data: Float32Array | Int32Array }>) => void) {
  const { tensors } = readSafetensors(writeModel(config, parameters));
  const copy = new Map(
    [...tensors].map(([name, { shape, bytes }]) => [name, { shape, data: new Float32Array(bytes.slice().buffer) }]),
  );
  change(copy);
  return writeSafetensors([...copy].map(([name, tensor]) => ({ name, ...tensor })));
}

describe('a model', () => {
  it('has the tensors of GPT2LMHeadModel with one block', () => {
    const { tensors, metadata } = readSafetensors(writeModel(config, parameters));
    expect(metadata).toEqual({ format: 'pt' });
    // As transformers' GPT-2 names them; Conv1D matrices are [in, out], the head is tied.
    expect(Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual({
      'transformer.wte.weight': [64, 4],
      'transformer.wpe.weight': [8, 4],
      'transformer.h.0.ln_1.weight': [4],
      'transformer.h.0.ln_1.bias': [4],
      'transformer.h.0.attn.c_attn.weight': [4, 12],
      'transformer.h.0.attn.c_attn.bias': [12],
      'transformer.h.0.attn.c_proj.weight': [4, 4],
      'transformer.h.0.attn.c_proj.bias': [4],
      'transformer.h.0.ln_2.weight': [4],
      'transformer.h.0.ln_2.bias': [4],
      'transformer.h.0.mlp.c_fc.weight': [4, 16],
      'transformer.h.0.mlp.c_fc.bias': [16],
      'transformer.h.0.mlp.c_proj.weight': [16, 4],
      'transformer.h.0.mlp.c_proj.bias': [4],
      'transformer.ln_f.weight': [4],
      'transformer.ln_f.bias': [4],
    });
  });

  it('comes back bit for bit', () => {
    expect(readModel(config, writeModel(config, parameters))).toEqual(parameters);
  });

  it('keeps each element in its place', () => {
    const counting = Float32Array.from(parameters, (_, i) => i);
    const { tensors } = readSafetensors(writeModel(config, counting));
    // wte 64·4 and wpe 8·4 come first, then ln_1's gain and bias of 4: c_attn begins at 256 + 32 + 8 = 296.
    expect(new Float32Array(tensors.get('transformer.h.0.attn.c_attn.weight')!.bytes.slice().buffer)[13]).toBe(
      296 + 13,
    );
    expect(readModel(config, writeModel(config, counting))).toEqual(counting);
  });

  it.each<[string, Uint8Array, string]>([
    [
      'a model that lacks a tensor',
      changed((tensors) => tensors.delete('transformer.h.0.mlp.c_fc.bias')),
      'the safetensors file has no tensor transformer.h.0.mlp.c_fc.bias',
    ],
    [
      'a model of another vocabulary',
      changed((tensors) => tensors.set('transformer.wte.weight', { shape: [65, 4], data: new Float32Array(260) })),
      'tensor transformer.wte.weight has shape [65, 4], expected [64, 4]',
    ],
    [
      'integers for weights',
      changed((tensors) => tensors.set('transformer.ln_f.bias', { shape: [4], data: new Int32Array(4) })),
      'tensor transformer.ln_f.bias has dtype I32, expected F32 or F16',
    ],
    [
      'a model that diverged',
      changed((tensors) => tensors.set('transformer.ln_f.bias', { shape: [4], data: Float32Array.of(0, NaN, 0, 0) })),
      'tensor transformer.ln_f.bias has a value that is not finite',
    ],
    [
      'an untied head',
      changed((tensors) => tensors.set('lm_head.weight', { shape: [64, 4], data: new Float32Array(256) })),
      'the model has a head of its own (lm_head.weight); expected one tied to wte',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readModel(config, bytes)).toThrow(new SafetensorsError(message));
  });

  it('is described to transformers as the GPT-2 it is', () => {
    expect(huggingFaceConfig(config, { bos: 1, eos: 2, pad: 0 })).toMatchObject({
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      activation_function: 'gelu_new',
      layer_norm_epsilon: 1e-5,
      n_layer: 1,
      n_head: 2,
      n_embd: 4,
      n_positions: 8,
      vocab_size: 64,
      bos_token_id: 1,
      eos_token_id: 2,
      pad_token_id: 0,
    });
  });
});

describe('a training checkpoint', () => {
  const N = parameterCount(config);
  const replica = (r: number): ModelState => ({
    parameters: initParameters(config, r),
    firstMoment: initParameters(config, r + 10),
    secondMoment: initParameters(config, r + 20).map(Math.abs),
    step: 100 + r,
  });
  const replicas = [replica(0), replica(1), replica(2)];
  const bytes = writeTrainingCheckpoint(config, replicas);

  it('comes back bit for bit, replica by replica', () => {
    expect(readTrainingCheckpoint(config, 3, bytes)).toEqual(replicas);
  });

  it('refuses another model, another number of replicas, and other files', () => {
    expect(() => readTrainingCheckpoint({ ...config, nHead: 4 }, 3, bytes)).toThrow(
      new SafetensorsError(
        'the checkpoint is of another run: its config is nLayer 1, nHead 2, nEmbd 4, blockSize 8, vocabSize 64, ' +
          'expected nLayer 1, nHead 4, nEmbd 4, blockSize 8, vocabSize 64',
      ),
    );
    expect(() => readTrainingCheckpoint(config, 2, bytes)).toThrow(
      new SafetensorsError('the checkpoint is of another run: its number of replicas is 3, expected 2'),
    );
    expect(() => readTrainingCheckpoint(config, 3, writeModel(config, parameters))).toThrow(
      new SafetensorsError('not a training checkpoint: its metadata do not name config'),
    );
  });

  it('is not written with a vector of the wrong length', () => {
    const short = { ...replicas[1]!, firstMoment: new Float32Array(3) };
    expect(() => writeTrainingCheckpoint(config, [replicas[0]!, short])).toThrow(
      new RangeError(`first_moment of replica 1 has 3 values, expected ${N}`),
    );
  });
});

describe('half precision', () => {
  it('a model in half precision takes half the bytes, and comes back rounded to eleven significant bits', () => {
    const parameters = initParameters(config, 3);
    const [single, half] = [writeModel(config, parameters), writeModel(config, parameters, 'half')];
    expect(half.length).toBeLessThan(0.55 * single.length + 4000);
    const read = readModel(config, half);
    parameters.forEach((value, i) => {
      const error = Math.abs(read[i]! - value);
      if (error > 2 ** -11 * Math.abs(value) && error > 2 ** -25) throw new Error(`${value} came back as ${read[i]}`);
    });
    expect(readModel(config, writeModel(config, read, 'half'))).toEqual(read); // what is rounded once stays
  });

  it('what is too large for half precision is refused by the name of its tensor', () => {
    const parameters = initParameters(config, 3);
    parameters[0] = 70_000;
    expect(() => writeModel(config, parameters, 'half')).toThrow(
      'tensor transformer.wte.weight has a value that is too large for half precision',
    );
  });
});
