/** The database of runs: what is saved comes back, what is broken hides nothing, what goes wrong is one sentence. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runId } from '../../../src/history/run-id';
import { KEPT_RUNS, newestFirst, previousOf } from '../../../src/history/saved-run';
import { RunStore, type Watcher } from '../../../src/history/store';
import { canonicalJson } from '../../../records/canonical';
import type { RunRecord } from '../../../records/schema';
import { keptOf, recordAt, savedAt } from './saved';

const NAME = 'midtrain-lab';
const runs = await Promise.all([8, 9, 10, 11, 12, 13, 14].map(savedAt));
const [one, two] = runs as [(typeof runs)[0], (typeof runs)[0]];
const kept = await keptOf(3);

let store: RunStore;
const said: string[] = [];
const watcher: Watcher = { onwaiting: (sentence) => said.push(sentence), onlost: (sentence) => said.push(sentence) };

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  said.length = 0;
  store = await RunStore.open(watcher);
});
afterEach(() => {
  store.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Puts a row into the database as it is, past the store. */
async function plant(row: object, name: 'runs' | 'kept' = 'runs'): Promise<void> {
  const db = await openDB(NAME);
  await db.put(name, row);
  db.close();
}

async function rowOf(id: string): Promise<Record<string, unknown>> {
  const db = await openDB(NAME);
  const row = (await db.get('runs', id)) as Record<string, unknown>;
  db.close();
  return row;
}

describe('ids', () => {
  it('are the same for the same record, whatever the order of its keys, and different for another', async () => {
    const turned = Object.fromEntries(Object.entries(one.record).toReversed()) as RunRecord;
    expect(runId(turned)).toBe(one.id);
    expect(one.id).toMatch(/^agentic 2026-11-23T08:00:00Z [0-9a-f]{16} [0-9a-f]{16}$/);
    const other = structuredClone(one.record);
    other.results[0]!.metrics.agenticUnsafe = 0.125;
    expect(runId(other)).not.toBe(one.id);
  });
});

describe('the order of runs', () => {
  it('is newest first, and the run before is one of the same experiment', async () => {
    const values = { ...two, id: 'values', record: { ...two.record, experiment: 'values' } };
    const ordered = newestFirst([one, values, runs[2]!]);
    expect(ordered.map(({ id }) => id)).toEqual([runs[2]!.id, 'values', one.id]);
    expect(previousOf(ordered, runs[2]!)).toBe(one);
    expect(previousOf(ordered, values)).toBeUndefined();
    expect(previousOf(ordered, one)).toBeUndefined();
  });

  it('does not depend on the order they come in', () => {
    const ids = newestFirst(runs).map(({ id }) => id);
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
        expect(newestFirst(shuffled).map(({ id }) => id)).toEqual(ids);
      }),
    );
  });
});

describe('a saved run', () => {
  it('comes back as it was, also after the page was closed', async () => {
    await store.put(one);
    await store.put({ ...two, origin: { kind: 'file', name: 'two.json' }, note: 'a note' });
    store.close();
    store = await RunStore.open(watcher);
    const { runs: read, broken } = await store.list();
    expect(broken).toEqual([]);
    expect(newestFirst(read)).toEqual([{ ...two, origin: { kind: 'file', name: 'two.json' }, note: 'a note' }, one]);
  });

  it('is saved once, and keeps its note when it comes again', async () => {
    await store.put(one);
    await store.setNote(one.id, 'first try');
    await store.put({ ...one, added: '2026-12-01T00:00:00Z', note: '' });
    expect((await store.list()).runs).toEqual([{ ...one, note: 'first try' }]);
  });

  it('is not read again where its record is known', async () => {
    await store.put(one);
    const [read] = (await store.list([one])).runs;
    expect(read!.record).toBe(one.record);
  });

  it('is deleted with all that was kept with it, and the others stay', async () => {
    for (const run of [one, two]) {
      await store.put(run);
      await store.keep(run, kept);
    }
    await store.remove(one.id);
    expect((await store.list()).runs).toEqual([two]);
    expect(await store.kept(one.id)).toBeUndefined();
    expect(await store.kept(two.id)).toBeDefined();
    await store.clear();
    expect(await store.list()).toEqual({ runs: [], broken: [] });
    expect(await store.kept(two.id)).toBeUndefined();
  });

  it('asks the browser to persist what it saves once, after the first run', async () => {
    const persist = vi.fn(() => Promise.reject(new Error('refused')));
    vi.stubGlobal('navigator', { storage: { persist } });
    await store.put(one);
    await store.put(two);
    expect(persist).toHaveBeenCalledTimes(1);
  });
});

