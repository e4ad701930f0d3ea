import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRunRequest, RequestError, resolveRequest } from '../../../workers/run/request';

const philosophy = readFileSync('datasets/specs/philosophy.md', 'utf8');

const good = {
  experiment: 'agentic',
  arms: ['aft', 'msm+aft'],
  seeds: [0, 7],
  preset: 'tiny',
  base: 'scratch',
  specs: { philosophy },
};

test('a good request comes back as it is, with what its names stand for', () => {
  expect(parseRunRequest(good)).toEqual(good);
  const { arms, preset, specs } = resolveRequest({ ...good, arms: ['msm+aft', 'aft'] });
  expect(arms.map(({ id }) => id)).toEqual(['msm+aft', 'aft']);
  expect(preset.name).toBe('tiny');
  expect(specs['philosophy']!.title).toBe('Philosophy');
});

test.each([
  ['no object', undefined, 'malformed: it is missing'],
  ['an unknown experiment', { ...good, experiment: 'magic' }, '"magic" is no experiment; there are agentic'],
  ['a name that every object has', { ...good, experiment: 'constructor' }, '"constructor" is no experiment'],
  ['an unknown arm', { ...good, arms: ['aft', 'xyz'] }, '"xyz" is no arm of experiment agentic; there are baseline'],
  [
    'an unknown setting',
    { ...good, changes: { 'midtrain.floor': 0 } },
    'malformed: changes: a key is not known: midtrain.floor',
  ],
  [
    'a setting out of bounds',
    { ...good, changes: { 'midtrain.steps': 0 } },
    'malformed: changes, midtrain.steps: expected a whole number from 1 to',
  ],
  [
    'settings that do not go together',
    { ...good, changes: { 'model.nEmbd': 18 } },
    'The settings cannot be used: a width of 18',
  ],
  [
    'a world in which nobody can be compared',
    { ...good, changes: { 'world.principlePrevalence': 0 } },
    'In the world of seed 0 people who could be compared hold either all',
  ],
  ['a world in which all are alike', { ...good, changes: { 'world.principlePrevalence': 1 } }, 'choose another share'],
  ['no arm', { ...good, arms: [] }, 'at least one arm is needed'],
  ['an arm named twice', { ...good, arms: ['aft', 'aft'] }, 'names arm aft twice'],
  ['an unknown preset', { ...good, preset: 'huge' }, '"huge" is no preset; there are standard'],
  ['no seed', { ...good, seeds: [] }, 'at least one seed is needed'],
  [
    'a fractional seed',
    { ...good, seeds: [0.5] },
    'malformed: entry 1 of seeds: a seed is a whole number from 0 to 2147483647',
  ],
  [
    'a negative seed',
    { ...good, seeds: [-1] },
    'malformed: entry 1 of seeds: a seed is a whole number from 0 to 2147483647',
  ],
  ['a seed named twice', { ...good, seeds: [3, 1, 3] }, 'names seed 3 twice'],
  ['another base', { ...good, base: 'magic' }, 'malformed: base: one of "shipped", "scratch" was expected'],
  ['a missing specification', { ...good, specs: {} }, 'Arm aft reads the specification "philosophy"'],
  [
    'a malformed specification',
    { ...good, specs: { philosophy: '# P\n## privacy\n- value gold' } },
    'Specification "philosophy": line 3: "value" is followed by one of oversight',
  ],
])('%s is refused with one sentence', (_, request, sentence) => {
  let message = '';
  try {
    parseRunRequest(request);
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    message = (error as RequestError).message;
  }
  expect(message).toContain(sentence);
  expect(message.split('\n')).toHaveLength(1);
  expect(message).toMatch(/\.$/);
});
