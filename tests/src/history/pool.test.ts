/** Runs with the same settings as one. */
import { describe, expect, it } from 'vitest';
import { pooled, poolsOf } from '../../../src/history/pool';
import { runId } from '../../../src/history/run-id';
import { type Origin, type SavedRun, sourceOf } from '../../../src/history/saved-run';
import { parseRunRecord } from '../../../records/parse';
import type { RunRecord } from '../../../records/schema';
import { recordOf } from '../../records/runs';
import { recordAt } from './saved';

const saved = async (record: RunRecord, origin: Origin = { kind: 'here' }): Promise<SavedRun> => ({
  ...{ id: runId(record), record, added: record.started, origin, note: '' },
});
const ARMS = ['aft', 'msm+aft'];

describe('a pool', () => {
  it('has all runs of the same settings, with the seeds of all, and no other experiment', async () => {
    const runs = [
      await saved(await recordAt(9, ARMS, [2, 3])),
      await saved(await recordAt(8, ARMS, [0, 1])),
      await saved(await recordOf('values', [4])),
    ];
    const [pool, none] = poolsOf(runs);
    expect(none).toBeUndefined();
    expect(pool).toEqual({ runs: runs.slice(0, 2), seeds: [0, 1, 2, 3] });
    const record = await pooled(pool!);
    expect(record.results.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(
      ARMS.flatMap((arm) => [0, 1, 2, 3].map((seed) => `${arm} ${seed}`)),
    );
    expect(record.sessions).toHaveLength(2);
    expect(record.verdicts.find(({ hypothesis }) => hypothesis === 'msm-before-aft')!.n).toBe(4);
    await expect(parseRunRecord(JSON.stringify(record))).resolves.toEqual(record);
  });

  it('is not offered where one run has all there is: of a run alone, of repeats, and once it was made', async () => {
    const one = await saved(await recordAt(8, ARMS, [0, 1]));
    const two = await saved(await recordAt(9, ARMS, [2]));
    expect(poolsOf([one])).toEqual([]);
    expect(poolsOf([await saved(await recordAt(10, ARMS, [1])), one])).toEqual([]);
    const [pool] = poolsOf([two, one]);
    const made = await saved(await pooled(pool!), { kind: 'pool', of: 2 });
    expect(poolsOf([two, made, one])).toEqual([]);
  });

  it('joins other models of the same seeds, too', async () => {
    const runs = [await saved(await recordAt(9, ['msm+aft'], [0])), await saved(await recordAt(8, ['aft'], [0]))];
    expect((await pooled(poolsOf(runs)[0]!)).config.arms).toEqual(['aft', 'msm+aft']);
  });
});

it('says where a run is from that was not made here', () => {
  expect(sourceOf({ kind: 'here' })).toBe('');
  expect(sourceOf({ kind: 'file', name: 'x.json' })).toBe('x.json');
  expect(sourceOf({ kind: 'pool', of: 3 })).toBe('3 pooled runs');
});
