/** The recorded result of an experiment, which the page shows before anything was trained. */
import { loadPart, NotLoaded } from '../parts/load';
import type { RunRecord } from '../../records/schema';
import { fetchStatic } from './static';

export class Recorded {
  record = $state.raw<RunRecord>();
  /** None has been recorded, or none comes with this copy of the page. */
  missing = $state(false);
  /** Why there is one but it cannot be shown, in one sentence; empty while loading and when all is well. */
  trouble = $state('');

  readonly #experiment: string;

  /** @param experiment by name; its record is `recorded/<name>.json` */
  constructor(experiment: string) {
    this.#experiment = experiment;
    void this.load();
  }

  /** Called again where there was trouble: the network may be back. */
  async load(): Promise<void> {
    const experiment = this.#experiment;
    this.trouble = '';
    try {
      // Late: the schema of records is no part of the first download.
      const [response, { parseRunRecord }] = await Promise.all([
        fetchStatic(`recorded/${experiment}.json`),
        loadPart(() => import('../../records/parse')),
      ]);
      if (!response) {
        this.missing = true;
        return;
      }
      const record = await parseRunRecord(await response.text());
      if (record.experiment !== experiment) throw new RangeError(`it is one of experiment “${record.experiment}”`);
      this.record = record;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.trouble = error instanceof NotLoaded ? reason : `The recorded result cannot be shown: ${reason}.`;
    }
  }
}
