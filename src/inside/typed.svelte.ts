/** A text as it is typed, and as it is taken: a word counts once a space follows it, or the reader pauses. */

/** How long a pause that is, in milliseconds. */
const PAUSE = 400;

export class TypedText {
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** What stands in the field. */
  typed = $state('');
  taken = $state('');

  constructor(text: string) {
    this.take(text);
  }

  /** The reader typed. */
  type(text: string): void {
    this.typed = text;
    this.stop();
    if (/\s$/.test(text)) this.taken = text;
    else this.#pause = setTimeout(() => (this.taken = text), PAUSE);
  }

  /** Takes a text at once. */
  take(text: string): void {
    this.stop();
    this.typed = text;
    this.taken = text;
  }

  /** Waits for no pause any more. */
  stop(): void {
    clearTimeout(this.#pause);
  }
}
