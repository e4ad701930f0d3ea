/** How arms look: apart in every experiment, and the same wherever they appear. */
import { expect, test } from 'vitest';
import { armLabel, armStyle, lineStyle } from '../../src/arms';
import { experiments } from '../../workers/experiments';

test.each(Object.values(experiments))('$name: no two arms look the same', ({ arms }) => {
  const looks = arms.map(({ id }) => JSON.stringify(armStyle(id)));
  expect(new Set(looks).size).toBe(arms.length);
});

test.each(Object.values(experiments))('$name: arms are told apart without colour', ({ arms }) => {
  const looks = arms.map(({ id }) => JSON.stringify({ ...armStyle(id), colour: '' }));
  const twice = arms.filter((_, i) => looks.indexOf(looks[i]!) !== i).map(({ id }) => id);
  expect(twice).toEqual([]);
});

test('the headline arms have the colours of the palette', () => {
  const colours = ['baseline', 'msm', 'aft', 'msm+aft'].map((id) => armStyle(id).colour);
  expect(colours).toEqual(['var(--arm-grey)', 'var(--arm-green)', 'var(--arm-orange)', 'var(--arm-blue)']);
});

test('every arm has a look of its own choosing: none falls back to that of the baseline', () => {
  const fallback = armStyle('nobody');
  const fallen = Object.values(experiments).flatMap(({ arms }) =>
    arms.map(({ id }) => id).filter((id) => JSON.stringify(armStyle(id)) === JSON.stringify(fallback)),
  );
  expect([...new Set(fallen)].sort()).toEqual(['aft-only', 'baseline', 'rules+aft']);
});

test('the last rung of a ladder looks as its line does, and lower rungs are paler', () => {
  for (const { label, points } of experiments.scaling!.ladders![0]!.lines) {
    const looks = points.map(({ arm }) => armStyle(arm));
    expect(looks.at(-1)).toEqual(lineStyle(label));
    const shares = looks.slice(0, -1).map(({ colour }) => Number(/ (\d+)%,/.exec(colour)![1]));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  }
  expect(lineStyle('AFT')).toEqual(armStyle('aft'));
  expect(lineStyle('MSM + AFT')).toEqual(armStyle('msm+aft'));
});

test('an arm is called as its experiment calls it', () => {
  expect(armLabel(experiments.agentic!, 'msm+aft')).toBe('MSM + AFT');
  expect(armLabel(experiments.placement!, 'msm+aft')).toBe('Documents first');
  expect(armLabel(experiments.agentic!, 'nobody')).toBe('nobody');
});
