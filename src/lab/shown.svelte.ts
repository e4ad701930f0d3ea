/** Which result is on show: recorded, trained here or opened; with what follows from it, and the models that it left. */
import type { Experiment } from '../../workers/experiments/experiment';
import type { RunRecord } from '../../records/schema';
import type { Cell } from '../charts/grid';
import type { OpenedShelf } from '../history/import';
import { type Origin, sourceOf } from '../history/saved-run';
import type { Shelf } from '../inside/snapshots';
import { judgingOf } from '../judging/judging.svelte';
import { Recorded } from './recorded.svelte';
import type { FinishedHere } from './run.svelte';
import { fetchShelf, hasShowcase } from './showcase';

export class Shown {
  readonly #experiment: () => Experiment;
  /** Recorded results that were asked for so far, by experiment. */
  readonly #recorded: Record<string, Recorded> = {};
  /** The last run that was finished here, of each experiment. */
  #finished = $state.raw<Record<string, FinishedHere & { origin: Origin }>>({});

  recorded = $state.raw() as Recorded;
  /** Models from a file. */
  imported = $state.raw<OpenedShelf>();
  /** A cell of the grid that the reader picked to be watched, and the record that it was picked in. */
  #picked = $state.raw<{ cell: Cell; record: RunRecord | undefined }>();
  /** Which result to show, where there is a choice. */
  which = $state<'own' | 'recorded'>('recorded');

  /** The chosen experiment. */
  experiment = $derived.by(() => this.#experiment());
  /** The last run of it that was finished here. */
  own = $derived(this.#finished[this.experiment.name]);
  /** That run, if it is on show. */
  ownShown = $derived(this.which === 'own' ? this.own : undefined);
  /** What the run on show came from, if it was not trained here: the name of a file, or how many runs are pooled in it. */
  source = $derived((this.ownShown && sourceOf(this.ownShown.origin)) || undefined);
  /** The record on show, if there is one. */
  record = $derived(this.ownShown?.record ?? this.recorded.record);
  #judging = $derived(this.record && judgingOf(this.record));
  /** Its numbers and what follows from them, judged anew; undefined until that is done. */
  judged = $derived(this.#judging?.answer);
  /** Why it cannot be judged, in one sentence; empty if it can. */
  unjudged = $derived(this.#judging?.trouble ?? '');
  /** Models from a file, if they may be those of the experiment. */
  importedShown = $derived(this.imported?.experiments.includes(this.experiment.name) ? this.imported : undefined);
  /** The models to talk to and to take away, or what fetches them. */
  shelf = $derived.by((): Shelf | (() => Promise<Shelf>) | undefined => {
    if (this.importedShown) return this.importedShown.shelf;
    return this.ownShown ? this.ownShown.shelf : () => fetchShelf(this.experiment);
  });
  /** What came of the first claim, if it was tested. */
  headline = $derived(this.#judging?.headline);
  /** Whether there are episodes of the record on show. */
  watchable = $derived(this.ownShown ? this.ownShown.traces.length > 0 : hasShowcase(this.experiment));
  /** Models of the very record on show. */
  takeaway = $derived.by(() => {
    if (this.ownShown) return this.ownShown.shelf;
    return hasShowcase(this.experiment) ? () => fetchShelf(this.experiment) : undefined;
  });

  /** @param experiment the chosen one */
  constructor(experiment: () => Experiment) {
    this.#experiment = experiment;
    this.recorded = this.#recordedOf(experiment().name);
  }

  /** Takes up the experiment that was just chosen, its own last result first. */
  choose(): void {
    this.recorded = this.#recordedOf(this.experiment.name);
    this.which = this.own ? 'own' : 'recorded';
  }

  /** Shows a run that was finished here or opened. */
  put(finished: FinishedHere, origin: Origin = { kind: 'here' }): void {
    this.#finished = { ...this.#finished, [finished.record.experiment]: { ...finished, origin } };
    this.which = 'own';
    this.imported = undefined;
  }

  /** The cell that the reader picked last in the record on show; another object each time. */
  get picked(): Cell | undefined {
    return this.#picked?.record === this.record ? this.#picked?.cell : undefined;
  }

  /** The reader wants to see the episodes of a cell of the grid. */
  pick(cell: Cell): void {
    this.#picked = { cell: { ...cell }, record: this.record };
  }

  /** What was asked for before is there; what could not be loaded then is asked for again. */
  #recordedOf(name: string): Recorded {
    const asked = this.#recorded[name];
    if (asked?.trouble) void asked.load();
    return (this.#recorded[name] ??= new Recorded(name));
  }
}
