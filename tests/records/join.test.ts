/** Joining: one record that says everything its parts say, and which session made which model. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRecords } from '../../records/join';
import { makeRecord } from '../../records/make';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { divergedRun, finishedRun, record } from './runs';

const later = { started: '2026-11-24T10:00:00Z', commit: 'def456', seconds: 30 };
const joined = (...records: RunRecord[]) => joinRecords(records).record;
/** Curves in which every model has a number of its own. */
const numbered = ({ replicas, ...rest }: RunRecord): RunRecord => {
  const numbers = replicas.map(({ arm, seed }) => arm.length + 100 * seed);
  return { ...rest, replicas, curves: [{ stage: 'finetune', step: 2, loss: numbers }] };
};

describe('joinRecords', () => {
  it('is a valid record of all models, with verdicts over all seeds', async () => {
    const whole = joined(await record(['aft', 'msm+aft'], [2, 0]), await record(['aft', 'msm+aft'], [1], later));
    expect(await parseRunRecord(JSON.stringify(whole))).toEqual(whole);
    expect(whole.seeds).toEqual([0, 1, 2]);
    expect(whole.replicas.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
      ...['aft 0', 'aft 1', 'aft 2', 'msm+aft 0', 'msm+aft 1', 'msm+aft 2'],
    ]);
    expect(whole.verdicts[0]).toMatchObject({ n: 3 });
    expect(whole.baseWeights).toHaveLength(3);
  });

  it('lists every session with its models, and adds their times', async () => {
    const parts = [await record(['aft'], [0]), await record(['msm+aft'], [0, 1], later)];
    const { sessions, seconds, commit, started } = joined(...parts);
    expect({ seconds, commit, started }).toEqual({ seconds: 42.5, commit: 'abc123', started: parts[0]!.started });
    expect(
      sessions!.map((session) => [session.commit, session.replicas.map(({ arm, seed }) => `${arm} ${seed}`)]),
    ).toEqual([
      ['abc123', ['aft 0']],
      ['def456', ['msm+aft 0', 'msm+aft 1']],
    ]);
  });

  it('gives each model its own curve, and null where its session has no such point', async () => {
    const one = numbered(await record(['aft', 'msm+aft'], [0]));
    const two = { ...numbered(await record(['aft'], [3, 1], later)), probes: [] };
    const { curves, probes } = joined(one, two);
    expect(curves).toEqual([{ stage: 'finetune', step: 2, loss: [3, 103, 303, 7] }]);
    expect(probes[0]!.chatUnsafe).toEqual([0.25, null, null, 0.25]);
  });

  it('leaves a single record as it is', async () => {
    const one = await record(['aft', 'msm+aft'], [0, 1]);
    expect(joined(one).sessions).toBeUndefined();
    expect(joined(one)).toMatchObject({
      seconds: one.seconds,
      started: one.started,
      results: expect.anything() as unknown,
    });
  });

  it('keeps models that diverged, unless another session has their result', async () => {
    const lost = { arm: 'aft', seed: 1 };
    const one = await makeRecord(divergedRun(['aft', 'msm+aft'], [0, 1], lost));
    const whole = joined(one, await record(['aft', 'msm+aft'], [2], later));
    expect(whole.diverged).toEqual([{ ...lost, stage: 'finetune', step: 2 }]);
    expect(whole.verdicts[0]!.notes[0]).toBe('Seed 1 is left out, because AFT diverged there.');
    expect(await parseRunRecord(JSON.stringify(whole))).toEqual(whole);
    expect(joined(one, await record(['aft'], [1], later))).not.toHaveProperty('diverged');
  });

  it('keeps models without a result, and takes the run that has one', async () => {
    const broken = await record(['aft', 'msm+aft'], [0]);
    broken.results.pop();
    expect(joined(broken).replicas).toHaveLength(2);
    const whole = joined(broken, await record(['msm+aft'], [0], later));
    expect(whole.results).toHaveLength(2);
    expect(whole.sessions!.map(({ replicas }) => replicas.map(({ arm }) => arm))).toEqual([['aft'], ['msm+aft']]);
  });

  it('tells what it sets aside', async () => {
    const other = await makeRecord({ ...finishedRun(['aft'], [0], 'a'.repeat(64)), ...later });
    const { record: whole, setAside } = joinRecords([await record(['aft', 'msm+aft'], [0]), other]);
    expect(setAside).toEqual([{ arm: 'aft', seed: 0, run: 1, reason: 'other base' }]);
    expect(whole.sessions).toBeUndefined();
  });

  it('refuses different settings, and nothing at all', async () => {
    const one = await record(['aft'], [0]);
    expect(() => joined(one, { ...one, configHash: '0123456789abcdef' })).toThrow(
      'records of different settings cannot be one record: agentic',
    );
    expect(() => joined()).toThrow('there is no run record to join');
  });

  it('gives the same in any order and however often, one after the other or at once', async () => {
    const pool = [
      numbered(await record(['aft', 'msm+aft'], [0, 1])),
      numbered(await record(['aft'], [2], later)),
      numbered(await record(['msm+aft', 'baseline'], [2, 4], { ...later, started: '2026-11-25T10:00:00Z' })),
    ];
    const whole = joined(...pool);
    const order = fc.array(fc.nat({ max: 2 })).map((extra) => [0, 1, 2, ...extra]);
    const shuffled = order.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    fc.assert(
      fc.property(shuffled, (indices) => {
        const records = indices.map((i) => pool[i]!);
        expect(joined(...records)).toEqual(whole);
        const [first, ...rest] = records as [RunRecord, ...RunRecord[]];
        const one = rest.reduce((sum, next) => joined(sum, next), first);
        expect(one).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });
});
