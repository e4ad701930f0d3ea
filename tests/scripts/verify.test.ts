/** Files of weights, verified: what is in them, and that an engine which computes with other weights is caught. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { DEFAULT_WORLD } from '../../datasets/world';
import { huggingFaceConfig, writeModel } from '../../models/checkpoint';
import { openGpu } from '../../models/device';
import { Stack } from '../../models/stack';
import { modelsOf, verify } from '../../scripts/verify';
import { installWebGPU } from '../../scripts/webgpu-node';
import { weightsZip } from '../../src/export/weights';
import { type Shelf, writeShelf } from '../../src/inside/snapshots';
import { presets } from '../../workers/experiments/presets';
import { decisions } from '../../workers/evaluate/referee';
import { perturbedParameters } from '../models/fixtures';

const { model: config } = presets['tiny']!;
const [base, end] = [1, 2].map((seed) => perturbedParameters(config, seed)) as [Float32Array, Float32Array];
const shelf: Shelf = {
  ...{ config, preset: 'tiny', seed: 3 },
  snapshots: [
    { replica: { arm: 'aft', seed: 3 }, stage: 'base', parameters: base },
    { replica: { arm: 'aft', seed: 3 }, stage: 'finetune', parameters: end },
    { replica: { arm: 'msm', seed: 3 }, stage: 'base', parameters: base },
  ],
};
const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const file = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

beforeAll(installWebGPU);
afterEach(() => vi.restoreAllMocks());

test.each([
  ['models.safetensors', () => writeShelf(shelf)],
  ['weights.zip', () => weightsZip(shelf)],
])('the models of %s are found, each once', (name, bytes) => {
  const path = file(name, bytes());
  const models = modelsOf(path);
  expect(models.map((model) => model.name)).toEqual([`${path}: aft/base, msm/base`, `${path}: aft/finetune`]);
  expect(models.map((model) => model.parameters)).toEqual([base, end]);
  expect(models.every((model) => JSON.stringify(model.config) === JSON.stringify(config))).toBe(true);
});

test('a single model has its shape from the configuration beside it', () => {
  const bytes = writeModel(config, end);
  expect(() => modelsOf(file('alone.safetensors', bytes))).toThrow(
    /alone\.safetensors cannot be verified: .* expected a config\.json beside it\.$/,
  );
  mkdirSync(join(folder, 'model'));
  file('model/config.json', JSON.stringify(huggingFaceConfig(config, { bos: 1, eos: 2, pad: 0 })));
  const [model] = modelsOf(file('model/model.safetensors', bytes));
  expect(model).toMatchObject({ config, parameters: end });
});

test('what is no file of weights is refused by name', () => {
  expect(() => modelsOf(file('notes.safetensors', 'no weights'))).toThrow(/notes\.safetensors cannot be verified: /);
  expect(() => modelsOf(join(folder, 'absent.zip'))).toThrow(/absent\.zip cannot be verified: /);
});

test('engines agree on what is in a file, and an error planted in one of them is told with the model’s name', async () => {
  const gpu = await openGpu();
  const models = [base, end].map((parameters, i) => ({ name: `model ${i}`, config, parameters }));
  const lines: string[] = [];
  const told = () => verify(gpu, models, (line) => lines.push(line), decisions(DEFAULT_WORLD, 4));
  expect(await told()).toEqual([]);
  expect(lines.map((line) => line.replace(/equal to .*/, 'equal'))).toEqual(['model 0: equal', 'model 1: equal']);

  const load = Object.getOwnPropertyDescriptor(Stack.prototype, 'load')!.value as Stack['load'];
  vi.spyOn(Stack.prototype, 'load').mockImplementation(function (this: Stack, r, state) {
    const parameters = state.parameters.slice();
    if (r === 1) for (let i = 0; i < parameters.length; i += 7) parameters[i]! *= 1.05;
    load.call(this, r, { parameters });
  });
  expect(await told()).toEqual(['model 1']);
  expect(lines.at(-1)).toMatch(/^model 1: NOT EQUAL, differs by \de-\d$/);
  gpu.close();
}, 180_000); // TensorFlow.js compiles its kernels twice
