/** What the run that the settings ask for would take: asked of a worker when the page has nothing better to do. */
import { connect, type Connection } from '../../workers/client';
import type { RunEstimate, RunRequest } from '../../workers/protocol';

/** Where the pace of this device is kept between visits. */
const PACE = 'midtrain-lab.pace';

export class Estimator {
  #worker: Connection | undefined;
  #asked = 0;

  /** Undefined until known. */
  estimate = $state.raw<RunEstimate>();
  /** Why the run is not possible, in one sentence; empty if it is. */
  trouble = $state('');
  /** Seconds for each token on this device; undefined until it has finished a run. */
  #pace = $state(readPace());

  /** How long it would take here, if that can be told. */
  seconds = $derived(this.estimate && this.#pace ? this.estimate.work * this.#pace : undefined);

  /** Asks about another run; only the last answer counts. */
  async ask(request: RunRequest): Promise<void> {
    const asked = ++this.#asked;
    const current = () => asked === this.#asked;
    this.#worker ??= connect();
    try {
      const estimate = await this.#worker.lab.estimate(request);
      if (!current()) return;
      this.estimate = estimate;
      this.trouble = '';
    } catch (error) {
      if (!current()) return;
      this.estimate = undefined;
      this.trouble = error instanceof Error ? error.message : String(error);
    }
  }

  /** A run has ended: from now on its pace is this device's. */
  async learn(request: RunRequest, seconds: number): Promise<void> {
    const { work } = await (this.#worker ??= connect()).lab.estimate(request);
    this.#pace = seconds / work;
    try {
      localStorage.setItem(PACE, String(this.#pace));
    } catch {
      // Where nothing may be kept, it is learned anew on the next visit.
    }
  }

  /** Frees the worker; the next question starts another. */
  rest(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}

function readPace(): number | undefined {
  try {
    const pace = Number(localStorage.getItem(PACE));
    return Number.isFinite(pace) && pace > 0 ? pace : undefined;
  } catch {
    return undefined;
  }
}
