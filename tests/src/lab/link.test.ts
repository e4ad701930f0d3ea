/** Settings in the page's address: what is read from good ones, and what is said of bad ones. */
import { describe, expect, test } from 'vitest';
import { nearest } from '../../../datasets/nearest';
import { parseLink, readSeeds, seedWords, writeQuery } from '../../../src/lab/link';

const NAMES = {
  presets: ['standard', 'tiny'],
  experiments: { agentic: ['baseline', 'aft', 'msm+aft'], values: ['aft', 'thrift', 'thrift+aft'] },
};
const parse = (query: string) => parseLink(query, NAMES, nearest);

describe('a good link', () => {
  test('sets every setting; a plus sign may be escaped or not', () => {
    const settings = { preset: 'tiny', seeds: [1, 2], base: 'scratch', arms: ['aft', 'msm+aft'] };
    expect(parse('?preset=tiny&seeds=1,2&base=scratch&arms=aft,msm+aft')).toEqual({ settings, problems: [] });
    expect(parse('?preset=tiny&seeds=1,2&base=scratch&arms=aft,msm%2Baft')).toEqual({ settings, problems: [] });
  });

  test('sets only what it names; the tour’s stop and what mail programs and searches add ask for nothing', () => {
    const query = '?seeds=0&tour=2&utm_source=x&utm_medium=mail&fbclid=y&gclid=z&mc_eid=w';
    expect(parse(query)).toEqual({ settings: { seeds: [0] }, problems: [] });
    for (const nothing of ['', '?', '?&', '?=', '?=5']) expect(parse(nothing)).toEqual({ settings: {}, problems: [] });
  });

  test.each(['&amp;', '&amp;amp;', '&AMP;'])('is taken as meant where %s stands between its parts', (and) => {
    expect(parse(`?${['experiment=values', 'preset=tiny', 'seeds=3'].join(and)}`)).toEqual({
      settings: { experiment: 'values', preset: 'tiny', seeds: [3] },
      problems: [],
    });
  });

  test('changes numbers of the preset', () => {
    const changes = { 'midtrain.steps': 600, 'finetune.peak': 1e-4, 'world.noise': 0 };
    expect(parse('?midtrain.steps=600&finetune.peak=1e-4&world.noise=0')).toEqual({
      settings: { changes },
      problems: [],
    });
  });

  test('names an experiment, and arms of that one', () => {
    const settings = { experiment: 'values', arms: ['aft', 'thrift+aft'] };
    expect(parse('?arms=aft,thrift+aft&experiment=values')).toEqual({ settings, problems: [] });
  });
});

describe('seeds', () => {
  test.each([
    ['7', [7], '7'],
    ['10, 11, 12', [10, 11, 12], '10-12'],
    ['10-17', [10, 11, 12, 13, 14, 15, 16, 17], '10-17'],
    ['10 – 12, 20', [10, 11, 12, 20], '10-12, 20'],
    ['4,5,9', [4, 5, 9], '4, 5, 9'],
    ['9,4,5', [9, 4, 5], '9, 4, 5'],
    ['3-3', [3], '3'],
  ])('%s are read, and told in as few words', (text, seeds, words) => {
    expect(readSeeds(text)).toEqual(seeds);
    expect(seedWords(seeds)).toBe(words);
    expect(readSeeds(words)).toEqual(seeds);
  });

  test.each(['', '-', '5-', '17-10', '1-17', '1-9,9', '0-2147483647', '10-12-14', '1;2', 'ten'])(
    '“%s” are none',
    (text) => expect(readSeeds(text)).toBeUndefined(),
  );
});

