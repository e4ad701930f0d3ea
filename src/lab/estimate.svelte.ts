/** What the run that the settings ask for would take: asked of a worker when the page has nothing better to do. */
import { connect, type Connection } from '../../workers/client';
import type { RunEstimate, RunRequest } from '../../workers/protocol';

/** Where the pace of this device is kept between visits. */
const PACE = 'midtrain-lab.pace';

/** How long a worker waits for the next question, in milliseconds. */
const PATIENCE = 30_000;

export class Estimator {
  #worker: Connection | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** Undefined until known. */
  estimate = $state.raw<RunEstimate>();
  /** Why the run is not possible, in one sentence; empty if it is. */
  trouble = $state('');
  /** Why it is not known what the run would take, in one sentence; empty otherwise. The run may be possible all the same. */
  unknown = $state('');
  /** Seconds for each token on this device; undefined until it has finished a run. */
  #pace = $state(readPace());

  /** How long it would take here, if that can be told. */
  seconds = $derived(this.estimate && this.#pace ? this.estimate.work * this.#pace : undefined);

  /** Asks about another run; only the last answer counts. */
  async ask(request: RunRequest): Promise<void> {
    const asked = ++this.#asked;
    const current = () => asked === this.#asked;
    try {
      const estimate = await this.#answer(request);
      if (!current()) return;
      this.estimate = estimate;
      this.trouble = this.unknown = '';
    } catch (error) {
      if (!current()) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.estimate = undefined;
      this.trouble = isBroken(error) ? '' : reason;
      this.unknown = isBroken(error) ? reason : '';
    }
  }

  /** A run has ended: from now on its pace is this device's. */
  async learn(request: RunRequest, seconds: number): Promise<void> {
    const { work } = await this.#answer(request);
    this.#pace = seconds / work;
    try {
      localStorage.setItem(PACE, String(this.#pace));
    } catch {
      // Where nothing may be kept, it is learned anew on the next visit.
    }
  }

  /** Frees the worker; the next question starts another. */
  rest(): void {
    clearTimeout(this.#resting);
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Asks the worker, which is freed when nothing more has been asked for a while, and at once where it is broken. */
  async #answer(request: RunRequest): Promise<RunEstimate> {
    clearTimeout(this.#resting);
    const worker = (this.#worker ??= connect());
    const rest = () => {
      if (this.#worker === worker) this.rest();
    };
    try {
      return await worker.lab.estimate(request);
    } catch (error) {
      if (isBroken(error)) rest();
      throw error;
    } finally {
      if (this.#worker === worker) {
        clearTimeout(this.#resting);
        this.#resting = setTimeout(rest, PATIENCE);
      }
    }
  }
}

/** Whether it was the worker that failed, and not the question. */
const isBroken = (error: unknown): boolean => error instanceof Error && error.name === 'WorkerError';

function readPace(): number | undefined {
  try {
    const pace = Number(localStorage.getItem(PACE));
    return Number.isFinite(pace) && pace > 0 ? pace : undefined;
  } catch {
    return undefined;
  }
}
