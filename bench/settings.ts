/** What is measured, as it stands in the address of the benchmark's page. */
import type { BatchShape } from '../datasets/batch';
import { quoted } from '../datasets/sentences';
import type { GPTConfig } from '../models/config';
import type { Target } from '../models/ops/kernel';

/** All of it, with the names it has in an address. */
export interface BenchSettings {
  /** Transformer blocks. */
  layers: number;
  /** Width of the residual stream. */
  width: number;
  heads: number;
  /** Size of the vocabulary. */
  words: number;
  /** Tokens in a row. */
  length: number;
  /** Rows in a batch. */
  rows: number;
  /** Numbers of replicas to train at once. The first one is also what widths and depths are compared at. */
  replicas: number[];
  /** Widths to compare beside `width`. */
  widths: number[];
  /** Numbers of layers to compare beside `layers`. */
  depths: number[];
  rounds: number;
  /** Kernels in place of those that fit the adapter. */
  family?: Target['family'];
  /** `false`: without subgroup operations even where the adapter has them. */
  subgroups: boolean;
  /** Whether every kernel of the step is measured alone, too. */
  profile: boolean;
}

/** A model and batch small enough for every engine that it is compared with; two stack sizes. */
export const QUICK: BenchSettings = {
  layers: 2,
  width: 64,
  heads: 4,
  words: 640,
  length: 40,
  rows: 64,
  replicas: [1, 8],
  widths: [],
  depths: [],
  rounds: 3,
  subgroups: true,
  profile: false,
};

/** Each of stack size, width and depth varied alone. Takes a GPU about a minute, a software adapter a quarter of an hour. */
export const FULL: BenchSettings = {
  ...QUICK,
  replicas: [1, 2, 4, 8, 16, 48],
  widths: [32, 64, 128],
  depths: [1, 2, 3, 4],
};

/** One size at which training is measured. */
export interface TrainingCase {
  model: GPTConfig;
  batch: BatchShape;
  replicas: number;
}

const COUNTS = ['layers', 'width', 'heads', 'words', 'length', 'rows', 'rounds'] as const;
const LISTS = ['replicas', 'widths', 'depths'] as const;
const SWITCHES = ['subgroups', 'profile'] as const;
const KNOWN = new Set<string>(['sweep', 'family', ...COUNTS, ...LISTS, ...SWITCHES]);

/**
 * Settings from an address such as `?sweep=full&rounds=5`: those of the sweep, `quick` or `full`, but for what is named.
 *
 * @throws RangeError with one sentence that says what is wrong
 */
export function parseSettings(parameters: URLSearchParams): BenchSettings {
  for (const name of parameters.keys()) {
    if (!KNOWN.has(name)) throw new RangeError(`${name} is not a setting; there are ${[...KNOWN].join(', ')}.`);
  }
  const settings = { ...(oneOf(parameters, 'sweep', ['quick', 'full']) === 'full' ? FULL : QUICK) };
  for (const name of COUNTS) settings[name] = numbers(parameters, name, [settings[name]], 1)[0]!;
  for (const name of LISTS) settings[name] = numbers(parameters, name, settings[name], Infinity);
  if (settings.replicas.length === 0) throw new RangeError('replicas takes one whole number or more.');
  for (const name of SWITCHES) {
    const value = oneOf(parameters, name, ['on', 'off']);
    if (value) settings[name] = value === 'on';
  }
  const family = oneOf(parameters, 'family', ['software', 'gpu']);
  return family ? { ...settings, family } : settings;
}

/** Positive whole numbers between commas. */
function numbers(parameters: URLSearchParams, name: string, standard: number[], most: number): number[] {
  const text = parameters.get(name);
  if (text === null) return standard;
  const values = text === '' ? [] : text.split(',').map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  const sound = values.every((value) => Number.isSafeInteger(value) && value > 0);
  if (!sound || values.length > most || (most === 1 && values.length === 0)) {
    const what = most === 1 ? 'a whole number' : 'whole numbers with commas between them';
    throw new RangeError(`${name} takes ${what} from 1 on, not ${quoted(text)}.`);
  }
  return [...new Set(values)];
}

function oneOf<T extends string>(parameters: URLSearchParams, name: string, words: readonly T[]): T | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const word = words.find((candidate) => candidate === text);
  if (!word) throw new RangeError(`${name} takes one of ${words.join(', ')}, not ${quoted(text)}.`);
  return word;
}

/** The sizes to measure: the model asked for at every stack size, then other widths, then other depths. */
export function trainingCases(settings: BenchSettings): TrainingCase[] {
  const { layers, width, heads, words, length, rows, replicas, widths, depths } = settings;
  const sized = (nLayer: number, nEmbd: number, R: number): TrainingCase => ({
    model: { nLayer, nHead: heads, nEmbd, blockSize: length, vocabSize: words },
    batch: { rows, length },
    replicas: R,
  });
  return [
    ...replicas.map((R) => sized(layers, width, R)),
    ...widths.filter((other) => other !== width).map((other) => sized(layers, other, replicas[0]!)),
    ...depths.filter((other) => other !== layers).map((other) => sized(other, width, replicas[0]!)),
  ];
}
