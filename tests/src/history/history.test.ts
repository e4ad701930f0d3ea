/** The runs so far as the page holds them: saved or not, with a database or without, in one tab and in two. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { History } from '../../../src/history/history.svelte';
import { KEPT_RUNS } from '../../../src/history/saved-run';
import { keptOf, recordAt } from './saved';

const records = await Promise.all([8, 9, 10, 11, 12, 13].map((hour) => recordAt(hour)));
const [one, two, three] = records as [(typeof records)[0], (typeof records)[0], (typeof records)[0]];
const kept = await keptOf(3);
const here = { kind: 'here' } as const;

const open: History[] = [];
/** The page in another tab, or once more. */
function tab(): History {
  const history = new History();
  open.push(history);
  return history;
}
const startsOf = ({ runs }: History) => runs.map(({ record }) => record.started);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  open.splice(0).forEach((history) => history.close());
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Puts no longer find room. */
function fill(): void {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
}

describe('with a database', () => {
  it('runs are there at once, newest first, and after the page was opened again with all that was kept', async () => {
    const history = tab();
    const adding = [history.add(two, here, kept), history.add(one, { kind: 'file', name: 'one.json' })];
    await vi.waitFor(() => expect(startsOf(history)).toEqual([two.started, one.started]));
    const [id] = await Promise.all(adding);
    await history.note(id!, ' good ');
    expect(history).toMatchObject({ ready: true, lasting: true, trouble: '', broken: [] });

    const again = tab();
    await again.open();
    expect(again.runs).toEqual(history.runs);
    expect(again.runs[0]).toMatchObject({ id, record: two, origin: here, note: 'good' });
    expect(again.runs[1]).toMatchObject({ origin: { kind: 'file', name: 'one.json' }, note: '' });
    expect(await again.kept(id!)).toEqual(kept);
    expect(await again.kept(again.runs[1]!.id)).toBeUndefined();
  });

  it('the same record is there once, however often it is added', async () => {
    const history = tab();
    const ids = await Promise.all([history.add(one, here), history.add(structuredClone(one), here)]);
    ids.push(await history.add(one, { kind: 'file', name: 'again.json' }));
    expect(new Set(ids).size).toBe(1);
    expect(history.runs).toHaveLength(1);
    const other = tab();
    await other.add(one, here); // before it has read what there is
    expect(other.runs).toHaveLength(1);
  });

  it('what is added, noted and deleted in one tab shows in the other', async () => {
    const [left, right] = [tab(), tab()];
    await Promise.all([left.open(), right.open()]);
    const id = await left.add(one, here);
    await vi.waitFor(() => expect(startsOf(right)).toEqual([one.started]));
    await right.note(id, 'seen');
    await vi.waitFor(() => expect(left.runs[0]!.note).toBe('seen'));
    await right.add(two, here);
    await left.remove(id);
    await vi.waitFor(() => expect([startsOf(left), startsOf(right)]).toEqual([[two.started], [two.started]]));
    await left.removeAll();
    await vi.waitFor(() => expect(right.runs).toEqual([]));
  });

  it('a note that is too long is not taken, in one sentence', async () => {
    const history = tab();
    const id = await history.add(one, here);
    await history.note(id, 'x'.repeat(201));
    expect(history.trouble).toBe('A note has at most 200 characters, and this one has 201: it is not saved.');
    expect(history.runs[0]!.note).toBe('');
    await history.note(id, 'x'.repeat(200));
    expect(history.trouble).toBe('');
  });

  it('a broken row hides no run and can be deleted', async () => {
    const history = tab();
    await history.add(one, here);
    const db = await openDB('midtrain-lab');
    await db.put('runs', { id: 'broken' });
    db.close();
    const again = tab();
    await again.open();
    expect(startsOf(again)).toEqual([one.started]);
    expect(again.broken).toEqual([
      { id: 'broken', problem: expect.stringMatching(/^The saved run “broken” cannot/) as string },
    ]);
    await again.remove('broken');
    expect(again.broken).toEqual([]);
  });

  it('a run that finds no room stays until the page is closed, and is saved once there is some', async () => {
    const history = tab();
    const first = await history.add(one, here);
    fill();
    await history.add(two, here, kept);
    expect(history.trouble).toMatch(/^There is no room to save this: delete older runs, or .* closed\.$/);
    expect(startsOf(history)).toEqual([two.started, one.started]);
    expect(await history.kept(history.runs[0]!.id)).toEqual(kept);
    vi.restoreAllMocks();
    await history.remove(first);
    expect(history.trouble).toBe('');
    const again = tab();
    await again.open();
    expect(startsOf(again)).toEqual([two.started]);
    expect(await again.kept(again.runs[0]!.id)).toEqual(kept);
  });

  it('a newer version in another tab: the page goes on in memory and says so', async () => {
    const history = tab();
    await history.add(one, here);
    const newer = await openDB('midtrain-lab', 2);
    expect(history.trouble).toContain('A newer version of the lab is open in another tab');
    expect(history.lasting).toBe(false);
    await history.add(two, here);
    expect(startsOf(history)).toEqual([two.started, one.started]);
    newer.close();
  });
});

describe('without a database', () => {
  beforeEach(() => {
    vi.stubGlobal('indexedDB', undefined);
  });

  it('everything works until the page is closed, and it says so', async () => {
    const history = tab();
    const ids = [];
    for (const record of records) ids.push(await history.add(record, here, kept));
    expect(history).toMatchObject({ ready: true, lasting: false, broken: [] });
    expect(history.trouble).toMatch(
      /^This browser lets the page save nothing, .*: runs are kept only until this page is/,
    );
    await history.note(ids[0]!, 'first');
    expect(history.runs.at(-1)!.note).toBe('first');
    const still = await Promise.all(ids.map(async (id) => (await history.kept(id)) !== undefined));
    expect(still).toEqual(ids.map((_, i) => i >= ids.length - KEPT_RUNS));
    await history.remove(ids[0]!);
    expect(history.runs).toHaveLength(records.length - 1);
    await history.removeAll();
    expect(history.runs).toEqual([]);
    await history.add(three, here);
    expect(startsOf(history)).toEqual([three.started]);
  });
});
