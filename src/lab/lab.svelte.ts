/** The page's state as one object: experiment, settings, device, the run, and the results there are to show. */
import { experiments } from '../../workers/experiments';
import { presets } from '../../workers/presets';
import type { RunRecord } from '../records/schema';
import { Gpu } from './gpu.svelte';
import { parseLink } from './link';
import { Recorded } from './recorded.svelte';
import { Run } from './run.svelte';
import { Settings } from './settings.svelte';

const DEFAULT_PRESET = 'standard';

export class Lab {
  readonly experiment = experiments.agentic!;
  readonly settings: Settings;
  /** What the address asked for and could not be given, a sentence each. */
  readonly linkProblems: string[];
  readonly gpu = new Gpu();
  readonly recorded = new Recorded('recorded/agentic.json');
  readonly run = new Run((record) => this.#keep(record));

  /** The last run that was finished here. */
  own = $state.raw<RunRecord>();
  /** Which result to show, where there is a choice. */
  show = $state<'own' | 'recorded'>('recorded');

  /** The record on show, if there is one. */
  shown = $derived(this.show === 'own' && this.own ? this.own : this.recorded.record);

  /** @param query of the page's address */
  constructor(query: string) {
    const arms = this.experiment.arms.map(({ id }) => id);
    const { settings, problems } = parseLink(query, { presets: Object.keys(presets), arms });
    this.settings = new Settings(this.experiment, DEFAULT_PRESET, settings);
    this.linkProblems = problems;
  }

  train(): void {
    void this.run.start(this.settings.request());
  }

  #keep(record: RunRecord): void {
    this.own = record;
    this.show = 'own';
  }
}
