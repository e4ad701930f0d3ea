/** Summary of a run: the pair of its headline, and the devices that made it. */
import { describe, expect, it } from 'vitest';
import { summaryOfRun } from '../../../src/history/run-summary';
import { joinRecords } from '../../../records/join';
import { experiments } from '../../../workers/experiments';
import { record, recordOf } from '../../records/runs';

describe('summaryOfRun', () => {
  it('tells the headline of every experiment', async () => {
    for (const [name, experiment] of Object.entries(experiments)) {
      const own = await recordOf(name, [0, 1]);
      const { title, models, seeds, arm } = summaryOfRun(own);
      expect({ title, models, seeds }).toEqual({
        ...{ title: experiment.title, models: own.config.arms.length, seeds: 2 },
      });
      expect(arm.value).toMatch(/^\d+\.\d%$/);
    }
  });

  it('has a dash for an arm without a result', async () => {
    const own = await record(['msm+aft'], [0]);
    const { reference, arm } = summaryOfRun(own);
    expect(reference).toEqual({ label: 'AFT', value: '–' });
    expect(arm).toEqual({ label: 'MSM + AFT', value: '10.0%' });
  });

  it('names every device once', async () => {
    const adapter = { vendor: 'other', architecture: 'two', description: '', fallback: false };
    const later = { ...(await record(['aft'], [1], { started: '2026-11-24T10:00:00Z' })), adapter };
    const { record: joined } = joinRecords([await record(['aft'], [0]), later, await record(['msm'], [0])]);
    expect(summaryOfRun(joined).devices).toBe('acme one (software, no GPU); other two');
  });
});