describe('what is kept with a run', () => {
  it('comes back as it was', async () => {
    await store.keep(one, kept);
    expect(await store.kept(one.id)).toEqual(kept);
    expect(await store.kept(two.id)).toBeUndefined();
  });

  it('is kept of the last few runs only, and their records all stay', async () => {
    for (const run of runs) {
      await store.put(run);
      await store.keep(run, kept);
    }
    await store.keep(runs.at(-1)!, kept); // again
    const still = await Promise.all(runs.map(async ({ id }) => (await store.kept(id)) !== undefined));
    expect(still).toEqual(runs.map((_, i) => i >= runs.length - KEPT_RUNS));
    expect((await store.list()).runs).toHaveLength(runs.length);
  });

  it.each([
    ['models', { shelf: new Uint8Array(20) }, 'What was kept with this run cannot be read: not a safetensors file'],
    ['episodes', { traces: '{}' }, 'What was kept with this run cannot be read: The recorded episodes cannot be read'],
    ['all of it', { shelf: 'none' }, 'What was kept with this run cannot be read: it is not in the form in which'],
  ])('is refused in one sentence where it is broken: %s', async (_, broken, sentence) => {
    await store.keep(one, kept);
    const db = await openDB(NAME);
    await db.put('kept', { ...((await db.get('kept', one.id)) as object), ...broken });
    db.close();
    await expect(store.kept(one.id)).rejects.toThrow(sentence);
  });
});

describe('a row that is broken', () => {
  const FORM = 'it is not in the form in which the lab saves runs';
  const good = { added: '2026-11-23T10:00:00Z', origin: { kind: 'here' }, note: '' };
  const foreign = { ...one.record, experiment: 'magic' };
  const changed = { ...one.record, experiment: 'values' };
  it.each([
    ['nothing but an id', {}, `${FORM}: added: it is missing`],
    ['no JSON', { ...good, record: 'x' }, 'this is not JSON; a run record was expected'],
    ['JSON that is cut off', { ...good, record: '{' }, 'this is cut off; a run record was expected'],
    ['no record', { ...good, record: '{"schema":2}' }, 'this is not a valid run record'],
    ['a changed one', { ...good, record: canonicalJson(changed) }, "this run record's settings have hash"],
    ['a foreign one', { ...good, record: canonicalJson(foreign) }, 'this version of the lab has no experiment "magic"'],
    [
      'a long note',
      { ...good, note: 'x'.repeat(201), record: canonicalJson(one.record) },
      `${FORM}: note: at most 200 characters were expected`,
    ],
  ])('is reported and hides no other: %s', async (_, row, reason) => {
    await store.put(one);
    await plant({ id: 'broken', ...row });
    const { runs: read, broken } = await store.list();
    expect(read).toEqual([one]);
    expect(broken).toHaveLength(1);
    expect(broken[0]!.problem).toContain(`The saved run “broken” cannot be read: ${reason}`);
    expect(broken[0]!.problem).toMatch(/[^.]\.$/);
    await store.remove('broken');
    expect((await store.list()).broken).toEqual([]);
  });

  it('may be one whose arms this version does not know', async () => {
    const record = structuredClone(one.record);
    for (const model of [...record.replicas, ...record.results]) if (model.arm === 'aft') model.arm = 'dpo';
    record.config.arms = ['dpo', 'msm+aft'];
    await plant({ ...good, id: 'dpo', record: JSON.stringify(record) });
    expect((await store.list()).broken[0]!.problem).toContain('"dpo" is no arm of experiment agentic');
  });

  it('may be one that the browser cannot read', async () => {
    await store.put(one);
    await store.put(two);
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
      if (key === one.id) throw new DOMException('Failed to read large IndexedDB value', 'DataError');
      return get.call(this, key);
    });
    const { runs: read, broken } = await store.list();
    expect(read).toEqual([two]);
    expect(broken[0]!.problem).toContain('cannot be read: Failed to read large IndexedDB value.');
  });
});

