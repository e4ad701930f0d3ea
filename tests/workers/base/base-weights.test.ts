import { beforeAll, expect, test } from 'vitest';
import { writeModel } from '../../../models/checkpoint';
import { initParameters } from '../../../models/init';
import { BaseError, baseRecipe, shippedBase } from '../../../workers/base/base-weights';
import { presets } from '../../../workers/experiments/presets';
import { sha256 } from '../../../workers/base/sha256';

const tiny = presets['tiny']!;
const preset = { ...tiny, base: 'tiny', model: { ...tiny.model, nEmbd: 8, vocabSize: 64 } };
const parameters = initParameters(preset.model, 3);
const weights = writeModel(preset.model, parameters);
const common = { linkage: 0.8, knowledge: 0.9, commit: 'abc', adapter: 'test', date: '2026-01-01', seconds: 1 };
let index: { recipe: object; seeds: object[] };

beforeAll(async () => {
  const entry = { seed: 3, file: 'seed-3.safetensors', sha256: sha256(weights), ...common };
  index = { recipe: baseRecipe(preset), seeds: [entry, { ...entry, seed: 4, file: 'seed-4.safetensors' }] };
});

/** Serves the files given, by path below `base/tiny/`. */
function loader(files: Record<string, Uint8Array | object>) {
  return shippedBase((path) => {
    const file = files[path.replace('base/tiny/', '')];
    if (!file) return Promise.reject(new Error(`${path} answered 404`));
    return Promise.resolve(file instanceof Uint8Array ? file : new TextEncoder().encode(JSON.stringify(file)));
  });
}

async function refusal(files: Record<string, Uint8Array | object>, seed: number, of = preset): Promise<string> {
  const error: unknown = await loader(files)(of, seed).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(BaseError);
  return (error as BaseError).message;
}

test('weights come back as they were written, with where they are from', async () => {
  const base = await loader({ 'index.json': index, 'seed-3.safetensors': weights })(preset, 3);
  expect(base.parameters).toEqual(parameters);
  expect(base).toMatchObject({ linkage: 0.8, knowledge: 0.9, source: sha256(weights) });
});

test('one changed bit is noticed', async () => {
  const damaged = weights.slice();
  damaged[damaged.length - 1]! ^= 1;
  expect(await refusal({ 'index.json': index, 'seed-3.safetensors': damaged }, 3)).toContain(
    'The base weights of seed 3 are damaged',
  );
});

test('a seed that is not shipped is refused with those that are', async () => {
  expect(await refusal({ 'index.json': index }, 9)).toBe(
    'Base weights for seed 9 are not shipped; those for seeds 3, 4 are.',
  );
});

test('weights of another shape, recipe, or none at all are refused', async () => {
  const small = writeModel({ ...preset.model, blockSize: 8 }, initParameters({ ...preset.model, blockSize: 8 }, 3));
  const entry = { ...index.seeds[0], sha256: sha256(small) };
  expect(await refusal({ 'index.json': { ...index, seeds: [entry] }, 'seed-3.safetensors': small }, 3)).toMatch(
    /seed 3 do not fit preset tiny: tensor transformer.wpe.weight has shape/,
  );
  const other = { ...preset, world: { ...preset.world, noise: 0.5 } };
  expect(await refusal({ 'index.json': index }, 3, other)).toContain('were made with another world than preset tiny');
  expect(await refusal({}, 3)).toContain('could not be read: base/tiny/index.json answered 404.');
  expect(await refusal({ 'index.json': index }, 3)).toContain('of seed 3 could not be read');
  expect(await refusal({ 'index.json': new TextEncoder().encode('<html>') }, 3)).toContain('is not JSON');
  expect(await refusal({ 'index.json': { seeds: 1 } }, 3)).toContain('malformed: recipe: it is missing');
  expect(await refusal({}, 3, { ...preset, base: undefined as unknown as string })).toContain('start from scratch');
});
