/** What the run that the settings ask for would take: asked of a worker when the page has nothing better to do. */
import { connect, type Connection } from '../../workers/client';
import type { RunEstimate, RunRequest } from '../../workers/protocol';
import { keepPaces, type Paces, readPaces } from './paces';

/** How long a worker waits for the next question, in milliseconds. */
const PATIENCE = 30_000;

export class Estimator {
  /** The worker, and how many questions it has not answered yet. */
  #worker: { connection: Connection; asked: number } | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** Undefined until known. */
  estimate = $state.raw<RunEstimate>();
  /** Why the run is not possible, in one sentence; empty if it is. */
  trouble = $state('');
  /** Why it is not known what the run would take, in one sentence; empty otherwise. The run may be possible all the same. */
  unknown = $state('');
  /** Why it could not be measured how long it takes, in one sentence; empty otherwise. */
  untimed = $state('');
  /** How long a run takes is being measured. */
  measuring = $state(false);
  #paces = $state.raw<Paces>(readPaces());

  /** How long it would take here; undefined until this device has run, or measured, one of its shape. */
  seconds = $derived.by(() => {
    if (!this.estimate) return undefined;
    const { work, shape } = this.estimate;
    const pace = this.#paces[shape];
    return pace === undefined ? undefined : work * pace;
  });

  /** Asks about another run; only the last answer counts. */
  async ask(request: RunRequest): Promise<void> {
    const asked = ++this.#asked;
    const current = () => asked === this.#asked;
    try {
      const estimate = await this.#answer((lab) => lab.estimate(request));
      if (!current()) return;
      this.estimate = estimate;
      this.trouble = this.unknown = this.untimed = '';
    } catch (error) {
      if (!current()) return;
      const reason = reasonOf(error);
      this.estimate = undefined;
      this.trouble = isBroken(error) ? '' : reason;
      this.unknown = isBroken(error) ? reason : '';
    }
  }

  /** Measures how long a run would take, by beginning it, until `rest`. */
  async measure(request: RunRequest): Promise<void> {
    const asked = this.#asked;
    this.measuring = true;
    this.untimed = '';
    try {
      await this.learn(request, await this.#answer((lab) => lab.timeRun(request)));
    } catch (error) {
      if (asked === this.#asked) this.untimed = reasonOf(error); // or it would stand beside another run
    } finally {
      this.measuring = false;
    }
  }

  /** So long a run took: from now on that is the pace of its shape. */
  async learn(request: RunRequest, seconds: number): Promise<void> {
    const { work, shape } = await this.#answer((lab) => lab.estimate(request));
    this.#paces = { ...readPaces(), ...this.#paces, [shape]: seconds / work }; // another tab may have learned, too
    keepPaces(this.#paces);
  }

  /** Frees the worker; the next question starts another. What it was asked is never answered. */
  rest(): void {
    clearTimeout(this.#resting);
    this.#worker?.connection.terminate();
    this.#worker = undefined;
    this.measuring = false;
  }

  /** Asks the worker, which is freed when nothing has been asked for a while, and at once where it is broken. */
  async #answer<Answer>(ask: (lab: Connection['lab']) => Promise<Answer>): Promise<Answer> {
    clearTimeout(this.#resting);
    const worker = (this.#worker ??= { connection: connect(), asked: 0 });
    worker.asked++;
    try {
      return await ask(worker.connection.lab);
    } catch (error) {
      if (isBroken(error) && this.#worker === worker) this.rest();
      throw error;
    } finally {
      worker.asked--;
      if (this.#worker === worker && worker.asked === 0) this.#resting = setTimeout(() => this.rest(), PATIENCE);
    }
  }
}

/** Whether it was the worker that failed, and not the question. */
const isBroken = (error: unknown): boolean => error instanceof Error && error.name === 'WorkerError';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