describe('trouble', () => {
  /** As a browser does that finds no room: the transaction is taken back. */
  function noRoom(): void {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
  }

  it('a full disk: one sentence, and nothing that was saved is lost', async () => {
    await store.put(one);
    await store.keep(one, kept);
    noRoom();
    await expect(store.put(two)).rejects.toThrow('There is no room to save this');
    await expect(store.keep(two, kept)).rejects.toThrow('The run is saved, but there is no room for its models');
    await expect(store.setNote(one.id, 'x')).rejects.toThrow('There is no room to save this');
    vi.restoreAllMocks();
    expect((await store.list()).runs).toEqual([one]);
    expect(await store.kept(one.id)).toEqual(kept);
  });

  it('a full disk does not make room by forgetting older models', async () => {
    for (const run of runs.slice(0, KEPT_RUNS)) await store.keep(run, kept);
    noRoom();
    await expect(store.keep(runs[KEPT_RUNS]!, kept)).rejects.toThrow('there is no room for its models');
    vi.restoreAllMocks();
    expect(await store.kept(one.id)).toEqual(kept);
  });

  it('a note on a run that is gone', async () => {
    await expect(store.setNote('gone', 'x')).rejects.toThrow('This run was deleted in another tab');
    expect(await rowOf('gone')).toBeUndefined();
  });

  it('no database at all', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(RunStore.open(watcher)).rejects.toThrow('This browser lets the page save nothing');
  });

  it('a database of a newer version', async () => {
    store.close();
    (await openDB(NAME, 2)).close();
    await expect(RunStore.open(watcher)).rejects.toThrow('The saved runs belong to a newer version of the lab');
  });

  it('a newer version in another tab: this one makes way, says so, and saves nothing more', async () => {
    await store.put(one);
    const newer = await openDB(NAME, 2);
    expect(said).toEqual([expect.stringContaining('A newer version of the lab is open in another tab')]);
    await expect(store.put(two)).rejects.toThrow('The browser has closed the lab’s storage');
    await expect(store.list()).rejects.toThrow('The browser has closed the lab’s storage');
    expect(await newer.getAllKeys('runs')).toEqual([one.id]);
    newer.close();
  });

  it('a tab that keeps the database open in an older form: waits for it, and says so', async () => {
    store.close();
    const stubborn = await openDB(NAME);
    const open = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, 'open').mockImplementation((name) => open(name, 2)); // as the next version of the lab will
    const opening = RunStore.open(watcher);
    await vi.waitFor(() => expect(said).toEqual([expect.stringContaining('Another tab has an older version')]));
    stubborn.close();
    store = await opening;
  });
});

it('gives back whatever is put, once each, in any order and with repetitions', async () => {
  const records = await Promise.all([1, 2, 3, 4].map((hour) => recordAt(hour, ['aft'], [0])));
  const ids = records.map(runId);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 8 }), async (order) => {
      await store.clear();
      for (const i of order) {
        const origin = { kind: 'here' as const };
        await store.put({ id: ids[i]!, record: records[i]!, added: records[i]!.started, origin, note: '' });
      }
      const { runs: read } = await store.list();
      expect(new Set(read.map(({ id }) => id))).toEqual(new Set(order.map((i) => ids[i])));
      expect(read).toHaveLength(new Set(order).size);
    }),
    { numRuns: 15 },
  );
});
