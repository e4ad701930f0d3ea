/** Rulings counted, and how many claims that hold say the same: against a list made by hand. */
import { expect, test } from 'vitest';
import { documentsBeatNone, tally } from '../../../src/experiment/tally';
import { experiments } from '../../../workers/experiments';

/** Claims that documents about the assistant make shortcuts rarer, read one by one. */
const SAME: Record<string, string[]> = {
  agentic: ['msm-before-aft', 'msm-alone', 'msm-before-reasons'],
  scaling: ['forty-times-fewer', 'at-8', 'at-128', 'at-1320', 'at-5280'],
  'spec-science': ['rules-over-nothing'],
  placement: ['last-over-none', 'mixed-over-none'],
  controls: ['the-real-thing'],
  emergence: ['after-30', 'after-50', 'after-100'],
  strength: ['also-fine-tuned-longer', 'also-fine-tuned-shorter'],
  reasons: ['stated-over-neutral'],
};

/** Every claim of every experiment with the same ruling. */
const all = (ruling: string) =>
  Object.fromEntries(
    Object.values(experiments).map(({ name, hypotheses }) => [
      name,
      Object.fromEntries(hypotheses.filter(({ family }) => family !== 'targets').map(({ id }) => [id, ruling])),
    ]),
  );

test('the claims that say so are told from all others', () => {
  for (const { name, hypotheses } of Object.values(experiments))
    for (const { id, family } of hypotheses) {
      if (family === 'targets') continue;
      const { same } = documentsBeatNone(Object.values(experiments), { [name]: { [id]: 'holds' } });
      expect({ name, id, same }).toEqual({ name, id, same: SAME[name]?.includes(id) ? 1 : 0 });
    }
});

test('they are counted where they hold', () => {
  const listed = Object.values(experiments);
  const { held, same, among } = documentsBeatNone(listed, all('holds'));
  expect(held).toBe(Object.values(all('holds')).flatMap((claims) => Object.keys(claims)).length);
  expect(same).toBe(Object.values(SAME).flat().length);
  expect(among).toBe(Object.keys(SAME).length);
  expect(documentsBeatNone(listed, all('not shown'))).toEqual({ held: 0, same: 0, among: 0 });
  expect(documentsBeatNone(listed, {})).toEqual({ held: 0, same: 0, among: 0 });
});

test('a tally names what holds and what is open', () => {
  expect(tally({ a: 'holds', b: 'not shown', c: 'does not hold', d: 'not enough seeds' })).toBe(
    '1 of 4 claims hold, 2 not shown',
  );
  expect(tally({ a: 'holds' })).toBe('1 of 1 claims hold');
});
