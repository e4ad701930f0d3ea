/**
 * Settings in the page's address: `?experiment=values&preset=tiny&seeds=1,2&arms=aft,thrift+aft&midtrain.steps=600`.
 * Specifications that were edited are in its fragment; see spec-link.ts.
 */
import { excerpt } from '../../datasets/quote';
import type { RunRequest } from '../../workers/protocol';
import { MAX_SEED } from '../../workers/run/limits';
import { expectedOf, fits, SETTINGS_BY_PATH } from '../../workers/experiments/settings';

/** Most seeds of one run: every seed is one replica an arm, and all of them are in GPU memory at once. */
export const SEEDS_AT_ONCE = 16;

/** What a link may set. */
export type LinkSettings = Partial<Omit<RunRequest, 'specs'>>;

/** Names a link may use. */
export interface LinkNames {
  presets: string[];
  /** Arms of each experiment; the first is the one that is meant where the link names none. */
  experiments: Record<string, string[]>;
}

/** The settings that a link gives, and a sentence for each part that is not understood. */
export interface Link {
  settings: LinkSettings;
  problems: string[];
}

/** The known name that was most likely meant by another, if one is near. */
export type Guess = (name: string, known: readonly string[]) => string | undefined;

/** How a parameter is read, and what it has to be. Without a schema library: a link is read before the page is drawn. */
interface Parameter {
  /** Undefined where the text is not as expected. */
  read: (text: string) => unknown;
  expected: string;
  /** What was most likely meant by a text that is not as expected. */
  meant?: (text: string, guess: Guess) => string | undefined;
}

/** Names that are not settings of a run: the tour's stop. */
const OF_THE_PAGE = ['tour'];

/** What mail programs, searches and social networks add to addresses that pass through them: nobody asks for anything. */
const TRACKER = /^(utm_.*|[a-z]*clid|mc_[ce]id)$/i;

/** Most names that are not known and are told one by one. */
const MOST_UNKNOWN = 3;

/** Parts between commas, each read; undefined if there is none, one cannot be read, or two are the same. */
function listOf<T>(text: string, read: (part: string) => T | undefined): T[] | undefined {
  const parts = text.split(',').map((part) => read(part.trim()));
  const isGood = parts.every((part) => part !== undefined) && new Set(parts).size === parts.length;
  return isGood ? (parts as T[]) : undefined;
}

/** What seeds have to be. */
export const SEEDS_EXPECTED = `up to ${SEEDS_AT_ONCE} different whole numbers, such as 1,2,3 or 10-17`;

/** Seeds as people write them, `10, 11, 12` or `10-17`; undefined if they are not as expected. */
export function readSeeds(text: string): number[] | undefined {
  const seeds = listOf(text, readSeedsBetween)?.flat() ?? [];
  const isGood = seeds.length > 0 && seeds.length <= SEEDS_AT_ONCE && new Set(seeds).size === seeds.length;
  return isGood ? seeds : undefined;
}

