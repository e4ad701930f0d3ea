/** Variants of the recipe: one number each, and found again by it. */
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../workers/experiments';
import { withChanges } from '../../../workers/experiments/settings';
import {
  AXES,
  changesAt,
  isVariant,
  SENSITIVITY_ARMS,
  standsAt,
  usualValue,
  VARIED,
} from '../../../workers/experiments/sensitivity';

const settingsAt = (axis: (typeof AXES)[number], value: number) => ({
  ...withChanges(VARIED, changesAt(axis, value)),
  preset: VARIED.name,
});

describe.each(AXES)('along $name', (axis) => {
  test('values ascend, and the usual one, which the recipe has, is not among them', () => {
    expect([...axis.values].sort((a, b) => a - b)).toEqual(axis.values);
    expect(axis.values).not.toContain(usualValue(axis));
    expect(withChanges(VARIED, changesAt(axis, usualValue(axis)))).toMatchObject({
      ...{ world: VARIED.world, model: VARIED.model, optimizer: VARIED.optimizer },
      ...{ pretrain: VARIED.pretrain, midtrain: VARIED.midtrain, finetune: VARIED.finetune },
    });
  });

  test.each(axis.values)('%s is one place, and no other', (value) => {
    const settings = settingsAt(axis, value);
    expect(isVariant(settings)).toBe(true);
    for (const other of AXES)
      for (const place of [...other.values, usualValue(other)])
        expect(standsAt(other, place, settings)).toBe(other === axis && place === value);
  });
});

test('the recipe itself is no variant, nor is another preset', () => {
  expect(isVariant({ ...VARIED, preset: 'standard' })).toBe(false);
  expect(isVariant({ ...VARIED, preset: 'of nobody' })).toBe(false);
  expect(isVariant({ ...VARIED, preset: 'toString' })).toBe(false);
  expect(isVariant({ ...withChanges(VARIED, { 'evaluation.temperature': 2 }), preset: 'standard' })).toBe(false);
});

test('axes are told apart by name and by what they vary', () => {
  expect(new Set(AXES.map(({ name }) => name)).size).toBe(AXES.length);
  expect(new Set(AXES.map(({ path }) => path)).size).toBe(AXES.length);
});

test('the arms are arms of the headline experiment', () => {
  const arms = experiments['agentic']!.arms.map(({ id }) => id);
  for (const arm of SENSITIVITY_ARMS) expect(arms).toContain(arm);
});
