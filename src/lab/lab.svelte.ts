/** The page's state as one object: settings with the chosen experiment, device, the run, and the results there are. */
import { specsOf, specsReadBy } from '../../workers/experiments/experiment';
import { experiments } from '../../workers/experiments';
import { DEFAULT_PRESET, presets } from '../../workers/experiments/presets';
import type { KeptRun, RunRequest } from '../../workers/protocol';
import { History } from '../history/history.svelte';
import type { OpenedShelf, OpenedSpec } from '../history/import';
import type { RunRecord } from '../../records/schema';
import { type Origin, type SavedRun, sourceOf } from '../history/saved-run';
import type { Shelf } from '../inside/snapshots';
import { startJudge } from '../judging/client';
import { judgingOf } from '../judging/judging.svelte';
import { loadPart } from '../parts/load';
import type { Cell } from '../charts/grid';
import { differences } from './differences';
import { Gpu } from './gpu.svelte';
import { Estimator } from './estimate.svelte';
import { Interrupted } from './interrupted.svelte';
import { type Guess, type Link, parseLink, writeQuery } from './link';
import { Recorded } from './recorded.svelte';
import { type FinishedHere, Run } from './run.svelte';
import { fetchShelf, hasShowcase } from './showcase';
import { SHIPPED_SPECS } from './specs';
import { Settings } from './settings.svelte';

/** The experiment that the page opens with. */
const HEADLINE = Object.keys(experiments)[0]!;

const ARMS = Object.fromEntries(Object.values(experiments).map(({ name, arms }) => [name, arms.map(({ id }) => id)]));

/** What the query of an address asks for. */
const readLink = (query: string, guess?: Guess): Link =>
  parseLink(query, { presets: Object.keys(presets), experiments: ARMS }, guess);

/** The address of the page: its query, and its fragment with edited specifications. */
type Address = Pick<Location, 'search' | 'hash'>;

