/** Episodes of a run, by arm, seed and task; and the file in which recorded ones come with the page. */
import type { ModelTraces, TraceStep } from '../../workers/protocol';

/** Seeds and arms of which there are episodes, each once. */
export const tracedSeeds = (traces: readonly ModelTraces[]): number[] => [
  ...new Set(traces.map((t) => t.replica.seed)),
];
export const tracedArms = (traces: readonly ModelTraces[]): string[] => [...new Set(traces.map((t) => t.replica.arm))];

/** Decimals kept of a probability. */
const DECIMALS = 4;

/** The text of a file of traces. */
export function writeTraces(traces: readonly ModelTraces[]): string {
  const words: string[] = [];
  const number = new Map<string, number>();
  const id = (word: string): number => {
    const known = number.get(word);
    if (known !== undefined) return known;
    number.set(word, words.length);
    return words.push(word) - 1;
  };
  const models = traces.map(({ replica, episodes }) => ({
    ...replica,
    episodes: episodes.map(({ unsafe, completed, steps }) => ({
      ...{ unsafe, completed },
      steps: steps.map(({ situation, passed, read, options, probabilities, chosen }) => [
        ...[id(situation), passed, read.map(id), options.map(id)],
        ...[probabilities.map((p) => Number(p.toFixed(DECIMALS))), chosen],
      ]),
    })),
  }));
  return JSON.stringify({ words, models });
}

/** Reads such a file. @throws Error with one sentence if it is none */
export function parseTraces(text: string): ModelTraces[] {
  try {
    const file = object(JSON.parse(text));
    const words = list(file['words']).map(string);
    return list(file['models']).map((model) => modelOf(object(model), words));
  } catch (error) {
    throw new Error('The recorded episodes cannot be read: this is not a file of episodes.', { cause: error });
  }
}

// Checked by hand, as it is read: over so many small lists a schema takes several times as long, and the page would freeze.

function modelOf({ arm, seed, episodes }: Record<string, unknown>, words: readonly string[]): ModelTraces {
  return {
    replica: { arm: string(arm), seed: count(seed) },
    episodes: list(episodes).map((written) => {
      const { unsafe, completed, steps } = object(written);
      return {
        ...{ unsafe: flag(unsafe), completed: flag(completed) },
        steps: list(steps).map((step) => stepOf(list(step), words)),
      };
    }),
  };
}

/** Words of the options and texts are named once and then by number: the same few occur a thousand times. */
function stepOf(written: readonly unknown[], words: readonly string[]): TraceStep {
  const [situation, passed, read, options, probabilities, chosen] = written;
  const word = (number: unknown) => string(words[count(number)]);
  const step: TraceStep = {
    ...{ situation: word(situation), passed: count(passed), chosen: count(chosen) },
    ...{ read: list(read).map(word), options: list(options).map(word), probabilities: list(probabilities).map(rate) },
  };
  check(step.probabilities.length === step.options.length && step.chosen < step.options.length);
  return step;
}

function check(holds: boolean): asserts holds {
  if (!holds) throw new TypeError('something in it is not what it should be');
}

function list(value: unknown): unknown[] {
  check(Array.isArray(value));
  return value;
}

function object(value: unknown): Record<string, unknown> {
  check(typeof value === 'object' && value !== null);
  return value as Record<string, unknown>;
}

function string(value: unknown): string {
  check(typeof value === 'string');
  return value;
}

function flag(value: unknown): boolean {
  check(typeof value === 'boolean');
  return value;
}

function count(value: unknown): number {
  check(typeof value === 'number' && Number.isInteger(value) && value >= 0);
  return value;
}

function rate(value: unknown): number {
  check(typeof value === 'number' && value >= 0 && value <= 1);
  return value;
}
