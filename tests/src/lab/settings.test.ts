/** What the next run will be: edited specifications, seeds, and weights that are there or not. */
import { beforeEach, expect, test } from 'vitest';
import { Settings } from '../../../src/lab/settings.svelte';
import { SHIPPED_SPECS } from '../../../src/lab/specs';
import { experiments } from '../../../workers/experiments';

const MINE = '# Mine\n\n## care\n\n- value care\n';
const { agentic, values } = experiments as Record<'agentic' | 'values', (typeof experiments)[string]>;

let settings: Settings;
beforeEach(() => {
  settings = new Settings(agentic, 'standard', {});
});

test('an edited specification is there again after a look at another experiment, which does not read it', () => {
  settings.editSpec('philosophy', MINE);
  settings.chooseExperiment(values);
  expect(settings.request().specs['philosophy']).toBe(SHIPPED_SPECS['philosophy']);
  expect(settings.edits).toEqual({ philosophy: MINE });
  expect(settings.reads('philosophy')).toBe(false);
  settings.chooseExperiment(agentic);
  expect(settings.request().specs['philosophy']).toBe(MINE);
});

test('the settings of another run bring the specifications that it read, and leave all others', () => {
  const other = new Settings(values, 'standard', { seeds: [11] });
  other.editSpec('thrift', MINE);
  settings.editSpec('philosophy', MINE);
  const request = other.request();
  expect(settings.replacedBy(request)).toEqual([]);
  settings.chooseExperiment(values);
  settings.takeUp(request);
  expect(settings.edits).toEqual({ philosophy: MINE, thrift: MINE });
  expect(settings.seeds).toEqual([11]);
});

test('it is known beforehand which own texts the settings of another run would replace', () => {
  const request = settings.request();
  settings.editSpec('philosophy', MINE);
  expect(settings.replacedBy(request)).toEqual(['philosophy']);
  expect(settings.replacedBy(settings.request())).toEqual([]);
  settings.takeUp(request);
  expect(settings.edits).toEqual({});
});

test('where a seed has no pretrained weights, models are pretrained, and a sentence says what it costs', () => {
  expect(settings).toMatchObject({ base: 'shipped', shortage: '' });
  settings.typeSeeds('25-26');
  expect(settings.base).toBe('scratch');
  expect(settings.shortage).toBe(
    'No pretrained weights come with this page for seed 26: every model is pretrained first, 5,000 steps of training more. Seeds 10-25 have them.',
  );
  settings.typeSeeds('10-12');
  expect(settings).toMatchObject({ base: 'shipped', shortage: '', seeds: [10, 11, 12] });
});

test('new seeds are as many others, and what was refused in their field is forgotten', () => {
  settings.typeSeeds('10 to 12');
  settings.typeSeeds('3, 12');
  settings.typeSeeds('3 to 12');
  settings.takeNewSeeds();
  expect(settings).toMatchObject({ seeds: [13, 14], trouble: '' });
});

test('nobody is told of weights that were not asked for, or that no seed could have', () => {
  settings.typeSeeds('26');
  settings.wantedBase = 'scratch';
  expect(settings.shortage).toBe('');
  settings.wantedBase = 'shipped';
  settings.choosePreset('tiny');
  expect(settings).toMatchObject({ base: 'scratch', shortage: '' });
});

test('what cannot be used blocks the run until it is mended, or the field shows something else', () => {
  settings.typeSeeds('10 to 12');
  expect(settings.trouble).toMatch(/^Under Settings, “Seeds” takes up to 16 different whole numbers, .*\.$/);
  expect(settings.seeds).toHaveLength(8);
  settings.typeSeeds('10-12');
  expect(settings.trouble).toBe('');

  const blocked = () => settings.refuse('world.people', 'Too many.');
  for (const mend of [
    () => settings.choosePreset('smoke'),
    () => settings.takeUp(settings.request()),
    () => settings.resetChanges(),
  ]) {
    blocked();
    expect(settings.trouble).toBe('Too many.');
    const { fresh } = settings;
    mend();
    expect(settings.trouble).toBe('');
    expect(settings.fresh).toBeGreaterThan(fresh);
  }
});
