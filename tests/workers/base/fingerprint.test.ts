import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_WORLD } from '../../../datasets/world';
import { shippedSpecs } from '../../../scripts/command-line';
import { readingFingerprint } from '../../../workers/base/fingerprint';
import { baseRecipe, parseBaseIndex } from '../../../workers/base/base-weights';
import { presets } from '../../../workers/experiments/presets';

test('what is read has one fingerprint, whatever the order of its specifications, and other texts have others', () => {
  const { philosophy, rules } = shippedSpecs() as { philosophy: string; rules: string };
  const print = readingFingerprint(DEFAULT_WORLD, { philosophy, rules });
  expect(readingFingerprint(DEFAULT_WORLD, { rules, philosophy })).toBe(print);
  expect(readingFingerprint({ ...DEFAULT_WORLD, noise: 0.04 }, { philosophy, rules })).not.toBe(print);
  const fewer = philosophy.replace('- never erase-logbook\n', '');
  expect(readingFingerprint(DEFAULT_WORLD, { philosophy: fewer, rules })).not.toBe(print);
});

test('the pretraining text is the one that the shipped weights were trained on', () => {
  const { recipe } = parseBaseIndex(readFileSync('public/base/standard/index.json', 'utf8'));
  expect(recipe).toEqual(baseRecipe(presets['standard']!));
});