export class Lab {
  readonly settings: Settings;
  /** What the address asked for and could not be given, a sentence each. */
  linkProblems = $state.raw<string[]>([]);
  readonly gpu = new Gpu();
  readonly estimator = new Estimator();
  /** Runs kept in this browser. */
  readonly history = new History();
  readonly run = new Run((finished) => this.#keep(finished));
  /** A run of an earlier visit that can be resumed. */
  readonly interrupted = new Interrupted();

  /** Recorded results that were asked for so far, by experiment. */
  readonly #recorded: Record<string, Recorded> = {};
  /** The last run that was finished here, of each experiment. */
  #finished = $state.raw<Record<string, FinishedHere & { origin: Origin }>>({});
  /** Requests to show a run so far: only the last one is followed. */
  #looks = 0;
  /** Addresses taken up so far. */
  #addresses = 0;

  recorded = $state.raw() as Recorded;
  /** Specifications that the link brings are not there yet. */
  restoring = $state(false);
  /** Models from a file. */
  imported = $state.raw<OpenedShelf>();
  /** A cell of the grid that the reader picked to be watched, until it is shown, and the record that it was picked in. */
  #picked = $state.raw<{ cell: Cell; record: RunRecord | undefined }>();
  /** Which result to show, where there is a choice. */
  show = $state<'own' | 'recorded'>('recorded');

  /** The chosen experiment. */
  experiment = $derived.by(() => this.settings.experiment);
  /** The last run of it that was finished here. */
  own = $derived(this.#finished[this.experiment.name]);
  /** That run, if it is on show. */
  ownShown = $derived(this.show === 'own' ? this.own : undefined);
  /** What the run on show came from, if it was not trained here: the name of a file, or how many runs are pooled in it. */
  source = $derived((this.ownShown && sourceOf(this.ownShown.origin)) || undefined);
  /** Id of the run on show, if it is one of those kept here. */
  shownId = $derived(this.history.runs.find(({ record }) => record === this.ownShown?.record)?.id);
  /** The record on show, if there is one. */
  shown = $derived(this.ownShown?.record ?? this.recorded.record);
  #judging = $derived(this.shown && judgingOf(this.shown));
  /** Its numbers and what follows from them, judged anew; undefined until that is done. */
  judged = $derived(this.#judging?.answer);
  /** Why it cannot be judged, in one sentence; empty if it can. */
  unjudged = $derived(this.#judging?.trouble ?? '');
  /** How the run that the settings ask for would differ from the one on show; nothing while one is under way. */
  differences = $derived.by(() =>
    this.shown && !this.run.active ? differences(this.settings.request(), this.shown) : [],
  );
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
  /** The recorded headline, where it is what the page is about: that of which variants were run. */
  dependence = $derived(this.experiment.name === HEADLINE ? this.recorded.record : undefined);
  /** Whether the run, under way or over, is one of the chosen experiment. */
  runIsShown = $derived(this.run.experiment === this.experiment.name);

  constructor({ search, hash }: Address) {
    const { settings, problems } = readLink(search);
    const { experiment = HEADLINE, ...link } = settings;
    this.settings = new Settings(experiments[experiment]!, DEFAULT_PRESET, link);
    this.#tell(problems, search);
    this.recorded = this.#recordedOf(experiment);
    startJudge().catch(() => undefined); // told of with the first result, if it still cannot be had
    void this.#restoreSpecs(hash);
  }

  /** Takes up what another address of the page asks for. Not while a run is under way. */
  open({ search, hash }: Address): void {
    if (this.run.active) {
      this.linkProblems = ['The link can be opened when this run is over.'];
      return;
    }
    const { settings, problems } = readLink(search);
    const { experiment = HEADLINE, ...link } = settings;
    this.choose(experiment);
    this.settings.follow(DEFAULT_PRESET, link);
    this.#tell(problems, search);
    void this.#restoreSpecs(hash);
  }

  /** A cell that the reader picked in the record on show, and has not seen yet. */
  get picked(): Cell | undefined {
    return this.#picked?.record === this.shown ? this.#picked?.cell : undefined;
  }
  set picked(cell: Cell | undefined) {
    this.#picked = cell && { cell, record: this.shown };
  }

  /** Takes up another experiment, its own last result first. Not while a run is under way. */
  choose(name: string): void {
    if (this.run.active || name === this.experiment.name) return;
    this.settings.chooseExperiment(experiments[name]!);
    this.recorded = this.#recordedOf(name);
    this.show = this.own ? 'own' : 'recorded';
  }

  /** The address that asks for the settings as they stand. */
  link(): Promise<URL> {
    const { settings } = this;
    return this.#addressOf({ ...settings.request(), base: settings.wantedBase }, settings.edits);
  }

  /**
   * The address to pass on beside the result on show: of a run that was trained here or opened, its own settings,
   * whatever is set by now; of the recorded one, the settings as they stand.
   *
   * @throws Error with one sentence if this page cannot be set like that run
   */
  async linkOfShown(): Promise<URL> {
    const record = this.ownShown?.record;
    if (!record) return this.link();
    const { requestOf } = await loadPart(() => import('../history/request'));
    const request = requestOf(record);
    const edited = Object.entries(request.specs).filter(([name, text]) => text !== SHIPPED_SPECS[name]);
    return this.#addressOf(request, Object.fromEntries(edited));
  }

  async #addressOf(request: RunRequest, edits: Readonly<Record<string, string>>): Promise<URL> {
    const usual = { ...this.settings.usual(DEFAULT_PRESET, request.preset), experiment: HEADLINE };
    const url = new URL(location.href);
    url.search = writeQuery(location.search, request, usual);
    url.hash = '';
    if (Object.keys(edits).length > 0) {
      const { writeSpecs } = await loadPart(() => import('./spec-link'), 'What writes links');
      url.hash = await writeSpecs(edits);
    }
    return url;
  }

  /** Tells what of a query was not understood, and what was likely meant, as soon as that can be told. */
  #tell(problems: string[], search: string): void {
    this.linkProblems = problems;
    if (problems.length === 0) return;
    const address = this.#addresses + 1; // the specifications of the same one are next
    void import('../../datasets/nearest').then(
      ({ nearest }) => {
        if (address !== this.#addresses) return;
        const guessed = readLink(search, nearest).problems;
        this.linkProblems = [...guessed, ...this.linkProblems.slice(problems.length)];
      },
      () => undefined, // then it is told without a guess
    );
  }

  /** Takes over the specifications that a link brings, each if it can be read as one. */
  async #restoreSpecs(hash: string): Promise<void> {
    const address = ++this.#addresses;
    this.restoring = hash.includes('=');
    if (!this.restoring) return;
    const problems = await this.#readSpecs(hash).catch((error: Error) => [error.message]);
    if (address !== this.#addresses) return;
    this.linkProblems = [...this.linkProblems, ...problems];
    this.restoring = false;
  }

  /** @returns what was wrong with them, a sentence each. @throws NotLoaded if they cannot be read at all */
  async #readSpecs(hash: string): Promise<string[]> {
    const { readSpecs } = await loadPart(() => import('./spec-link'), 'What reads the link’s specifications');
    const { texts, problems } = await readSpecs(hash, Object.keys(SHIPPED_SPECS));
    const { canonicalSpec } = await loadPart(
      () => import('../../datasets/spec'),
      'What reads the link’s specifications',
    );
    for (const [name, text] of texts) {
      try {
        this.settings.editSpec(name, canonicalSpec(text));
      } catch (error) {
        problems.push(
          `The link’s specification “${name}” cannot be read (${(error as Error).message}); the one that came with the page is used instead.`,
        );
      }
    }
    return problems;
  }

  train(): void {
    this.#makeReady();
    void this.run.start(this.settings.request());
  }

  /** Goes on with a run that was interrupted. */
  resume(kept: KeptRun): void {
    this.choose(kept.request.experiment);
    this.#makeReady();
    void this.run.restore(kept);
  }

  /** What the end of a run will need is loaded now: by then the page may be offline. */
  #makeReady(): void {
    this.interrupted.drop();
    this.estimator.rest();
    void this.history.open();
  }

  /** What was asked for before is there; what could not be loaded then is asked for again. */
  #recordedOf(name: string): Recorded {
    const asked = this.#recorded[name];
    if (asked?.trouble) void asked.load();
    return (this.#recorded[name] ??= new Recorded(name));
  }

  /** Shows a run that was kept, with its models if they were kept, too. */
  async showSaved({ id, record, origin }: SavedRun): Promise<void> {
    const look = ++this.#looks;
    const kept = await this.history.kept(id).catch((error: Error) => void (this.history.trouble = error.message));
    if (this.run.active || look !== this.#looks) return;
    this.choose(record.experiment);
    this.#put({ record, shelf: kept?.shelf, traces: kept?.traces ?? [] }, origin);
  }

  /** Takes up the settings of another run, already checked. */
  takeUp(request: RunRequest): void {
    this.choose(request.experiment);
    this.settings.takeUp(request);
  }

  /** Shows models from a file: of the chosen experiment if they may be its own, or else of one whose they are. */
  takeShelf(opened: OpenedShelf): void {
    if (!opened.experiments.includes(this.experiment.name)) this.choose(opened.experiments[0]!);
    this.imported = opened;
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
    this.#put(finished);
    const { record, shelf, traces } = finished;
    void this.history.add(record, { kind: 'here' }, shelf && { shelf, traces });
    // A run that went on with fewer models tells no pace; and an estimate can wait.
    if (!record.diverged) void this.estimator.learn(this.run.plan!.request, record.seconds).catch(() => undefined);
  }

  #put(finished: FinishedHere, origin: Origin = { kind: 'here' }): void {
    this.#finished = { ...this.#finished, [finished.record.experiment]: { ...finished, origin } };
    this.show = 'own';
    this.imported = undefined;
  }
}
