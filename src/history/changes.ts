/** What is different between two runs of an experiment, in a few words: `600 steps of midtraining instead of 300, without AFT`. */
import { experiments } from '../../workers/experiments';
import { presets } from '../../workers/experiments/presets';
import type { StageName } from '../../workers/protocol';
import { SETTINGS_BY_PATH } from '../../workers/experiments/settings';
import { armLabel } from '../arms';
import { plural } from '../format';
import { canonicalJson } from '../../records/canonical';
import type { RunRecord } from '../../records/schema';
import { STAGES } from '../words';

/** The part of a record that was fixed before the run. */
export type Fixed = Pick<RunRecord, 'experiment' | 'config' | 'seeds'>;

/** One thing that is different. */
export interface Change {
  /** Where: keys in `config`, or `seeds`. */
  path: readonly string[];
  words: string;
}

/** A value that differs; undefined where there is none. */
interface Difference {
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/** Changes that are told one by one. */
const TOLD = 3;

/** Longest value or name that is written out. */
const MOST_CHARACTERS = 40;

/** What is told first, and what last; other keys come between. */
const FIRST = ['preset', 'base', 'seeds', 'arms', 'specs', 'stages'];
const LAST = ['stagePlans', 'reading', 'measures'];

/** What differs between two runs and makes a difference to their models, what says most of it first. */
export function changesBetween(before: Fixed, after: Fixed): Change[] {
  const all = differences(settingsOf(before), settingsOf(after));
  const changed = new Set(all.map(({ path }) => path[0]));
  const both = before.config.arms.filter((arm) => after.config.arms.includes(arm));
  const told = all
    .filter((difference) => matters(difference, changed, both))
    .sort((a, b) => place(a.path[0]!) - place(b.path[0]!))
    .map((difference): Change => ({ path: difference.path, words: wordsOf(difference, after.experiment) }));
  // Of a model whose training differs in several places it is said once that it does.
  return told.filter(({ words }, i) => told.findIndex((other) => other.words === words) === i);
}

/**
 * The same as one phrase: the first few changes, and how many more there are.
 * @param before the run to compare with; undefined where this is the first
 */
export function changeWords(before: Fixed | undefined, after: Fixed): string {
  if (!before) return 'first run of this experiment';
  const words = changesBetween(before, after).map((change) => change.words);
  if (words.length === 0) return 'the same settings';
  const told = words.slice(0, TOLD).join(', ');
  return words.length > TOLD ? `${told} and ${words.length - TOLD} more` : told;
}

const settingsOf = ({ config, seeds }: Fixed): Record<string, unknown> => ({ ...config, seeds });

/**
 * Whether a difference is one to tell. A record may hold specifications that none of its arms reads, and says of all arms
 * of the experiment how they are trained, whichever ran.
 *
 * @param changed parts in which something differs
 * @param arms that both runs have
 */
function matters(
  { path: [part, key], before, after }: Difference,
  changed: ReadonlySet<unknown>,
  arms: string[],
): boolean {
  switch (part) {
    case 'specs':
      return before !== undefined && after !== undefined;
    case 'stagePlans':
      return key === undefined || arms.includes(key);
    case 'reading': // differs wherever the world or a specification does
      return !changed.has('specs') && !changed.has('world');
    default:
      return true;
  }
}

function place(key: string): number {
  if (FIRST.includes(key)) return FIRST.indexOf(key);
  return FIRST.length + 1 + LAST.indexOf(key);
}

/** Objects are compared key by key, all else as a whole. */
function differences(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(ownValue(before, key), ownValue(after, key), [...path, key]));
  }
  return same(before, after) ? [] : [{ path, before, after }];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ownValue = (object: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

const same = (a: unknown, b: unknown): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);

function wordsOf({ path, before, after }: Difference, experiment: string): string {
  const [part, key] = path as [string, string | undefined];
  const label = (arm: string) => armLabel(experiments[experiment] ?? { arms: [] }, arm);
  switch (part) {
    case 'preset':
      return `preset ${presetLabel(after)} instead of ${presetLabel(before)}`;
    case 'base':
      return after === 'scratch' ? 'pretrained from scratch' : 'from shipped base weights';
    case 'seeds':
      return seedWords(before as number[], after as number[]);
    case 'arms':
      return armWords((before as string[]).map(label), (after as string[]).map(label));
    case 'specs':
      return key === undefined ? 'other specifications' : `specification ${short(key)} edited`;
    case 'stagePlans':
      return `${key === undefined ? 'models' : short(label(key))} trained in another way`;
    case 'reading':
      return 'other texts to read';
    case 'measures':
      return 'measured in another way';
    case 'stages':
      return valueWords(path.slice(1), before, after);
    default:
      return valueWords(path, before, after);
  }
}

const presetLabel = (name: unknown): string => short(presets[String(name)]?.label ?? String(name));

function seedWords(before: readonly number[], after: readonly number[]): string {
  return before.length === after.length ? 'other seeds' : `${plural(after.length, 'seed')} instead of ${before.length}`;
}

function armWords(before: readonly string[], after: readonly string[]): string {
  const gone = before.filter((arm) => !after.includes(arm));
  const come = after.filter((arm) => !before.includes(arm));
  const words = [
    ...(come.length > 0 ? [`with ${listed(come)}`] : []),
    ...(gone.length > 0 ? [`without ${listed(gone)}`] : []),
  ];
  return words.join(', ') || 'models in another order';
}

/** `AFT`, `AFT and MSM`, `3 models`. */
const listed = (labels: readonly string[]): string =>
  labels.length > 2 ? `${labels.length} models` : labels.map(short).join(' and ');

function valueWords(path: readonly string[], before: unknown, after: unknown): string {
  const [from, to] = [written(before), written(after)];
  if (from === undefined || to === undefined) return `${nameOf(path)} changed`;
  const [part, key] = path;
  if (key === 'steps' && isStage(part!))
    return `${to} ${to === '1' ? 'step' : 'steps'} of ${stageWords(part)} instead of ${from}`;
  return `${nameOf(path)} ${to} instead of ${from}`;
}

/** A setting as the form calls it, with its stage if it belongs to one; anything else by its keys. */
function nameOf(path: readonly string[]): string {
  const name = path.join('.');
  const setting = Object.hasOwn(SETTINGS_BY_PATH, name) ? SETTINGS_BY_PATH[name] : undefined;
  if (!setting) return short(name);
  const title = `${setting.title.charAt(0).toLowerCase()}${setting.title.slice(1)}`;
  return isStage(path[0]!) ? `${title} of ${stageWords(path[0])}` : title;
}

const isStage = (part: string): part is StageName => Object.hasOwn(STAGES, part);

const stageWords = (stage: StageName): string => STAGES[stage].name.toLowerCase();

/** A value as text; undefined if it is too long for that. */
function written(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'none';
  const whole = typeof value === 'number' && Number.isInteger(value);
  const text = whole ? value.toLocaleString('en-GB') : typeof value === 'string' ? value : canonicalJson(value);
  return text.length > MOST_CHARACTERS || text === '' ? undefined : text;
}

const short = (text: string): string => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
