/** The page's state as one object: settings with the chosen experiment, device, the run, and the results there are. */
import { experiments } from '../../workers/experiments';
import { DEFAULT_PRESET, presets } from '../../workers/presets';
import { Gpu } from './gpu.svelte';
import { parseLink, queryFor } from './link';
import { Recorded } from './recorded.svelte';
import { type FinishedHere, Run } from './run.svelte';
import { Settings } from './settings.svelte';

/** The experiment that the page opens with. */
const HEADLINE = Object.keys(experiments)[0]!;

export class Lab {
  readonly settings: Settings;
  /** What the address asked for and could not be given, a sentence each. */
  readonly linkProblems: string[];
  readonly gpu = new Gpu();
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

  /** @param query of the page's address */
  constructor(query: string) {
    const arms = Object.fromEntries(Object.values(experiments).map(({ name, arms }) => [name, arms.map((a) => a.id)]));
    const { settings, problems } = parseLink(query, { presets: Object.keys(presets), experiments: arms });
    const { experiment = HEADLINE, ...link } = settings;
    this.settings = new Settings(experiments[experiment]!, DEFAULT_PRESET, link);
    this.linkProblems = problems;
    this.recorded = this.#recordedOf(experiment);
  }

  /** Takes up another experiment, its own last result first. Not while a run is under way. */
  choose(name: string): void {
    if (this.run.active || name === this.experiment.name) return;
    this.settings.chooseExperiment(experiments[name]!);
    this.recorded = this.#recordedOf(name);
    this.show = this.own ? 'own' : 'recorded';
    history.replaceState(history.state, '', queryFor(location.search, name) + location.hash);
  }

  train(): void {
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
