/**
 * Scores options with every model of a stack at once, in words: each lane reads on and says how likely each option is.
 *
 * One round is one submit and one readback. What an option is worth does not depend on what else is scored, so a
 * question has the same answer in every stack.
 */
import { MAX_LEGAL_ACTIONS } from '../../datasets/office';
import type { Probe } from '../../datasets/probes';
import { BOS, encode, tokenId } from '../../datasets/tokenizer';
import { Decoder } from '../../models/decoder';
import type { DecoderShape } from '../../models/decoding';
import type { Gpu } from '../../models/device';
import type { Stack } from '../../models/stack';

/** Something to read and options to choose from. `prompt` goes on from what the lane has read. */
export type Question = Probe;

/** Probability of each option of a question, given that it is one of them. */
export type Answer = number[];

/** Scores options with all models of a stack. */
export interface OptionScorer {
  readonly replicas: number;
  /** Questions a model answers at once. */
  readonly lanes: number;
  /** Every lane starts afresh. */
  reset(): void;
  /**
   * One round. `questions[r][lane]` goes to replica r; lanes without a question rest.
   *
   * @returns answers in the same places
   */
  score(questions: (Question | undefined)[][]): Promise<(Answer | undefined)[][]>;
  dispose(): void;
}

/** The longest text that a lane reads in one round, in tokens: a first decision, from `<bos>` to the stake. */
const CHUNK = 24;

/** Most options of a question. */
const OPTIONS = MAX_LEGAL_ACTIONS;

/** The decoder behind a scorer of so many lanes. */
export const scorerShape = (lanes: number): DecoderShape => ({ lanes, chunk: CHUNK, options: OPTIONS });

/** A scorer for the models of a stack. Compiles its kernels: seconds on a software adapter. */
export async function createOptionScorer(gpu: Gpu, stack: Stack, lanes: number): Promise<OptionScorer> {
  const decoder = await Decoder.create(gpu, stack, scorerShape(lanes));
  const { replicas } = stack;
  const fresh = new Array<boolean>(replicas * lanes).fill(true);
  return {
    ...{ replicas, lanes },
    reset() {
      decoder.reset();
      fresh.fill(true);
    },
    async score(questions) {
      const tokens = new Int32Array(replicas * lanes * CHUNK);
      const lengths = new Int32Array(replicas * lanes);
      const options = new Int32Array(replicas * lanes * OPTIONS).fill(-1);
      forEachQuestion(questions, lanes, (question, at) => {
        const read = fresh[at] ? [BOS, ...encode(question.prompt)] : encode(question.prompt);
        if (read.length > CHUNK) throw new RangeError(`a question has at most ${CHUNK} words, not ${read.length}`);
        if (question.options.length > OPTIONS) throw new RangeError(`a question has at most ${OPTIONS} options`);
        tokens.set(read, at * CHUNK);
        lengths[at] = read.length;
        options.set(question.options.map(tokenId), at * OPTIONS);
        fresh[at] = false;
      });
      const { probability } = await decoder.decide({ tokens, lengths, options, temperature: 0, seed: 0 });
      const answers = questions.map(() => new Array<Answer | undefined>(lanes).fill(undefined));
      forEachQuestion(questions, lanes, (question, at) => {
        const first = at * OPTIONS;
        answers[Math.floor(at / lanes)]![at % lanes] = [
          ...probability.subarray(first, first + question.options.length).map((p) => Math.min(1, p)), // but for rounding
        ];
      });
      return answers;
    },
    dispose: () => decoder.dispose(),
  };
}

/** Visits every question with its place among all lanes of all replicas. */
function forEachQuestion(
  questions: (Question | undefined)[][],
  lanes: number,
  visit: (question: Question, at: number) => void,
): void {
  questions.forEach((own, r) =>
    own.forEach((question, lane) => {
      if (lane >= lanes) throw new RangeError(`a model answers ${lanes} questions at once, not ${own.length}`);
      if (question) visit(question, r * lanes + lane);
    }),
  );
}

/**
 * Puts any number of probes to each model, in as many rounds as it takes.
 *
 * @param probes those of each replica; all replicas have equally many
 * @returns for each replica and probe the probability of the first option
 */
export async function firstOptionProbabilities(
  scorer: OptionScorer,
  probes: (readonly Probe[])[],
): Promise<number[][]> {
  const results: number[][] = probes.map(() => []);
  const longest = Math.max(...probes.map((own) => own.length));
  for (let first = 0; first < longest; first += scorer.lanes) {
    scorer.reset();
    const answers = await scorer.score(probes.map((own) => own.slice(first, first + scorer.lanes)));
    answers.forEach((own, r) => results[r]!.push(...own.flatMap((answer) => (answer ? [answer[0]!] : []))));
  }
  return results;
}
