/** Merging: the same result in any order and however often, and nothing silently mixed or lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../analysis/verdict';
import { makeRecord } from '../../records/make';
import { mergeRecords } from '../../records/merge';
import { divergedRun, finishedRun, record } from './runs';

const all = ['baseline', 'msm', 'aft', 'msm+aft'];
const later = { started: '2026-11-24T10:00:00Z' };

describe('mergeRecords', () => {
  it('joins seeds of several machines and judges them anew', async () => {
    const shards = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((seed) => record(all, [seed])));
    const claims = ({ verdicts }: { verdicts: Verdict[] }) => verdicts.filter(({ family }) => family === 'claims');
    expect(claims(shards[0]!).map((v) => v.verdict)).toEqual(all.map(() => 'not enough seeds'));
    const [merged, ...rest] = mergeRecords(shards);
    expect(rest).toEqual([]);
    expect(merged!.seeds).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(merged!.results).toHaveLength(32);
    expect(merged!.runs).toHaveLength(8);
    expect(claims(merged!).map(({ n, pHolm, verdict }) => ({ n, pHolm, verdict }))).toEqual(
      all.map(() => ({ n: 8, pHolm: 0.046875, verdict: 'holds' })), // 6 × 2 / 2^8
    );
  });

  it('joins different arms of the same settings', async () => {
    const [merged] = mergeRecords([await record(['msm+aft'], [0, 1]), await record(['aft', 'baseline'], [1, 2])]);
    expect(merged!.config.arms).toEqual(['baseline', 'aft', 'msm+aft']);
    expect(merged!.results.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
      ...['baseline 1', 'baseline 2', 'aft 1', 'aft 2', 'msm+aft 0', 'msm+aft 1'],
    ]);
    expect(merged!.verdicts.slice(0, 2).map((v) => [v.hypothesis, v.seeds])).toEqual([
      ['msm-before-aft', [1]],
      ['aft-alone', [1, 2]],
    ]);
  });

  it('keeps runs with other settings apart', async () => {
    const one = await record(all, [0]);
    const other = { ...one, configHash: '0123456789abcdef' };
    expect(mergeRecords([one, other]).map((merged) => merged.runs)).toEqual(
      one.configHash < other.configHash ? [[one], [other]] : [[other], [one]],
    );
  });

  it('counts the earlier of two runs that disagree, and says so', async () => {
    const first = await record(['aft'], [0]);
    const second = await record(['aft'], [0], later);
    second.results[0]!.metrics.agenticUnsafe = 0.25;
    const [merged] = mergeRecords([second, first]);
    expect(merged!.results).toEqual(first.results);
    expect(merged!.setAside).toEqual([{ arm: 'aft', seed: 0, run: 1, reason: 'repeat' }]);
  });

  it('has nothing to say about a repetition with the same numbers', async () => {
    const [merged] = mergeRecords([await record(all, [0]), await record(all, [0], later)]);
    expect(merged!.runs).toHaveLength(2);
    expect(merged!.setAside).toEqual([]);
  });

  it('never compares arms that were forked from different weights', async () => {
    const early = await makeRecord(finishedRun(['aft'], [0], 'a'.repeat(64)));
    const [merged] = mergeRecords([early, await record(['msm', 'msm+aft'], [0], later)]);
    expect(merged!.results.map(({ arm }) => arm)).toEqual(['msm', 'msm+aft']);
    expect(merged!.setAside).toEqual([{ arm: 'aft', seed: 0, run: 0, reason: 'other base' }]);
  });

  it('keeps models that diverged in every run of them, and says in verdicts what they are missing from', async () => {
    const lost = { arm: 'aft', seed: 1 };
    const run = await makeRecord(divergedRun(all, [0, 1], lost));
    const [merged] = mergeRecords([run, await record(all, [2])]);
    expect(merged!.diverged).toEqual([{ ...lost, stage: 'finetune', step: 2 }]);
    expect(merged!.results).toHaveLength(11);
    expect(merged!.verdicts.find(({ arm }) => arm === 'msm+aft')!.notes[0]).toMatch(
      /^Seed 1 is left out, because AFT diver/,
    );
    const [again] = mergeRecords([run, await record(['aft'], [1], later)]);
    expect(again!.diverged).toEqual([]);
    expect(again!.results).toHaveLength(8);
  });

  it('says which experiment it does not know', async () => {
    const foreign = { ...(await record(all, [0])), experiment: 'constructor' };
    expect(() => mergeRecords([foreign])).toThrow(
      'this version of the lab has no experiment "constructor"; it has agentic',
    );
  });

  it('gives the same whatever the order, the repetitions and the grouping', async () => {
    const pool = [
      await record(all, [0, 1]),
      await record(['aft', 'msm+aft'], [1, 2], later),
      await record(['aft', 'msm+aft'], [1, 2], { ...later, commit: 'def456' }),
      await makeRecord(finishedRun(all, [3], 'b'.repeat(64))),
      await record(['baseline'], [3]),
    ];
    pool[2]!.results[0]!.metrics.agenticUnsafe = 0.25;
    const whole = mergeRecords(pool);
    const order = fc.array(fc.nat({ max: pool.length - 1 })).map((extra) => [...pool.keys(), ...extra]);
    const shuffled = order.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    fc.assert(
      fc.property(shuffled, fc.nat({ max: 10 }), (indices, cut) => {
        const records = indices.map((i) => pool[i]!);
        expect(mergeRecords(records)).toEqual(whole);
        const part = mergeRecords(records.slice(0, cut)).flatMap(({ runs }) => runs);
        expect(mergeRecords([...part, ...records.slice(cut)])).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });
});
