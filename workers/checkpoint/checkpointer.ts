/** Collects what a run finds, and saves checkpoints from which it can go on. */
import { CheckpointSchedule } from './schedule';
import { type Checkpoint, readCheckpoint, type RunIdentity, writeCheckpoint } from './checkpoint';
import type { AdapterDescription, Found, RunEvent } from '../protocol';
import { NOTHING_FOUND, withFinding } from '../run/log';
import type { RunState } from '../run/state';
import type { Checkpoints } from '../run/session';
import { type CheckpointStore, MemoryStore } from './store';

export class Checkpointer implements Checkpoints {
  private readonly schedule: CheckpointSchedule;
  private adapter: AdapterDescription | undefined;
  private all: Found = NOTHING_FOUND;
  private trouble: string | undefined;

  /**
   * @param run what it is
   * @param store where checkpoints go; one that fails is given up for memory
   * @param clock in milliseconds
   * @param unkept why nothing is kept beyond the life of the worker, in a sentence; undefined if it is
   */
  constructor(
    private readonly run: Omit<RunIdentity, 'adapter'>,
    private store: CheckpointStore,
    private readonly clock: () => number,
    unkept?: string,
    every?: number,
  ) {
    this.schedule = new CheckpointSchedule(clock, every);
    this.trouble = unkept;
  }

  get request() {
    return this.run.request;
  }

  /** All that the run has found. */
  get found(): Found {
    return this.all;
  }

  /** The run begins on an adapter, or goes on with what it had found by its checkpoint. */
  begin(adapter: AdapterDescription, found = NOTHING_FOUND): void {
    this.adapter = adapter;
    this.all = found;
  }

  /** Takes note of an event that is about to be told. */
  note(event: RunEvent): void {
    this.all = withFinding(this.all, event);
  }

  due(): boolean {
    return this.schedule.due();
  }

  async save(read: () => Promise<RunState>): Promise<void> {
    const began = this.clock();
    const body = { state: await read(), found: this.all };
    const checkpoint = writeCheckpoint({ ...this.run, adapter: this.adapter! }, body);
    try {
      await this.store.write(checkpoint);
    } catch (error) {
      this.trouble = notKept(error);
      this.store = new MemoryStore();
      await this.store.write(checkpoint);
    }
    this.schedule.saved(began);
  }

  /** The last checkpoint of this run, if there is one. @throws CheckpointError if it is damaged */
  async last(): Promise<Checkpoint | undefined> {
    const stored = await this.store.read();
    if (!stored) return undefined;
    const checkpoint = readCheckpoint(stored, this.run.commit);
    return checkpoint.summary.started === this.run.started ? checkpoint : undefined;
  }

  /** Says once what has come in the way of keeping the run. */
  *news(): Generator<RunEvent, void, void> {
    if (this.trouble !== undefined) yield { type: 'unkept', message: this.trouble };
    this.trouble = undefined;
  }
}

function notKept(error: unknown): string {
  const reason = (error instanceof Error ? error.message || error.name : String(error)).replace(/\.$/, '');
  return `The browser no longer keeps where this run stands (${reason}): if it is interrupted, what was trained from here on is lost.`;
}
