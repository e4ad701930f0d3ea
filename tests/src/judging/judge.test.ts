/** Judging beside the page: the very verdicts of analysis, worked out once. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../analysis/judge';
import { summarize } from '../../../analysis/summarize';
import { experimentNamed } from '../../../records/experiment';
import { joinRecords } from '../../../records/join';
import { makeRecord } from '../../../records/make';
import { parseRunRecord } from '../../../records/parse';
import type { RunRecord } from '../../../records/schema';
import { caseOf } from '../../../src/judging/case';
import { judging } from '../../../src/judging/judge';
import { experiments } from '../../../workers/experiments';
import { divergedRun, record, recordOf } from '../../records/runs';

const caseIn = ({ experiment, results, diverged }: RunRecord) => caseOf(experimentNamed(experiment), results, diverged);

describe('judging', () => {
  it.each(Object.keys(experiments))('gives the verdicts and numbers of analysis on the record of %s', async (name) => {
    const { experiment, results, diverged, ...rest } = await parseRunRecord(
      readFileSync(`public/recorded/${name}.json`, 'utf8'),
    );
    const { summaries, verdicts } = judging.judge(structuredClone(caseIn({ experiment, results, diverged, ...rest })));
    const own = experimentNamed(name);
    expect(verdicts).toEqual(judge(own, results, diverged));
    expect(summaries.map(({ arm, seeds }) => ({ arm, seeds }))).toEqual(
      summarize(own, results).map(({ arm, seeds }) => ({ arm, seeds })),
    );
    const metric = own.primaryMetric;
    const numbersOf = (all: typeof summaries) =>
      all.map(({ metrics }) => ({ ...metrics[metric], interval: metrics[metric]!.interval }));
    expect(numbersOf(summaries)).toEqual(numbersOf(summarize(own, results)));
  });

  it('says what models that diverged are missing from', async () => {
    const lost = { arm: 'msm+aft', seed: 1 };
    const made = await makeRecord(divergedRun(['aft', 'msm+aft'], [0, 1, 2], lost));
    expect(judging.judge(caseIn(made)).verdicts).toEqual(made.verdicts);
    expect(made.verdicts[0]!.notes[0]).toContain('MSM + AFT diverged there');
  });

  it('judges the same results once, in whatever record they stand', async () => {
    const one = await recordOf('agentic', [0, 1]);
    const again = { ...structuredClone(one), curves: [], started: '2026-11-24T10:00:00Z' };
    expect(judging.judge(caseIn(again))).toBe(judging.judge(caseIn(one)));
    const other = structuredClone(one);
    other.results[0]!.metrics.agenticUnsafe = 0.123;
    expect(judging.judge(caseIn(other))).not.toBe(judging.judge(caseIn(one)));
  });

  it('joins records as they are joined elsewhere, and what is joined is judged', async () => {
    const parts = [
      await record(['aft', 'msm+aft'], [0, 1]),
      await record(['aft', 'msm+aft'], [2], { started: '2026-11-24T10:00:00Z' }),
    ];
    const joined = await judging.join(parts);
    expect(joined).toEqual(joinRecords(parts).record);
    expect(judging.judge(caseIn(joined)).verdicts).toBe(judging.judge(caseIn(joined)).verdicts);
    expect(judging.judge(caseIn(joined)).verdicts).toEqual(joined.verdicts);
  });

  it('refuses in one sentence what cannot be judged', async () => {
    const broken = structuredClone(caseIn(await record(['aft'], [0])));
    broken.results[0]!.metrics.agenticUnsafe = NaN;
    expect(() => judging.judge(broken)).toThrow(
      'agenticUnsafe of arm aft, seed 0, is NaN; a finite number was expected',
    );
  });
});
