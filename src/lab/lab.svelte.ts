/** The page's state as one object: settings with the chosen experiment, device, the run, and the results there are. */
import { experiments } from '../../workers/experiments';
import { DEFAULT_PRESET, presets } from '../../workers/presets';
import { Gpu } from './gpu.svelte';
import { Estimator } from './estimate.svelte';
import { parseLink, writeQuery } from './link';
import { Recorded } from './recorded.svelte';
import { type FinishedHere, Run } from './run.svelte';
import { SHIPPED_SPECS } from './specs';
import { Settings } from './settings.svelte';
import { readSpecs, writeSpecs } from './spec-link';

/** The experiment that the page opens with. */
const HEADLINE = Object.keys(experiments)[0]!;

export class Lab {
  readonly settings: Settings;
  /** What the address asked for and could not be given, a sentence each. */
  linkProblems = $state.raw<string[]>([]);
  readonly gpu = new Gpu();
  readonly estimator = new Estimator();
  readonly run = new Run((finished) => this.#keep(finished));

  /** Recorded results that were asked for so far, by experiment. */
  readonly #recorded: Record<string, Recorded> = {};
  /** The last run that was finished here, of each experiment. */
  #finished = $state.raw<Record<string, FinishedHere>>({});

  recorded = $state.raw() as Recorded;
  /** Which result to show, where there is a choice. */
  show = $state<'own' | 'recorded'>('recorded');

  /** The chosen experiment. */
  experiment = $derived.by(() => this.settings.experiment);
  /** The last run of it that was finished here. */
  own = $derived(this.#finished[this.experiment.name]);
  /** That run, if it is on show. */
  ownShown = $derived(this.show === 'own' ? this.own : undefined);
  /** The record on show, if there is one. */
  shown = $derived(this.ownShown?.record ?? this.recorded.record);
  /** The recorded headline, where it is the one on show: that of which variants were run. */
  dependence = $derived(
    this.experiment.name === HEADLINE && this.ownShown === undefined ? this.recorded.record : undefined,
  );
  /** Whether the run, under way or over, is one of the chosen experiment. */
  runIsShown = $derived(this.run.experiment === this.experiment.name);

  /** @param address of the page: its query, and its fragment with edited specifications */
  constructor({ search, hash }: Pick<Location, 'search' | 'hash'>) {
    const arms = Object.fromEntries(Object.values(experiments).map(({ name, arms }) => [name, arms.map((a) => a.id)]));
    const { settings, problems } = parseLink(search, { presets: Object.keys(presets), experiments: arms });
    const { experiment = HEADLINE, ...link } = settings;
    this.settings = new Settings(experiments[experiment]!, DEFAULT_PRESET, link);
    this.linkProblems = problems;
    this.recorded = this.#recordedOf(experiment);
    void this.#restoreSpecs(hash);
  }

  /** Takes up another experiment, its own last result first. Not while a run is under way. */
  choose(name: string): void {
    if (this.run.active || name === this.experiment.name) return;
    this.settings.chooseExperiment(experiments[name]!);
    this.recorded = this.#recordedOf(name);
    this.show = this.own ? 'own' : 'recorded';
  }

  /** The address that asks for the settings as they stand. */
  async link(): Promise<URL> {
    const { settings } = this;
    const usual = { ...settings.usual(DEFAULT_PRESET), experiment: HEADLINE };
    const url = new URL(location.href);
    url.search = writeQuery(location.search, settings.request(), usual);
    url.hash = await writeSpecs(settings.edits);
    return url;
  }

  /** Takes over the specifications that a link brings, each if it can be read as one. */
  async #restoreSpecs(hash: string): Promise<void> {
    const { texts, problems } = await readSpecs(hash);
    for (const [name, text] of Object.entries(texts)) {
      const { parseSpec } = await import('../../datasets/spec');
      try {
        parseSpec(text);
        if (!Object.hasOwn(SHIPPED_SPECS, name)) throw new RangeError('this lab has none of that name');
        this.settings.editSpec(name, text);
      } catch (error) {
        problems.push(
          `The link’s specification “${name}” cannot be read (${(error as Error).message}); the one that came with the page is used instead.`,
        );
      }
    }
    if (problems.length > 0) this.linkProblems = [...this.linkProblems, ...problems];
  }

  train(): void {
    this.estimator.rest();
    void this.run.start(this.settings.request());
  }

  #recordedOf(name: string): Recorded {
    return (this.#recorded[name] ??= new Recorded(name));
  }

  #keep(finished: FinishedHere): void {
    this.#finished = { ...this.#finished, [finished.record.experiment]: finished };
    this.show = 'own';
  }
}
