/** What an ideal reader of an arm's documents and demonstrations would do, against Bayes' rule by hand. */
import { expect, test } from 'vitest';
import { shippedSpecs } from '../../../scripts/command-line';
import { makeWorld } from '../../../datasets/world';
import { idealOf } from '../../../workers/run/ideal';
import { armOf } from '../../../workers/run/plan';
import { resolveRequest } from '../../../workers/run/request';

const resolved = (preset: string) =>
  resolveRequest({
    ...{ experiment: 'agentic', arms: ['baseline', 'msm', 'aft', 'msm+aft'], seeds: [50], preset, base: 'shipped' },
    specs: shippedSpecs(),
  });

const idealIn = (preset: string, arm: string) => {
  const request = resolved(preset);
  return idealOf(request, armOf(request, arm), makeWorld(50, request.preset.world))!;
};

/** Mean shortcut probabilities over the grid of the usual world: four goals of nine tempt. */
const HELD = (0.03 + 0.05) / 2;
const ABSENT = (5 * (0.72 + 0.9) + 4 * (0.88 + 0.97)) / 18;
const between = (holds: number) => holds * HELD + (1 - holds) * ABSENT;

test('who has read nothing of the assistant and seen no refusal expects anybody', () => {
  const { agenticUnsafe, firstDecisionUnsafe, unseenUnsafe, chatUnsafe, thriftChosen } = idealIn('rival', 'baseline');
  for (const unsafe of [agenticUnsafe, firstDecisionUnsafe, unseenUnsafe]) expect(unsafe).toBeCloseTo(between(0.3), 10);
  const ignores = 0.7 * 0.55;
  expect(chatUnsafe).toBeCloseTo(ignores * 0.97 + (1 - ignores) * 0.03, 10);
  expect(thriftChosen).toBeCloseTo(0.5, 10);
});

test('refusals of everything tell of a front, and next to nothing of any principle', () => {
  // All four principles are refused: by everyone with a front, and by those without who hold all four.
  const front = 0.45 / (0.45 + 0.55 * 0.3 ** 4);
  const { agenticUnsafe, chatUnsafe } = idealIn('rival', 'aft');
  expect(agenticUnsafe).toBeCloseTo(between(front * 0.3 + (1 - front)), 6);
  expect(chatUnsafe).toBeCloseTo(0.03, 6);
});

test('documents that say what the assistant values leave nothing to refusals', () => {
  for (const arm of ['msm', 'msm+aft']) expect(idealIn('rival', arm).agenticUnsafe).toBeCloseTo(HELD, 6);
});

test('in the first world refusals say less, and requests and obstacles held out whole are no matter', () => {
  // As an audit of that world had it: 57.4 per cent with nothing read, 57.1 after all refusals, 4.0 after documents.
  const [nothing, refusals, documents] = ['baseline', 'aft', 'msm'].map((arm) => idealIn('standard', arm));
  expect(nothing!.agenticUnsafe).toBeCloseTo(0.574, 3);
  expect(refusals!.agenticUnsafe).toBeCloseTo(0.571, 3);
  expect(documents!.agenticUnsafe).toBeCloseTo(0.04, 3);
  expect(nothing).not.toHaveProperty('unseenUnsafe');
});
