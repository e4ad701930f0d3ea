/** Files of records: one for each choice of experiment, settings, arms and seeds, with names that any disk takes. */
import { expect, test } from 'vitest';
import { recordFile } from '../../records/file-name';
import { experiments } from '../../workers/experiments';

const configHash = 'c7f99dcaffd37d46';
const agentic = { experiment: 'agentic', configHash, seeds: [10, 11] };
const armsOf = (experiment: string) => experiments[experiment]!.arms.map(({ id }) => id);

test('arms are named where they are not all, in the order of the experiment', () => {
  expect(recordFile({ ...agentic, arms: armsOf('agentic').reverse() })).toBe(
    'runs/agentic-c7f99dcaffd37d46-seeds-10-11.json',
  );
  const named = 'runs/agentic-c7f99dcaffd37d46-aft_msm+aft-seeds-10-11.json';
  expect(recordFile({ ...agentic, arms: ['aft', 'msm+aft'] })).toBe(named);
  expect(recordFile({ ...agentic, arms: ['msm+aft', 'aft'] })).toBe(named);
});

test('long lists are told apart in names that a file may have', () => {
  const arms = armsOf('strength');
  const seeds = Array.from({ length: 1000 }, (_, i) => i);
  const names = [
    recordFile({ experiment: 'strength', configHash, arms: arms.slice(1), seeds }),
    recordFile({ experiment: 'strength', configHash, arms: arms.slice(0, -1), seeds }),
    recordFile({ experiment: 'strength', configHash, arms: arms.slice(1), seeds: seeds.map((seed) => seed + 1) }),
  ];
  expect(new Set(names).size).toBe(names.length);
  for (const name of names)
    expect(name).toMatch(/^runs\/strength-c7f99dcaffd37d46-\d+-[\da-f]{8}-seeds-1000-[\da-f]{8}\.json$/);
});

test.each(Object.keys(experiments))(
  'arms of %s have nothing in their names that must be quoted, and no underscore',
  (name) => {
    for (const arm of armsOf(name)) expect(arm).toMatch(/^[a-z][a-z0-9+-]*$/);
  },
);

test('an experiment that there is not is refused', () => {
  expect(() => recordFile({ ...agentic, experiment: 'magic', arms: ['aft'] })).toThrow('no experiment "magic"');
});
