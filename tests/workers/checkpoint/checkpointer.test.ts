/** Keeps what a run has found, and where it stands, whatever becomes of the store. */
import { expect, test } from 'vitest';
import { Checkpointer } from '../../../workers/checkpoint/checkpointer';
import type { RunEvent } from '../../../workers/protocol';
import { MemoryStore } from '../../../workers/checkpoint/store';
import { bodyOf, identity } from '../checkpoints';
import { findingsOf } from '../findings';

const { adapter, ...run } = identity;
const { state, found } = bodyOf();
const findings = findingsOf(found);
const read = () => Promise.resolve(state);

/** A checkpointer that has been told of a whole run, and of much besides. */
function told(checkpointer: Checkpointer): Checkpointer {
  const besides: RunEvent[] = [
    { type: 'stage', place: 0, stage: 'midtrain', steps: 4 },
    { type: 'progress', place: 0, stage: 'midtrain', step: 1, steps: 4, secondsLeft: 9, msPerStep: 3 },
    { type: 'paused' },
    { type: 'resumed' },
  ];
  checkpointer.begin(adapter);
  for (const event of [...besides, ...findings, ...besides]) checkpointer.note(event);
  return checkpointer;
}

test('what was found is kept, and nothing else', async () => {
  const checkpointer = told(new Checkpointer(run, new MemoryStore(), () => 0));
  await checkpointer.save(read);
  expect(await checkpointer.last()).toMatchObject({ summary: { ...identity, share: state.share } });
  expect(await checkpointer.last()).toHaveProperty('found', found);
  expect(await checkpointer.last()).toHaveProperty('state', state);
  checkpointer.begin(adapter, { ...found, traces: [] });
  checkpointer.note(findings.find(({ type }) => type === 'traces')!);
  expect(checkpointer.found).toEqual(found);
  expect([...checkpointer.news()]).toEqual([]);
});

test('a checkpoint of another run is none of its own', async () => {
  const store = new MemoryStore();
  await told(new Checkpointer({ ...run, started: '2026-11-24T00:00:00.000Z' }, store, () => 0)).save(read);
  expect(await new Checkpointer(run, store, () => 0).last()).toBeUndefined();
});

test('a store that fails is told of once, and the run is kept in memory', async () => {
  const full = () => Promise.reject(new DOMException('The disk is full.', 'QuotaExceededError'));
  const checkpointer = told(new Checkpointer(run, Object.assign(new MemoryStore(), { write: full }), () => 0));
  await checkpointer.save(read);
  await checkpointer.save(read);
  expect([...checkpointer.news(), ...checkpointer.news()]).toEqual([
    {
      type: 'unkept',
      message:
        'The browser no longer keeps where this run stands (The disk is full): if it is interrupted, what was trained from here on is lost.',
    },
  ]);
  expect((await checkpointer.last())!.state).toEqual(state);
});

test('what cannot be read from the device is thrown, and the checkpoint before stays', async () => {
  const checkpointer = told(new Checkpointer(run, new MemoryStore(), () => 0));
  await checkpointer.save(read);
  await expect(checkpointer.save(() => Promise.reject(new Error('The GPU device was lost')))).rejects.toThrow(
    'device was lost',
  );
  expect((await checkpointer.last())!.state).toEqual(state);
});

test('a checkpoint is due from time to time, counted from the last', async () => {
  let now = 0;
  const checkpointer = told(new Checkpointer(run, new MemoryStore(), () => now, undefined, 1000));
  expect(checkpointer.due()).toBe(false);
  now = 1000;
  expect(checkpointer.due()).toBe(true);
  await checkpointer.save(read);
  expect(checkpointer.due()).toBe(false);
});

test('why a run is not kept is told from the start', () => {
  const checkpointer = new Checkpointer(run, new MemoryStore(), () => 0, 'Another tab is training.');
  expect([...checkpointer.news(), ...checkpointer.news()]).toEqual([
    { type: 'unkept', message: 'Another tab is training.' },
  ]);
});
