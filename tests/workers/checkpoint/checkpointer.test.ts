/** Keeps what a run has found, and where it stands, whatever becomes of the store. */
import { expect, test } from 'vitest';
import { Keeper } from '../../../workers/checkpoint/checkpointer';
import type { RunEvent } from '../../../workers/protocol';
import { MemoryStore } from '../../../workers/checkpoint/store';
import { bodyOf, identity } from '../checkpoints';
import { findingsOf } from '../findings';

const { adapter, ...run } = identity;
const { state, found } = bodyOf();
const findings = findingsOf(found);
const read = () => Promise.resolve(state);

/** A keeper that has been told of a whole run, and of much besides. */
function told(keeper: Keeper): Keeper {
  const besides: RunEvent[] = [
    { type: 'stage', place: 0, stage: 'midtrain', steps: 4 },
    { type: 'progress', place: 0, stage: 'midtrain', step: 1, steps: 4, secondsLeft: 9, msPerStep: 3 },
    { type: 'paused' },
    { type: 'resumed' },
  ];
  keeper.begin(adapter);
  for (const event of [...besides, ...findings, ...besides]) keeper.note(event);
  return keeper;
}

test('what was found is kept, and nothing else', async () => {
  const keeper = told(new Keeper(run, new MemoryStore(), () => 0));
  await keeper.save(read);
  expect(await keeper.last()).toMatchObject({ summary: { ...identity, share: state.share } });
  expect(await keeper.last()).toHaveProperty('found', found);
  expect(await keeper.last()).toHaveProperty('state', state);
  keeper.begin(adapter, { ...found, traces: [] });
  keeper.note(findings.find(({ type }) => type === 'traces')!);
  expect(keeper.found).toEqual(found);
  expect([...keeper.news()]).toEqual([]);
});

test('a checkpoint of another run is none of its own', async () => {
  const store = new MemoryStore();
  await told(new Keeper({ ...run, started: '2026-11-24T00:00:00.000Z' }, store, () => 0)).save(read);
  expect(await new Keeper(run, store, () => 0).last()).toBeUndefined();
});

test('a store that fails is told of once, and the run is kept in memory', async () => {
  const full = () => Promise.reject(new DOMException('The disk is full.', 'QuotaExceededError'));
  const keeper = told(new Keeper(run, Object.assign(new MemoryStore(), { write: full }), () => 0));
  await keeper.save(read);
  await keeper.save(read);
  expect([...keeper.news(), ...keeper.news()]).toEqual([
    {
      type: 'unkept',
      message:
        'The browser no longer keeps where this run stands (The disk is full): if it is interrupted, what was trained from here on is lost.',
    },
  ]);
  expect((await keeper.last())!.state).toEqual(state);
});

test('what cannot be read from the device is thrown, and the checkpoint before stays', async () => {
  const keeper = told(new Keeper(run, new MemoryStore(), () => 0));
  await keeper.save(read);
  await expect(keeper.save(() => Promise.reject(new Error('The GPU device was lost')))).rejects.toThrow(
    'device was lost',
  );
  expect((await keeper.last())!.state).toEqual(state);
});

test('a checkpoint is due from time to time, counted from the last', async () => {
  let now = 0;
  const keeper = told(new Keeper(run, new MemoryStore(), () => now, undefined, 1000));
  expect(keeper.due()).toBe(false);
  now = 1000;
  expect(keeper.due()).toBe(true);
  await keeper.save(read);
  expect(keeper.due()).toBe(false);
});

test('why a run is not kept is told from the start', () => {
  const keeper = new Keeper(run, new MemoryStore(), () => 0, 'Another tab is training.');
  expect([...keeper.news(), ...keeper.news()]).toEqual([{ type: 'unkept', message: 'Another tab is training.' }]);
});
