/** Where the checkpoint of the newest run lies; in memory, where the browser lets nothing be stored. */
import type { StoredCheckpoint } from './checkpoint';

/** Holds one checkpoint. What it throws is the browser's: no room, not allowed. */
export interface CheckpointStore {
  /** The summary alone, or undefined if there is no checkpoint. */
  summary(): Promise<string | undefined>;
  read(): Promise<StoredCheckpoint | undefined>;
  /** Replaces the checkpoint. Whenever it is interrupted, either the old or the new one is whole. */
  write(checkpoint: StoredCheckpoint): Promise<void>;
  clear(): Promise<void>;
}

/** Lasts as long as the worker does: enough to go on when the device is lost. */
export class MemoryStore implements CheckpointStore {
  private kept: StoredCheckpoint | undefined;

  summary(): Promise<string | undefined> {
    return Promise.resolve(this.kept?.summary);
  }

  read(): Promise<StoredCheckpoint | undefined> {
    return Promise.resolve(this.kept);
  }

  write(checkpoint: StoredCheckpoint): Promise<void> {
    this.kept = checkpoint;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.kept = undefined;
    return Promise.resolve();
  }
}
