/** The stores that a browser has, and the lock by which its tabs share them. */
import { IdbStore } from './idb-store';
import { OpfsStore } from './opfs-store';
import type { CheckpointStore } from './store';

/** Held by the tab that trains. */
export const LOCK = 'midtrain-lab interrupted-run';

/** Milliseconds to wait for a tab that is just being closed. */
const PATIENCE = 2000;

/**
 * Works with the browser's one checkpoint, as no other tab does meanwhile.
 *
 * @param work is told whether it is so; if not, another tab is training, or there are no locks to be had
 */
export async function alone<T>(work: (alone: boolean) => Promise<T>): Promise<T> {
  let begun = false;
  try {
    return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE) }, () => {
      begun = true;
      return work(true);
    });
  } catch (error) {
    if (begun) throw error;
    return work(false);
  }
}

/** All that this browser has, files first. */
export async function stores(): Promise<CheckpointStore[]> {
  const files = await fileStore();
  return [...(files ? [files] : []), ...('indexedDB' in globalThis ? [new IdbStore()] : [])];
}

async function fileStore(): Promise<OpfsStore | undefined> {
  try {
    return new OpfsStore(await navigator.storage.getDirectory());
  } catch {
    return undefined; // as in some private windows
  }
}

/** The store that a worker writes to: files where it can write them, and undefined where it may store nothing. */
export async function writableStore(): Promise<CheckpointStore | undefined> {
  for (const store of await stores()) {
    if (store instanceof OpfsStore && !('createSyncAccessHandle' in FileSystemFileHandle.prototype)) continue;
    try {
      await store.summary();
      return store;
    } catch {
      // It is there, but not for this page: perhaps the next is.
    }
  }
  return undefined;
}

/** The store that holds a checkpoint, if there is one. */
export async function filledStore(): Promise<CheckpointStore | undefined> {
  for (const store of await stores()) {
    if ((await store.summary().catch(() => undefined)) !== undefined) return store;
  }
  return undefined;
}
