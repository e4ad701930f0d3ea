/** Settings in an address, and the sizes they stand for. */
import { describe, expect, test } from 'vitest';
import { FULL, parseSettings, QUICK, trainingCases } from '../../bench/settings';

const parse = (query: string) => parseSettings(new URLSearchParams(query));

describe('parseSettings', () => {
  test('without anything is the quick sweep', () => {
    expect(parse('')).toEqual(QUICK);
    expect(parse('sweep=quick&family=')).toEqual(QUICK);
  });

  test('changes what is named', () => {
    expect(parse('sweep=full&rounds=5&profile=on')).toEqual({ ...FULL, rounds: 5, profile: true });
    expect(parse('replicas=1,16&widths=&family=gpu&subgroups=off')).toEqual({
      ...QUICK,
      replicas: [1, 16],
      widths: [],
      family: 'gpu',
      subgroups: false,
    });
  });

  test.each([
    ['size=3', 'size is not a setting; there are sweep, family, layers'],
    ['rounds=0', 'rounds takes a whole number from 1 on, not "0".'],
    ['rounds=', 'rounds takes a whole number from 1 on, not "".'],
    ['layers=1,2', 'layers takes a whole number from 1 on, not "1,2".'],
    ['replicas=1,x', 'replicas takes whole numbers with commas between them from 1 on, not "1,x".'],
    ['replicas=', 'replicas takes one whole number or more.'],
    ['family=tpu', 'family takes one of software, gpu, not "tpu".'],
    ['profile=yes', 'profile takes one of on, off, not "yes".'],
  ])('refuses %s with one sentence', (query, message) => {
    expect(() => parse(query)).toThrow(message);
  });
});

describe('trainingCases', () => {
  const shown = (query: string) =>
    trainingCases(parse(query)).map(({ model, replicas }) => [replicas, model.nLayer, model.nEmbd]);

  test('varies stack size, width and depth each alone', () => {
    const stacks = [1, 2, 4, 8, 16, 48].map((R) => [R, 2, 64]);
    const widths = [32, 128].map((width) => [1, 2, width]);
    const depths = [1, 3, 4].map((depth) => [1, depth, 64]);
    expect(shown('sweep=full')).toEqual([...stacks, ...widths, ...depths]);
  });

  test('begins with the model asked for at the first stack size', () => {
    expect(shown('replicas=4,2&widths=64,32')).toEqual([
      [4, 2, 64],
      [2, 2, 64],
      [4, 2, 32],
    ]);
    expect(trainingCases(QUICK)[0]).toEqual({
      model: { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 40, vocabSize: 640 },
      batch: { rows: 64, length: 40 },
      replicas: 1,
    });
  });
});
