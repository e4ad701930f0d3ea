/** Putting texts to several models without holding the page up, and what the models made of the last ones. */
import { yieldToBrowser } from '../parts/yield-to-browser';
import type { Answer, Question } from './questions';

/** What was asked, with what every model made of each text. */
export interface Answered<Asked> {
  asked: Asked;
  /** `[questions][models]` */
  answers: Answer[][];
}

export class Asking<Model, Asked extends { questions: readonly Question[] }> {
  readonly #answer: (model: Model, question: Question) => Promise<Answer>;
  #latest = 0;
  /** The last that was answered by all; it stays until what is asked now is. */
  answered = $state.raw<Answered<Asked>>();
  /** Whether something else is being asked. */
  waiting = $state(false);
  /** Why the last could not be answered, in a sentence; empty if it could. */
  trouble = $state('');

  /** @param answer what a model makes of a text */
  constructor(answer: (model: Model, question: Question) => Promise<Answer>) {
    this.#answer = answer;
  }

  /** Puts texts to models; what was being asked before is given up. */
  async ask(asked: Asked, models: readonly Model[]): Promise<void> {
    const mine = ++this.#latest;
    this.waiting = true;
    this.trouble = '';
    try {
      const answers = await this.#answersOf(asked, models, mine);
      if (answers && mine === this.#latest) this.answered = { asked, answers };
    } catch (error) {
      if (mine === this.#latest)
        this.trouble = `The models could not be asked: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (mine === this.#latest) this.waiting = false;
  }

  /** Undefined once something else is asked. */
  async #answersOf(asked: Asked, models: readonly Model[], mine: number): Promise<Answer[][] | undefined> {
    const answers: Answer[][] = [];
    for (const question of asked.questions) {
      const row: Answer[] = [];
      for (const model of models) {
        await yieldToBrowser(); // a model at a time, so that the page stays awake
        if (mine !== this.#latest) return undefined;
        row.push(await this.#answer(model, question));
      }
      answers.push(row);
    }
    return answers;
  }

  /** Asks no more. */
  giveUp(): void {
    this.#latest++;
    this.waiting = false;
    this.trouble = '';
  }
}
