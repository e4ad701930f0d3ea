/**
 * The runs so far, as the page sees them: those in the database of this browser, and those that could not be saved
 * there. Every tab of the lab shows the same.
 */
import { now } from '../lab/clock';
import { loadPart } from '../parts/load';
import type { RunRecord } from '../../records/schema';
import { type Kept, KEPT_RUNS, MAX_NOTE, newestFirst, type Origin, type SavedRun } from './saved-run';
import type { BrokenRun, RunStore } from './store';
import { NOT_LOADED, StoreError } from './trouble';

/** On which tabs tell each other that something has changed. */
const CHANNEL = 'midtrain-lab-runs';

export class History {
  #store = $state.raw<RunStore>();
  #opening: Promise<void> | undefined;
  /** The end of what was asked of the database so far: one thing is done after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #channel: BroadcastChannel | undefined;
  #saved = $state.raw<SavedRun[]>([]);
  #unsaved = $state.raw<SavedRun[]>([]);
  /** What is kept with runs until it is saved, the last one last. */
  #held: { id: string; kept: Kept }[] = [];

  /** Newest first, by the time at which they began. */
  runs = $derived(newestFirst([...this.#saved, ...this.#unsaved]));
  /** Rows of the database that cannot be shown. */
  broken = $state.raw<BrokenRun[]>([]);
  /** What went wrong last, in one sentence; empty if all is well. */
  trouble = $state('');
  /** Whether the database was read, or found to be out of reach. */
  ready = $state(false);
  /** Whether runs outlive the page, as far as is known. */
  lasting = $derived(!this.ready || this.#store !== undefined);

  /** Opens the database and reads it. Called by everything that needs it; later calls do nothing more. */
  open(): Promise<void> {
    return (this.#opening ??= this.#open());
  }

  /**
   * Takes up a run at once and saves it when it can; the same record is taken up once.
   * @param known its id as `runId` gives it, where somebody has worked it out before
   * @returns its id, when it is saved or cannot be
   */
  async add(record: RunRecord, origin: Origin, kept?: Kept, known?: string): Promise<string> {
    const id = known ?? (await loadPart(() => import('./run-id'), 'What tells runs apart')).runId(record);
    if (kept) this.#hold(id, kept);
    if (!this.runs.some((run) => run.id === id))
      this.#unsaved = [...this.#unsaved, { id, record, added: now(), origin, note: '' }];
    await this.open();
    await this.#inTurn(() => this.#save(id));
    return id;
  }

  /** Deletes a run, or a row that is broken. What had found no room before is saved then, if it does now. */
  async remove(id: string): Promise<void> {
    const others = <T extends { id: string }>(runs: T[]) => runs.filter((run) => run.id !== id);
    this.#unsaved = others(this.#unsaved);
    this.#held = others(this.#held);
    await this.open();
    await this.#inTurn(async () => {
      if (!(await this.#attempt((store) => store.remove(id)))) return;
      this.#saved = others(this.#saved);
      this.broken = others(this.broken);
      for (const waiting of [...this.#unsaved, ...this.#held]) await this.#save(waiting.id);
    });
  }

  async removeAll(): Promise<void> {
    this.#unsaved = [];
    this.#held = [];
    await this.open();
    await this.#inTurn(async () => {
      if (!(await this.#attempt((store) => store.clear()))) return;
      this.#saved = [];
      this.broken = [];
    });
  }

  /** Replaces the note on a run. */
  async note(id: string, text: string): Promise<void> {
    const note = text.trim();
    if (note.length > MAX_NOTE) {
      this.trouble = `A note has at most ${MAX_NOTE} characters, and this one has ${note.length}: it is not saved.`;
      return;
    }
    const noted = (runs: SavedRun[]) => runs.map((run) => (run.id === id ? { ...run, note } : run));
    await this.open();
    await this.#inTurn(async () => {
      this.#unsaved = noted(this.#unsaved);
      if (!this.#saved.some((run) => run.id === id)) return;
      if (await this.#attempt((store) => store.setNote(id, note))) this.#saved = noted(this.#saved);
    });
  }

  /**
   * The models and episodes of a run; undefined if none were kept, or no longer are.
   * @throws Error with one sentence if they cannot be read
   */
  async kept(id: string): Promise<Kept | undefined> {
    await this.open();
    return this.#held.find((one) => one.id === id)?.kept ?? this.#store?.kept(id);
  }

  /** Lets go of the database. */
  close(): void {
    this.#channel?.close();
    this.#store?.close();
    this.#store = undefined;
  }

  async #open(): Promise<void> {
    try {
      // Late: the database and the schema of records are no part of the first download.
      const { RunStore } = await import('./store').catch((cause: unknown) => {
        throw new StoreError(NOT_LOADED, { cause });
      });
      this.#store = await RunStore.open({
        onwaiting: (sentence) => (this.trouble = sentence),
        onlost: (sentence) => this.#lose(sentence),
      });
      this.trouble = '';
      this.#channel = new BroadcastChannel(CHANNEL);
      this.#channel.onmessage = () => void this.#inTurn(() => this.#read());
      await this.#inTurn(() => this.#read());
    } catch (error) {
      this.#lose(sentenceOf(error));
    }
    this.ready = true;
  }

  /** Goes on without the database. */
  #lose(sentence: string): void {
    this.#store = undefined;
    this.trouble = sentence;
  }

  /** Reads what is in the database now. */
  async #read(): Promise<void> {
    try {
      const listing = await this.#store?.list(this.#saved);
      if (!listing) return;
      this.#saved = listing.runs;
      this.broken = listing.broken;
      this.#unsaved = this.#unsaved.filter(({ id }) => !listing.runs.some((run) => run.id === id));
    } catch (error) {
      this.#lose(sentenceOf(error));
    }
  }

  /** Saves a run if it is not, and then what is kept with it. */
  async #save(id: string): Promise<void> {
    const unsaved = this.#unsaved.find((run) => run.id === id);
    if (unsaved) {
      if (!(await this.#attempt((store) => store.put(unsaved)))) return;
      this.#unsaved = this.#unsaved.filter((run) => run.id !== id);
      this.#saved = [...this.#saved, unsaved];
    }
    const run = this.#saved.find((saved) => saved.id === id);
    const held = this.#held.find((one) => one.id === id);
    if (!run || !held) return;
    if (await this.#attempt((store) => store.keep(run, held.kept)))
      this.#held = this.#held.filter((one) => one !== held);
  }

  /** Changes something in the database and tells the other tabs. @returns whether it was done */
  async #attempt(change: (store: RunStore) => Promise<void>): Promise<boolean> {
    if (!this.#store) return false;
    try {
      await change(this.#store);
    } catch (error) {
      this.trouble = sentenceOf(error);
      return false;
    }
    this.trouble = '';
    this.#channel?.postMessage('changed');
    return true;
  }

  /** Keeps something in memory, of as many runs as the database would. */
  #hold(id: string, kept: Kept): void {
    this.#held = [...this.#held.filter((one) => one.id !== id), { id, kept }].slice(-KEPT_RUNS);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
