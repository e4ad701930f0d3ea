/** Whether the settings ask for the run on show: said only where the numbers would be others. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differences } from '../../../src/lab/differences';
import { Settings } from '../../../src/lab/settings.svelte';
import { parseRunRecord } from '../../../records/parse';
import { experiments } from '../../../workers/experiments';
import { DEFAULT_PRESET } from '../../../workers/experiments/presets';

const recorded = (name: string) => parseRunRecord(readFileSync(`public/recorded/${name}.json`, 'utf8'));
const agentic = await recorded('agentic');
const settings = (change: (settings: Settings) => void = () => undefined) => {
  const all = new Settings(experiments['agentic']!, DEFAULT_PRESET, {});
  change(all);
  return all.request();
};

test.each(['agentic', 'values', 'placement'])('%s: what the page opens with is what was recorded', async (name) => {
  const record = await recorded(name);
  const { experiment } = record;
  expect(differences(new Settings(experiments[experiment]!, DEFAULT_PRESET, {}).request(), record)).toEqual([]);
});

test('fewer models and seeds are part of what is there, others are not', () => {
  expect(
    differences(
      settings((s) => s.typeSeeds('12')),
      agentic,
    ),
  ).toEqual([]);
  expect(
    differences(
      settings((s) => s.typeSeeds('12, 26')),
      agentic,
    ),
  ).toEqual(['other seeds']);
  const arms = agentic.config.arms.slice(1);
  expect(differences(settings(), { ...agentic, config: { ...agentic.config, arms } })).toEqual(['other models']);
});

test('a text counts where it is read, a number wherever it is', () => {
  const edit = (name: string) => settings((s) => s.editSpec(name, '# Mine'));
  expect(differences(edit('philosophy'), agentic)).toEqual(['another text of “philosophy”']);
  expect(differences(edit('thrift'), agentic)).toEqual([]);
  expect(
    differences(
      settings((s) => s.change('midtrain.steps', 600)),
      agentic,
    ),
  ).toEqual(['other numbers']);
  expect(
    differences(
      settings((s) => s.choosePreset('smoke')),
      agentic,
    ),
  ).toEqual(['another preset']);
});