/** A seed, or all from one to another. */
function readSeedsBetween(text: string): number[] | undefined {
  const [, first, last] = /^(\d{1,10})(?:\s*[-–]\s*(\d{1,10}))?$/.exec(text) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  if (!(from <= to && to <= MAX_SEED && to - from < SEEDS_AT_ONCE)) return undefined;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** The same seeds in as few words as can be read back: `10-17, 20`. */
export function seedWords(seeds: readonly number[]): string {
  const parts: [first: number, last: number][] = [];
  for (const seed of seeds) {
    const part = parts.at(-1);
    if (part && seed === part[1] + 1) part[1] = seed;
    else parts.push([seed, seed]);
  }
  const words = ([first, last]: [number, number]) =>
    first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first}-${last}`;
  return parts.map(words).join(', ');
}

/** What a query or a fragment says. An ampersand that was escaped for HTML, once or more often, is one all the same. */
export const parametersIn = (query: string): URLSearchParams => new URLSearchParams(query.replace(/&(amp;)+/gi, '&'));

const oneOf = (known: readonly string[]): Parameter => ({
  read: (text) => (known.includes(text) ? text : undefined),
  expected: `one of ${known.join(', ')}`,
  meant: (text, guess) => guess(text, known),
});

/** @param arms of the experiment that the link is about; undefined where it asks for one that there is not */
function parametersOf(names: LinkNames, arms: string[] | undefined): Record<string, Parameter> {
  return {
    experiment: oneOf(Object.keys(names.experiments)),
    preset: oneOf(names.presets),
    seeds: { read: readSeeds, expected: SEEDS_EXPECTED },
    base: { ...oneOf(['shipped', 'scratch']), expected: 'shipped or scratch' },
    ...(arms && { arms: armsParameter(arms) }),
  };
}

/** A plus sign that was not escaped reads as a space in a query. */
const armWritten = (part: string): string => part.trim().replaceAll(' ', '+');

const armsParameter = (arms: readonly string[]): Parameter => ({
  read: (text) =>
    listOf(text, (part) => {
      const arm = armWritten(part);
      return arms.includes(arm) ? arm : undefined;
    }),
  expected: `any of ${arms.join(', ')}`,
  meant: (text, guess) => {
    const unknown = text.split(',').map(armWritten);
    return guess(unknown.find((arm) => !arms.includes(arm)) ?? '', arms);
  },
});

/** One for each setting of a preset: `midtrain.steps=600`. */
const changesParameters: Record<string, Parameter> = Object.fromEntries(
  Object.entries(SETTINGS_BY_PATH).map(([path, setting]) => [
    path,
    {
      read: (text) => {
        const isNumber = /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/.test(text);
        return isNumber && fits(setting, Number(text)) ? Number(text) : undefined;
      },
      expected: expectedOf(setting),
    },
  ]),
);

/**
 * Reads the query of an address. Whatever is not understood is named in `problems` and left out: names, values, and
 * what is said twice. Arms belong to their experiment: nothing is said of them where that is refused.
 *
 * @param guess tells what was likely meant; without it nothing is said of that
 */
export function parseLink(query: string, names: LinkNames, guess: Guess = () => undefined): Link {
  const parameters = parametersIn(query);
  const [first] = Object.keys(names.experiments);
  const about = parameters.get('experiment') ?? first!;
  const arms = Object.hasOwn(names.experiments, about) ? names.experiments[about] : undefined;
  const settings: LinkSettings = {};
  const problems: string[] = [];
  /** What is read from the parameters that there are. */
  const read = (all: Record<string, Parameter>): Record<string, unknown> => {
    const found: Record<string, unknown> = {};
    for (const [name, parameter] of Object.entries(all)) {
      const text = parameters.get(name);
      if (text === null) continue;
      const value = parameter.read(text);
      if (value === undefined) problems.push(refusal(name, text, parameter, guess));
      else found[name] = value;
      if (new Set(parameters.getAll(name)).size > 1) problems.push(`The link says ${name} twice; the first is used.`);
    }
    return found;
  };
  const ownParameters = parametersOf(names, arms);
  Object.assign(settings, read(ownParameters));
  const changes = read(changesParameters) as Record<string, number>;
  if (Object.keys(changes).length > 0) settings.changes = changes;
  const known = [
    ...new Set([...Object.keys(ownParameters), 'arms', ...OF_THE_PAGE, ...Object.keys(changesParameters)]),
  ];
  return { settings, problems: [...problems, ...unknownNames([...new Set(parameters.keys())], known, guess)] };
}

/** A sentence for each name that is not known; for the rest of them together where there are many. */
function unknownNames(names: readonly string[], known: readonly string[], guess: Guess): string[] {
  const unknown = names.filter((name) => name !== '' && !known.includes(name) && !TRACKER.test(name));
  const sentences = unknown.slice(0, MOST_UNKNOWN).map((name) => {
    const meant = guess(name, known);
    return `The link’s “${shorten(name)}” is not a setting${meant === undefined ? ' and changes nothing.' : `; did you mean “${meant}”?`}`;
  });
  const others = unknown.length - sentences.length;
  if (others > 0) sentences.push(`Nor ${others > 1 ? `are ${others} more of its names` : 'is one more of its names'}.`);
  return sentences;
}

/** A text of a link, as it is quoted. */
export const shorten = (text: string): string => excerpt(text, 40);

function refusal(name: string, text: string, { expected, meant }: Parameter, guess: Guess): string {
  const likely = meant?.(text, guess);
  const hint = likely === undefined ? '' : ` (did you mean ${likely}?)`;
  return `The link asks for ${name} “${shorten(text)}”, but it has to be ${expected}${hint}; the default is used instead.`;
}

/**
 * The query of an address that asks for these settings, and leaves out those that need not be said. What else it says
 * stays as it is.
 *
 * @param usual what a link without parameters would give
 */
export function writeQuery(query: string, settings: LinkSettings, usual: LinkSettings): string {
  const parameters = parametersIn(query);
  const said = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value));
  for (const key of ['experiment', 'preset', 'seeds', 'base', 'arms'] as const) {
    if (said(settings[key]) === said(usual[key])) parameters.delete(key);
    else parameters.set(key, said(settings[key]));
  }
  for (const path of Object.keys(SETTINGS_BY_PATH)) {
    const value = settings.changes?.[path];
    if (value === undefined) parameters.delete(path);
    else parameters.set(path, String(value));
  }
  const text = parameters.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}
