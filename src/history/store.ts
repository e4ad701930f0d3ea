/**
 * The database of runs in this browser. Records are small and all kept; the models and episodes of a run are big and
 * lie in a store of their own, those of the last few runs only. Whatever is read back is checked like a file from
 * elsewhere, row by row: one that is broken does not hide the others.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { excerpt } from '../../datasets/quote';
import { fromKeptRow, fromRunRow, type KeptRow, type RunRow, toKeptRow, toRunRow } from './rows';
import { type Kept, KEPT_RUNS, type SavedRun } from './saved-run';
import {
  BLOCKED,
  CLOSED,
  FULL_FOR_MODELS,
  GONE,
  isClosed,
  isFull,
  openingTrouble,
  OVERTAKEN,
  StoreError,
  workingTrouble,
} from './trouble';

const NAME = 'midtrain-lab';

/** Raised with every change of the form below; `upgrade` then takes older forms to the new one. */
const VERSION = 1;

interface Schema extends DBSchema {
  runs: { key: string; value: RunRow };
  kept: { key: string; value: KeptRow; indexes: { added: string } };
}
type StoreName = 'runs' | 'kept';
type Writing = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

/** A row that cannot be shown. */
export interface BrokenRun {
  id: string;
  /** Why, in one sentence. */
  problem: string;
}

/** Everything in the database. */
export interface Listing {
  /** In no particular order. */
  runs: SavedRun[];
  broken: BrokenRun[];
}

/** Who is told, in a sentence each, of what happens to the connection. */
export interface Watcher {
  /** Opening waits for another tab. */
  onwaiting: (sentence: string) => void;
  /** The connection is no more. */
  onlost: (sentence: string) => void;
}

export class RunStore {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** @throws StoreError if there is no database to be had */
  static async open({ onwaiting, onlost }: Watcher): Promise<RunStore> {
    try {
      const db = await openDB<Schema>(NAME, VERSION, {
        upgrade,
        blocked: () => onwaiting(BLOCKED),
        blocking: (_current, _wanted, event) => {
          (event.target as IDBDatabase).close();
          onlost(OVERTAKEN);
        },
        terminated: () => onlost(CLOSED),
      });
      return new RunStore(db);
    } catch (error) {
      throw openingTrouble(error);
    }
  }

  /**
   * All runs, each row read by itself.
   * @param known runs that were read before
   * @throws StoreError if the database cannot be read at all
   */
  async list(known: readonly SavedRun[] = []): Promise<Listing> {
    const records = new Map(known.map(({ id, record }) => [id, record]));
    const listing: Listing = { runs: [], broken: [] };
    for (const id of await reading(this.#db.getAllKeys('runs'))) {
      try {
        const row = await this.#db.get('runs', id);
        if (row !== undefined) listing.runs.push(await fromRunRow(row, records.get(id)));
      } catch (error) {
        if (isClosed(error)) throw workingTrouble(error);
        listing.broken.push({ id, problem: brokenWords(id, error) });
      }
    }
    return listing;
  }

  /**
   * Saves a run, unless it is there already.
   * @throws StoreError if it could not be saved
   */
  async put(run: SavedRun): Promise<void> {
    const row = rowOf(run);
    const isFirst = await this.#write(['runs'], async (tx) => {
      const runs = tx.objectStore('runs');
      const count = await runs.count();
      if ((await runs.getKey(run.id)) === undefined) await runs.put(row);
      return count === 0;
    });
    if (isFirst) askToPersist();
  }

  /**
   * Saves what is kept with a run, and forgets what was kept with all but the last few others.
   * @throws StoreError if it could not be saved
   */
  async keep(run: Pick<SavedRun, 'id' | 'added'>, kept: Kept): Promise<void> {
    const row = toKeptRow(run, kept);
    try {
      await this.#write(['kept'], async (tx) => {
        const store = tx.objectStore('kept');
        const others = (await store.index('added').getAllKeys()).filter((id) => id !== run.id);
        const tooMany = Math.max(0, others.length + 1 - KEPT_RUNS);
        for (const id of others.slice(0, tooMany)) await store.delete(id);
        await store.put(row);
      });
    } catch (error) {
      throw isFull((error as StoreError).cause) ? new StoreError(FULL_FOR_MODELS, { cause: error }) : error;
    }
  }

  /**
   * What was kept with a run; undefined if nothing was, or no longer is.
   * @throws Error with one sentence if it cannot be read
   */
  async kept(id: string): Promise<Kept | undefined> {
    const row = await reading(this.#db.get('kept', id));
    try {
      return row && fromKeptRow(row);
    } catch (error) {
      throw new StoreError(`What was kept with this run cannot be read: ${reasonOf(error)}.`, { cause: error });
    }
  }

  /** @throws StoreError if it could not be written */
  async setNote(id: string, note: string): Promise<void> {
    await this.#write(['runs'], async (tx) => {
      const runs = tx.objectStore('runs');
      const row = await runs.get(id);
      if (row === undefined) throw new StoreError(GONE);
      await runs.put({ ...row, note });
    });
  }

  /** Deletes a run, which may be broken. @throws StoreError if it could not be deleted */
  async remove(id: string): Promise<void> {
    await this.#write(['runs', 'kept'], (tx) =>
      Promise.all([tx.objectStore('runs').delete(id), tx.objectStore('kept').delete(id)]),
    );
  }

  /** Deletes everything. @throws StoreError if it could not be deleted */
  async clear(): Promise<void> {
    await this.#write(['runs', 'kept'], (tx) =>
      Promise.all([tx.objectStore('runs').clear(), tx.objectStore('kept').clear()]),
    );
  }

  close(): void {
    this.#db.close();
  }

  /** Does everything or nothing. */
  async #write<T>(stores: StoreName[], work: (tx: Writing) => Promise<T>): Promise<T> {
    let tx: Writing | undefined;
    try {
      tx = this.#db.transaction(stores, 'readwrite');
      const [value] = await Promise.all([work(tx), tx.done]);
      return value;
    } catch (error) {
      abort(tx);
      throw workingTrouble(tx?.error ?? error);
    }
  }
}

function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) {
    db.createObjectStore('runs', { keyPath: 'id' });
    db.createObjectStore('kept', { keyPath: 'id' }).createIndex('added', 'added');
  }
}

/** Takes back what a transaction has done so far. */
function abort(tx: Writing | undefined): void {
  try {
    tx?.abort();
  } catch {
    // It is over already, and was taken back by the browser.
  }
}

async function reading<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw workingTrouble(error);
  }
}

/** @throws StoreError if the run could not be read back */
function rowOf(run: SavedRun): RunRow {
  try {
    return toRunRow(run);
  } catch (error) {
    throw new StoreError(`This run cannot be saved: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Asks that runs outlive a shortage of space on the device. Refused or not, the runs are saved. */
function askToPersist(): void {
  void Promise.resolve(globalThis.navigator?.storage?.persist?.()).catch(() => undefined);
}

const brokenWords = (id: string, error: unknown): string =>
  `The saved run “${excerpt(id)}” cannot be read: ${reasonOf(error)}.`;

/** What an error says, without its full stop, to go on a sentence with. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.replace(/\.$/, '');
}
