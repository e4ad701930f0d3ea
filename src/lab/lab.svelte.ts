/** The page's state: address, settings, device, the run, the results there are, and what can be done with them. */
import { specsOf, specsReadBy } from '../../workers/experiments/experiment';
import { experiments } from '../../workers/experiments';
import type { InterruptedRun, RunRequest } from '../../workers/protocol';
import { History } from '../history/history.svelte';
import type { OpenedShelf, OpenedSpec } from '../history/import';
import type { SavedRun } from '../history/saved-run';
import { startJudge } from '../judging/client';
import { Address, HEADLINE, type Place } from './address.svelte';
import { differences } from './differences';
import { Gpu } from './gpu.svelte';
import { Estimator } from './estimate.svelte';
import { Interrupted } from './interrupted.svelte';
import { type FinishedHere, Run } from './run.svelte';
import type { Settings } from './settings.svelte';
import { Shown } from './shown.svelte';

export class Lab {
  readonly address: Address;
  readonly settings: Settings;
  readonly gpu = new Gpu();
  readonly estimator = new Estimator();
  /** Runs kept in this browser. */
  readonly history = new History();
  readonly shown: Shown;
  readonly run = new Run((finished) => this.#keep(finished));
  /** A run of an earlier visit that can be resumed. */
  readonly interrupted = new Interrupted();

  /** Requests to show a run so far: only the last one is followed. */
  #looks = 0;
  /** The chosen experiment. */
  experiment = $derived.by(() => this.settings.experiment);
  /** Id of the run on show, if it is one of those kept here. */
  shownId = $derived(this.history.runs.find(({ record }) => record === this.shown.ownShown?.record)?.id);
  /** How the run that the settings ask for would differ from the one on show; nothing while one is under way. */
  differences = $derived.by(() =>
    this.shown.record && !this.run.active ? differences(this.settings.request(), this.shown.record) : [],
  );
  /** The recorded headline, where it is what the page is about: that of which variants were run. */
  dependence = $derived.by(() => (this.experiment.name === HEADLINE ? this.shown.recorded.record : undefined));
  /** Whether the run, under way or over, is one of the chosen experiment. */
  runIsShown = $derived(this.run.experiment === this.experiment.name);

  constructor(place: Place) {
    this.address = new Address(place);
    this.settings = this.address.settings;
    this.shown = new Shown(() => this.experiment);
    startJudge().catch(() => undefined); // told of with the first result, if it still cannot be had
  }

  /** Takes up what another address of the page asks for. Not while a run is under way. */
  open(place: Place): void {
    if (this.run.active) this.address.problems = ['The link can be opened when this run is over.'];
    else this.address.follow(place, (experiment) => this.choose(experiment));
  }

  /** Takes up another experiment, its own last result first. Not while a run is under way. */
  choose(name: string): void {
    if (this.run.active || name === this.experiment.name) return;
    this.settings.chooseExperiment(experiments[name]!);
    this.shown.choose();
  }

  train(): void {
    this.#makeReady();
    void this.run.start(this.settings.request());
  }

  /** Goes on with a run that was interrupted. */
  resume(interrupted: InterruptedRun): void {
    this.choose(interrupted.request.experiment);
    this.#makeReady();
    void this.run.restore(interrupted);
  }

  /** What the end of a run will need is loaded now: by then the page may be offline. */
  #makeReady(): void {
    this.interrupted.drop();
    this.estimator.rest();
    void this.history.open();
  }

  /** Shows a run that was kept, with its models if they were kept, too. */
  async showSaved({ id, record, origin }: SavedRun): Promise<void> {
    const look = ++this.#looks;
    const kept = await this.history.kept(id).catch((error: Error) => void (this.history.trouble = error.message));
    if (this.run.active || look !== this.#looks) return;
    this.choose(record.experiment);
    this.shown.put({ record, shelf: kept?.shelf, traces: kept?.traces ?? [] }, origin);
  }

  /**
   * The address to pass on beside the result on show: of a run that was trained here or opened, its own settings,
   * whatever is set by now; of the recorded one, the settings as they stand.
   *
   * @throws Error with one sentence if this page cannot be set like that run
   */
  linkOfShown(): Promise<URL> {
    const { ownShown } = this.shown;
    return ownShown ? this.address.linkOf(ownShown.record) : this.address.link();
  }

  /** Takes up the settings of another run, already checked. */
  takeUp(request: RunRequest): void {
    this.choose(request.experiment);
    this.settings.takeUp(request);
  }

  /** Shows models from a file: of the chosen experiment if they may be its own, or else of one whose they are. */
  takeShelf(opened: OpenedShelf): void {
    if (!opened.experiments.includes(this.experiment.name)) this.choose(opened.experiments[0]!);
    this.shown.imported = opened;
  }

  /** The reader's own text, by name, that a specification from a file would replace; undefined if it is none. */
  replacedBy(opened: OpenedSpec): string | undefined {
    const { place } = this.#placeOf(opened);
    return this.settings.edited(place) && this.settings.specText(place) !== opened.text ? place : undefined;
  }

  /** Where a specification from a file goes: in the place of the one of its name, or of the last that models read. */
  #placeOf({ name }: OpenedSpec): { place: string; read: string[] } {
    const { arms } = this.experiment;
    const read = specsReadBy(arms);
    return { place: read.includes(name) ? name : (specsOf(arms.at(-1)!)[0] ?? read[0]!), read };
  }

  /**
   * Puts a specification from a file in its place.
   * @returns which that is, in one sentence, and how it could be another
   */
  takeSpec(opened: OpenedSpec): string {
    const { name, text } = opened;
    const { title } = this.experiment;
    const { place, read } = this.#placeOf(opened);
    const before = this.settings.edited(place) ? `your own text of “${place}”` : `“${place}”`;
    this.settings.editSpec(place, text);
    const others = read.filter((other) => other !== place).map((other) => `${other}.md`);
    const sentence = `in “${title}” the next run reads it in place of ${before}.`;
    if (place === name || others.length === 0) return sentence;
    return `${sentence} To replace another specification, give the file its name: ${others.join(', ')}.`;
  }

  #keep(finished: FinishedHere): void {
    this.shown.put(finished);
    const { record, shelf, traces } = finished;
    void this.history.add(record, { kind: 'here' }, shelf && { shelf, traces });
    // A run that went on with fewer models tells no pace; and an estimate can wait.
    if (!record.diverged) void this.estimator.learn(this.run.plan!.request, record.seconds).catch(() => undefined);
  }
}
