/** A run that was interrupted on an earlier visit, as far as the page knows of it. */
import type { InterruptedRun } from '../../workers/protocol';

export class Interrupted {
  #looks = 0;

  /** The run that can be resumed, if there is one. */
  run = $state.raw<InterruptedRun>();
  /** Why there is one that cannot be, in one sentence; empty if there is none. */
  trouble = $state('');
  /** When the one that cannot be resumed began, if that is known. */
  #refused: string | undefined;

  /** Looks for it; only the last look counts. */
  async look(): Promise<void> {
    const look = ++this.#looks;
    try {
      const { findInterruptedRun } = await import('../../workers/checkpoint/interrupted-run');
      const found = await findInterruptedRun(__COMMIT__);
      if (look !== this.#looks) return;
      this.run = found && 'request' in found ? found : undefined;
      const refused = found && 'refusal' in found ? found : undefined;
      this.trouble = refused?.refusal ?? '';
      this.#refused = refused?.started;
    } catch {
      // Where the browser's storage cannot be read there is nothing to offer.
    }
  }

  /** Speaks of it no more: it goes on, or another run takes its place. */
  drop(): void {
    this.#looks++;
    this.run = undefined;
    this.trouble = '';
  }

  /** Deletes what is kept of it; a run that another tab has begun since is let alone. */
  async discard(): Promise<void> {
    const started = this.run ? this.run.started : this.#refused;
    this.drop();
    const { forgetRun } = await import('../../workers/checkpoint/interrupted-run');
    await forgetRun(started);
  }
}
