/** The address of the page: what it asks for when it is opened, and the one that asks for the settings as they stand. */
import { experiments } from '../../workers/experiments';
import { DEFAULT_PRESET, presets } from '../../workers/experiments/presets';
import type { RunRequest } from '../../workers/protocol';
import type { RunRecord } from '../../records/schema';
import { loadPart } from '../parts/load';
import { type Guess, type Link, parseLink, writeQuery } from './link';
import { SHIPPED_SPECS } from './specs';
import { Settings } from './settings.svelte';

/** The experiment that the page opens with. */
export const HEADLINE = Object.keys(experiments)[0]!;

const ARMS = Object.fromEntries(Object.values(experiments).map(({ name, arms }) => [name, arms.map(({ id }) => id)]));

/** What the query of an address asks for. */
const readLink = (query: string, guess?: Guess): Link =>
  parseLink(query, { presets: Object.keys(presets), experiments: ARMS }, guess);

/** A query, and a fragment with edited specifications. */
export type Place = Pick<Location, 'search' | 'hash'>;

export class Address {
  readonly settings: Settings;
  /** What it asked for and could not be given, a sentence each. */
  problems = $state.raw<string[]>([]);
  /** Specifications that it brings are not there yet. */
  restoring = $state(false);
  /** Addresses taken up so far. */
  #taken = 0;

  /** Settings as an address asks for them. */
  constructor({ search, hash }: Place) {
    const { settings, problems } = readLink(search);
    const { experiment = HEADLINE, ...link } = settings;
    this.settings = new Settings(experiments[experiment]!, DEFAULT_PRESET, link);
    this.#tell(problems, search);
    void this.#restoreSpecs(hash);
  }

  /**
   * Takes up what another address of the page asks for.
   * @param choose takes up the experiment that it names
   */
  follow({ search, hash }: Place, choose: (experiment: string) => void): void {
    const { settings, problems } = readLink(search);
    const { experiment = HEADLINE, ...link } = settings;
    choose(experiment);
    this.settings.follow(DEFAULT_PRESET, link);
    this.#tell(problems, search);
    void this.#restoreSpecs(hash);
  }

  /** The address that asks for the settings as they stand. */
  link(): Promise<URL> {
    const { settings } = this;
    return this.#linkTo({ ...settings.request(), base: settings.wantedBase }, settings.edits);
  }

  /**
   * The address that asks for the settings of a run, whatever is set by now.
   * @throws Error with one sentence if this page cannot be set like that run
   */
  async linkOf(record: RunRecord): Promise<URL> {
    const { requestOf } = await loadPart(() => import('../history/request'));
    const request = requestOf(record);
    const edited = Object.entries(request.specs).filter(([name, text]) => text !== SHIPPED_SPECS[name]);
    return this.#linkTo(request, Object.fromEntries(edited));
  }

  async #linkTo(request: RunRequest, edits: Readonly<Record<string, string>>): Promise<URL> {
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
    this.problems = problems;
    if (problems.length === 0) return;
    const address = this.#taken + 1; // the specifications of the same one are next
    void import('../../datasets/nearest').then(
      ({ nearest }) => {
        if (address !== this.#taken) return;
        const guessed = readLink(search, nearest).problems;
        this.problems = [...guessed, ...this.problems.slice(problems.length)];
      },
      () => undefined, // then it is told without a guess
    );
  }

  /** Takes over the specifications that a link brings, each if it can be read as one. */
  async #restoreSpecs(hash: string): Promise<void> {
    const address = ++this.#taken;
    this.restoring = hash.includes('=');
    if (!this.restoring) return;
    const problems = await this.#readSpecs(hash).catch((error: Error) => [error.message]);
    if (address !== this.#taken) return;
    this.problems = [...this.problems, ...problems];
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
}
