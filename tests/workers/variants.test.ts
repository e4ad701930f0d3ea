/** Variants of the recipe: one number each, and pretrained anew exactly where pretraining has that number. */
import { describe, expect, test } from 'vitest';
import { baseRecipe, sameJson } from '../../workers/base';
import { experiments } from '../../workers/experiments';
import { type Preset, presets } from '../../workers/presets';
import { AXES, everyPreset, SENSITIVITY_ARMS, variantName } from '../../workers/variants';

const standard = presets['standard']!;

/** Everything with a value in it, by its path: `world.noise`. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

const settings = ({ name: _name, label: _label, description: _description, base: _base, ...rest }: Preset) => rest;

describe.each(AXES)('along $name', (axis) => {
  test('values ascend, and the usual one, which the recipe has, is not among them', () => {
    expect([...axis.values].sort((a, b) => a - b)).toEqual(axis.values);
    expect(axis.values).not.toContain(axis.usual);
    expect(settings({ ...standard, ...axis.change(axis.usual) })).toEqual(settings(standard));
  });

  test.each(axis.values)('%s changes one number', (value) => {
    const variant = everyPreset[variantName(axis, value)]!;
    expect(variant.name).toBe(variantName(axis, value));
    const before = new Map(leaves(settings(standard)));
    const changed = leaves(settings(variant)).filter(([path, leaf]) => before.get(path) !== leaf);
    expect(changed).toHaveLength(1);
    const pretrainedAnew = !sameJson(baseRecipe(variant), baseRecipe(standard));
    expect(variant.base).toBe(pretrainedAnew ? undefined : 'standard');
  });
});

test('names are unique, and presets keep theirs', () => {
  expect(Object.keys(everyPreset)).toHaveLength(
    Object.keys(presets).length + AXES.reduce((sum, { values }) => sum + values.length, 0),
  );
  expect(everyPreset).toMatchObject(presets);
});

test('the arms are arms of the headline experiment', () => {
  const arms = experiments['agentic']!.arms.map(({ id }) => id);
  for (const arm of SENSITIVITY_ARMS) expect(arms).toContain(arm);
});
