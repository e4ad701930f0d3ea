/** Numbers of a preset that a run may change: what is taken, what is refused, and what it does to the preset. */
import { describe, expect, test } from 'vitest';
import { footprint } from '../../../models/footprint';
import { scorerShape } from '../../../workers/evaluate/option-scoring';
import { EVALUATION_LANES } from '../../../workers/evaluate/evaluation';
import { changesSchema } from '../../../workers/experiments/changes-schema';
import { presets } from '../../../workers/experiments/presets';
import {
  changesOf,
  changesPretraining,
  expectedOf,
  SETTINGS_BY_PATH,
  withChanges,
} from '../../../workers/experiments/settings';

const standard = presets['standard']!;
const valueAt = (preset: object, path: string) =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], preset);

describe.each(Object.entries(SETTINGS_BY_PATH))('%s', (path, setting) => {
  const { least, most, whole } = setting;

  test('is a number of every preset, within its bounds', () => {
    for (const preset of Object.values(presets)) {
      expect(changesSchema.safeParse({ [path]: valueAt(preset, path) }).success).toBe(true);
    }
  });

  test('takes its bounds and nothing beyond', () => {
    const accepts = (value: unknown) => changesSchema.safeParse({ [path]: value }).success;
    expect([least, most].map(accepts)).toEqual([true, true]);
    expect([least - 1, most + 1, NaN, Infinity, String(least), null].map(accepts)).toEqual(Array(6).fill(false));
    if (whole) expect(accepts(least + 0.5)).toBe(false);
  });

  test('is refused in words', () => {
    const { error } = changesSchema.safeParse({ [path]: most + 1 });
    expect(error!.issues[0]!.message).toBe(`expected ${expectedOf(setting)}`);
  });
});

test('an unknown setting is refused', () => {
  expect(changesSchema.safeParse({ 'midtrain.floor': 0 }).success).toBe(false);
  expect(changesSchema.safeParse({ constructor: 1 }).success).toBe(false);
});

test('a change is made in a copy, and found again', () => {
  const before = structuredClone(standard);
  const changes = { 'midtrain.steps': 7, 'finetune.peak': 0.01, 'evaluation.temperature': 0.5 };
  const changed = withChanges(standard, changes);
  expect(standard).toEqual(before);
  expect(changed.midtrain).toEqual({ ...standard.midtrain, steps: 7, warmup: 1 });
  expect(changed.base).toBe('standard');
  expect(changesOf(standard, changed)).toEqual(changes);
  expect(changesOf(standard, standard)).toEqual({});
  const { midtrain, finetune, ...rest } = changed;
  expect(changesOf(standard, { ...rest, stages: { midtrain, finetune } })).toEqual(changes); // as in a record
});

test('where pretraining changes, the shipped weights are no use', () => {
  for (const path of Object.keys(SETTINGS_BY_PATH)) {
    const anew = /^(world|model|optimizer|pretrain)\./.test(path);
    expect(changesPretraining(standard, { [path]: 7 })).toBe(anew);
  }
  expect(withChanges(standard, { 'world.noise': 0.1 }).base).toBeUndefined();
});

test('a change to the preset’s own value is none', () => {
  expect(withChanges(standard, { 'model.nLayer': standard.model.nLayer })).toEqual(standard);
});

test('a shorter stage warms up in proportion, a longer one as long as before', () => {
  expect(withChanges(standard, { 'finetune.steps': 10 }).finetune).toMatchObject({ steps: 10, warmup: 4 });
  expect(withChanges(standard, { 'finetune.steps': 90 }).finetune).toMatchObject({ steps: 90, warmup: 10 });
});

test('whatever width and heads go together, the kernels can do', () => {
  for (const family of ['gpu', 'software'] as const)
    for (const nEmbd of [16, 48, 64, 128, 256, 512])
      for (const nHead of [1, 2, 3, 4, 8, 16]) {
        let preset;
        try {
          preset = withChanges(presets['tiny']!, { 'model.nEmbd': nEmbd, 'model.nHead': nHead });
        } catch {
          continue; // refused in a sentence
        }
        const { model: config, batch, optimizer } = preset;
        const decoder = scorerShape(EVALUATION_LANES);
        expect(footprint({ family, subgroups: false }, { config, batch, optimizer, decoder }).length).toBeGreaterThan(
          0,
        );
      }
});

test.each([
  [{ 'model.nHead': 3 }, 'a width of 64 does not go with 3 heads: it has to be a multiple of 48'],
  [{ 'model.nEmbd': 72, 'model.nHead': 2 }, 'a width of 72 does not go with 2 heads: it has to be a multiple of 16'],
  [{ 'model.nEmbd': 512, 'model.nHead': 1 }, 'a width of 512 is too much for 1 head: one head takes at most 256'],
  [{ 'world.people': 24 }, 'a world of 24 people has none who act'],
])('%j does not go together', (changes, sentence) => {
  expect(() => withChanges(standard, changes)).toThrow(sentence);
});
