/** The checkpoint in a database of its own, for browsers in which no files may be written. Transactions keep it whole. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { StoredCheckpoint } from './checkpoint';
import type { CheckpointStore } from './store';

const NAME = 'midtrain-lab-interrupted-run';

/** The parts of a checkpoint, each under its name. */
interface Schema extends DBSchema {
  parts: { key: keyof StoredCheckpoint; value: StoredCheckpoint[keyof StoredCheckpoint] };
}

export class IdbStore implements CheckpointStore {
  async summary(): Promise<string | undefined> {
    if (!(await exists())) return undefined; // and is not made by looking
    return use(async (db) => (await db.get('parts', 'summary')) as string | undefined);
  }

  async read(): Promise<StoredCheckpoint | undefined> {
    if (!(await exists())) return undefined;
    return use(async (db) => {
      const { store } = db.transaction('parts');
      const parts = await Promise.all([store.get('summary'), store.get('body'), store.get('vectors')]);
      const [summary, body, vectors] = parts as [string, string, Float32Array[]];
      return summary === undefined ? undefined : { summary, body, vectors };
    });
  }

  write({ summary, body, vectors }: StoredCheckpoint): Promise<void> {
    return use(async (db) => {
      const { store, done } = db.transaction('parts', 'readwrite');
      await Promise.all([store.put(summary, 'summary'), store.put(body, 'body'), store.put(vectors, 'vectors'), done]);
    });
  }

  async clear(): Promise<void> {
    if (await exists()) await use((db) => db.clear('parts'));
  }
}

async function exists(): Promise<boolean> {
  const databases = await indexedDB.databases();
  return databases.some(({ name }) => name === NAME);
}

/** Opens the database for as long as it is used. */
async function use<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const db = await openDB<Schema>(NAME, 1, { upgrade: (db) => void db.createObjectStore('parts') });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