describe('a bad link', () => {
  test.each([
    ['preset=huge', 'preset “huge”', 'one of standard, tiny'],
    ['preset=', 'preset “”', 'one of standard, tiny'],
    ['base=mine', 'base “mine”', 'shipped or scratch'],
    ['arms=aft,dpo', 'arms “aft,dpo”', 'any of baseline, aft, msm+aft'],
    ['arms=aft,aft', 'arms “aft,aft”', 'any of'],
    ['arms=thrift', 'arms “thrift”', 'any of baseline, aft, msm+aft'],
    ['experiment=magic', 'experiment “magic”', 'one of agentic, values'],
    ['experiment=', 'experiment “”', 'one of agentic, values'],
    ['experiment=toString', 'experiment “toString”', 'one of agentic, values'],
    ['experiment=magic&arms=rabbit', 'experiment “magic”', 'one of agentic, values'],
    ['midtrain.steps=0', 'midtrain.steps “0”', 'a whole number from 1 to 20,000'],
    ['midtrain.steps=1.5', 'midtrain.steps “1.5”', 'a whole number'],
    ['finetune.peak=NaN', 'finetune.peak “NaN”', 'a number from 0.000001 to 0.1'],
    ['seeds=', 'seeds “”', 'whole numbers'],
    ['seeds=1,one', 'seeds “1,one”', 'whole numbers'],
    ['seeds=-1', 'seeds “-1”', 'whole numbers'],
    ['seeds=1.5', 'seeds “1.5”', 'whole numbers'],
    ['seeds=1,1', 'seeds “1,1”', 'different'],
    ['seeds=2147483648', 'seeds “2147483648”', 'whole numbers'],
    ['seeds=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', 'seeds', 'up to 16'],
  ])('%s: one sentence, and the default', (query, asked, expected) => {
    const { settings, problems } = parse(query);
    expect(settings).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(asked);
    expect(problems[0]).toContain(expected);
  });

  test('arms of another experiment are refused, the experiment stands', () => {
    const { settings, problems } = parse('experiment=values&arms=msm+aft');
    expect(settings).toEqual({ experiment: 'values' });
    expect(problems).toEqual([
      'The link asks for arms “msm aft”, but it has to be any of aft, thrift, thrift+aft; the default is used instead.',
    ]);
  });

  test('keeps its good parts, and quotes a long part in short', () => {
    const { settings, problems } = parse(`base=scratch&preset=${'x'.repeat(500)}`);
    expect(settings).toEqual({ base: 'scratch' });
    expect(problems[0]!.length).toBeLessThan(160);
  });
});

describe('what is not understood is named', () => {
  test.each([
    ['seed=3&preset=tiny', ['The link’s “seed” is not a setting; did you mean “seeds”?']],
    ['Preset=tiny', ['The link’s “Preset” is not a setting; did you mean “preset”?']],
    ['midtrain.step=5', ['The link’s “midtrain.step” is not a setting; did you mean “midtrain.steps”?']],
    ['experiment=magic&arm=aft', [/“magic”/, 'The link’s “arm” is not a setting; did you mean “arms”?']],
    ['colour=blue', ['The link’s “colour” is not a setting and changes nothing.']],
    ['tiny', ['The link’s “tiny” is not a setting and changes nothing.']],
    ['preset=Tiny', [/has to be one of standard, tiny \(did you mean tiny\?\); the default is used instead\.$/]],
    ['experiment=value', [/\(did you mean values\?\)/]],
    ['arms=aft,mms+aft', [/\(did you mean msm\+aft\?\)/]],
    ['seeds=1&seeds=2', ['The link says seeds twice; the first is used.']],
    ['midtrain.steps=5&midtrain.steps=6', ['The link says midtrain.steps twice; the first is used.']],
  ])('%s', (query, problems) => {
    expect(parse(query).problems).toEqual(
      problems.map((problem) => (typeof problem === 'string' ? problem : expect.stringMatching(problem))),
    );
  });

  test('the same said twice is said', () => {
    expect(parse('seeds=1&seeds=1')).toEqual({ settings: { seeds: [1] }, problems: [] });
  });

  test('in few and short sentences, however many and long the names are', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `${'x'.repeat(60)}${i}=1`);
    const { problems } = parse(names.join('&'));
    expect(problems).toHaveLength(4);
    expect(problems.at(-1)).toBe('Nor are 1997 more of its names.');
    for (const problem of problems) expect(problem.length).toBeLessThan(160);
  });
});

describe('writeQuery', () => {
  const usual = { experiment: 'agentic', preset: 'standard', seeds: [1, 2], base: 'shipped' as const, arms: ['aft'] };

  test('says what is not usual, keeps what is not its own, and is read back', () => {
    const settings = { ...usual, seeds: [7], arms: ['baseline', 'msm+aft'], changes: { 'midtrain.steps': 600 } };
    const query = writeQuery('?tour=2&preset=tiny&finetune.steps=3', settings, usual);
    expect(query).toBe('?tour=2&seeds=7&arms=baseline,msm%2Baft&midtrain.steps=600');
    expect(parse(query)).toEqual({
      settings: { seeds: [7], arms: ['baseline', 'msm+aft'], changes: { 'midtrain.steps': 600 } },
      problems: [],
    });
  });

  test('leaves nothing of an ampersand that was escaped', () => {
    expect(writeQuery('?experiment=agentic&amp;preset=tiny&amp;seeds=3', { ...usual, seeds: [7] }, usual)).toBe(
      '?seeds=7',
    );
  });

  test('is empty where all is usual', () => {
    expect(writeQuery('?preset=tiny', usual, usual)).toBe('');
  });
});
