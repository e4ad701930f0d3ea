/** The settings of a record can be those of the next run, or a sentence says why not. */
import { describe, expect, it } from 'vitest';
import { requestOf } from '../../../src/history/request';
import { makeRecord } from '../../../records/make';
import { specsOf } from '../../../workers/experiments/experiment';
import { experiments } from '../../../workers/experiments';
import { presets } from '../../../workers/experiments/presets';
import { withChanges } from '../../../workers/experiments/settings';
import { finishedRun, recordOf, SPEC } from '../../records/runs';

const run = finishedRun(['aft', 'msm+aft'], [0, 1]);

describe('requestOf', () => {
  it('gives back what was asked for, with the specifications that the experiment reads', async () => {
    const { request } = run.plan;
    const specs = { ...request.specs, general: SPEC };
    const record = await makeRecord({ ...run, plan: { ...run.plan, request: { ...request, specs } } });
    expect(requestOf(record)).toEqual(request);
  });

  it('gives back numbers that are not those of the preset, of every part', async () => {
    const changes = { 'midtrain.steps': 9, 'optimizer.weightDecay': 0.1, 'world.people': 40 };
    const record = await makeRecord({ ...run, preset: withChanges(presets['tiny']!, changes) });
    expect(requestOf(record)).toEqual({ ...run.plan.request, changes });
  });

  it('works for every experiment whose specifications are there', async () => {
    for (const name of Object.keys(experiments)) {
      const record = await recordOf(name, [0]);
      const read = experiments[name]!.arms.flatMap(specsOf);
      record.config['specs'] = Object.fromEntries(read.map((spec) => [spec, SPEC]));
      expect(requestOf(record)).toMatchObject({ experiment: name, arms: record.config.arms });
    }
  });

  it('says in one sentence what this version cannot do', async () => {
    const record = await makeRecord(run);
    const withConfig = (config: object) => ({ ...record, config: { ...record.config, ...config } });
    expect(() => requestOf(withConfig({ preset: 'standard-fronts-90' }))).toThrow('"standard-fronts-90" is no preset');
    expect(() => requestOf(withConfig({ specs: {} }))).toThrow(
      'reads the specification "philosophy", whose text is missing',
    );
    expect(() => requestOf(withConfig({ model: { nHead: 5 } }))).toThrow('does not go with 5 heads');
    const seeds = Array.from({ length: 17 }, (_, i) => i);
    expect(() => requestOf({ ...record, seeds })).toThrow(
      'This run has 17 seeds, and one on this page has at most 16.',
    );
  });
});
