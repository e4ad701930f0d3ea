/** The recorded result that the page shows before anything was trained. */
import { parseRunRecord } from '../records/parse';
import type { RunRecord } from '../records/schema';

export class Recorded {
  record = $state.raw<RunRecord>();
  /** Why there is none, in one sentence; empty while loading and when all is well. */
  trouble = $state('');

  /** @param url of a run record in JSON */
  constructor(url: string) {
    void this.#load(url);
  }

  async #load(url: string): Promise<void> {
    try {
      const response = await fetch(url);
      const type = response.headers.get('content-type') ?? '';
      // A development server answers a missing file with the page itself.
      if (!response.ok || type.includes('text/html')) {
        this.trouble = 'No recorded result comes with this copy of the page; train to get one of your own.';
        return;
      }
      this.record = await parseRunRecord(await response.text());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.trouble = `The recorded result cannot be shown: ${reason}`;
    }
  }
}
