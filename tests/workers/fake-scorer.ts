/** A scorer without a model: it remembers what each lane has read and answers by a rule. */
import type { Answer, OptionScorer } from '../../workers/evaluate/option-scoring';

/** How a lane answers: `heard` is all that it has read, from the start. */
export type Rule = (place: { replica: number; lane: number; heard: string[]; options: readonly string[] }) => Answer;

export function fakeScorer(replicas: number, lanes: number, rule: Rule): OptionScorer & { rounds: number } {
  let heard = new Map<string, string[]>();
  return {
    ...{ replicas, lanes, rounds: 0 },
    reset() {
      heard = new Map();
    },
    score(questions) {
      this.rounds++;
      const answers = questions.map((own, replica) =>
        own.map((question, lane) => {
          if (!question) return undefined;
          const key = `${replica} ${lane}`;
          heard.set(key, [...(heard.get(key) ?? []), ...question.prompt]);
          return rule({ replica, lane, heard: heard.get(key)!, options: question.options });
        }),
      );
      return Promise.resolve(answers);
    },
    dispose: () => undefined,
  };
}

/** All of the probability on one option. */
export const certain = (options: readonly string[], chosen: string): Answer =>
  options.map((option) => Number(option === chosen));

/** The situation that an agent faces: `office : corridor | …`. */
export const situation = (heard: string[]): string => heard[heard.lastIndexOf('office') + 2]!;
