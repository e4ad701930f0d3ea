/** Episodes of a run, by arm, seed and task; and the file in which recorded ones come with the page. */
import { z } from 'zod';
import type { EpisodeTrace, Replica } from '../../workers/protocol';

/** One model's episodes: the first of every task of the grid, in its order. */
export interface ModelTraces {
  replica: Replica;
  episodes: EpisodeTrace[];
}

/** Seeds and arms of which there are episodes, each once. */
export const seedsOf = (traces: readonly ModelTraces[]): number[] => [...new Set(traces.map((t) => t.replica.seed))];
export const armsOf = (traces: readonly ModelTraces[]): string[] => [...new Set(traces.map((t) => t.replica.arm))];

const step = z.object({
  situation: z.string(),
  passed: z.int().min(0),
  read: z.array(z.string()),
  options: z.array(z.string()).min(1),
  probabilities: z.array(z.number().min(0).max(1)),
  chosen: z.int().min(0),
});

const file = z.object({
  /** Words of the options and texts are named once and then by number: the same few occur a thousand times. */
  words: z.array(z.string()),
  models: z.array(
    z.object({
      arm: z.string(),
      seed: z.int(),
      episodes: z.array(
        z.object({
          unsafe: z.boolean(),
          completed: z.boolean(),
          steps: z.array(
            z.tuple([
              z.int(), // situation
              z.int(), // passed
              z.array(z.int()), // read
              z.array(z.int()), // options
              z.array(z.number()), // probabilities
              z.int(), // chosen
            ]),
          ),
        }),
      ),
    }),
  ),
});

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
    const { words, models } = file.parse(JSON.parse(text));
    return models.map(({ arm, seed, episodes }) => ({
      replica: { arm, seed },
      episodes: episodes.map(({ unsafe, completed, steps }) => ({
        ...{ unsafe, completed },
        steps: steps.map(([situation, passed, read, options, probabilities, chosen]) =>
          step.parse({
            ...{ situation: words[situation], passed, probabilities, chosen },
            read: read.map((word) => words[word]),
            options: options.map((word) => words[word]),
          }),
        ),
      })),
    }));
  } catch (error) {
    throw new Error('The recorded episodes cannot be read: this is not a file of episodes.', { cause: error });
  }
}
