/** Putting texts to several models without holding the page up, and what the models made of the last ones. */
import { breath } from '../parts/breath';
import type { Answer, Question } from './questions';

/** What was asked, with what every model made of each text. */
export interface Answered<Asked> {
  asked: Asked;
  /** `[questions][models]` */
  answers: Answer[][];
}

export class Asking<Model, Asked extends { questions: readonly Question[] }> {
  readonly #answer: (model: Model, question: Question) => Answer;
  #latest = 0;
  /** The last that was answered by all; it stays until what is asked now is. */
  answered = $state.raw<Answered<Asked>>();
  /** Whether something else is being asked. */
  waiting = $state(false);

  /** @param answer what a model makes of a text */
  constructor(answer: (model: Model, question: Question) => Answer) {
    this.#answer = answer;
  }

  /** Puts texts to models; what was being asked before is given up. */
  async ask(asked: Asked, models: readonly Model[]): Promise<void> {
    const mine = ++this.#latest;
    this.waiting = true;
    const answers: Answer[][] = [];
    for (const question of asked.questions) {
      const row: Answer[] = [];
      for (const model of models) {
        await breath(); // a model at a time, so that the page stays awake
        if (mine !== this.#latest) return;
        row.push(this.#answer(model, question));
      }
      answers.push(row);
    }
    this.answered = { asked, answers };
    this.waiting = false;
  }

  /** Asks no more. */
  giveUp(): void {
    this.#latest++;
    this.waiting = false;
  }
}
