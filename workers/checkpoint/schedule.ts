/** How often a run leaves a checkpoint. */

/** Milliseconds of work that an interruption may cost, where leaving checkpoints is quick. */
export const CHECKPOINT_EVERY = 25_000;

/** Of a run's time, how much checkpoints may take: where one is slow, the next waits the longer. */
export const MOST_SPENT = 0.03;

export class Cadence {
  private next: number;

  /**
   * @param clock in milliseconds
   * @param every milliseconds between two checkpoints
   */
  constructor(
    private readonly clock: () => number,
    private readonly every = CHECKPOINT_EVERY,
  ) {
    this.next = clock() + every;
  }

  /** Whether it is time for a checkpoint. */
  due(): boolean {
    return this.clock() >= this.next;
  }

  /** A checkpoint was left just now, which was begun at this moment of the clock. */
  left(began: number): void {
    const now = this.clock();
    this.next = now + Math.max(this.every, (now - began) / MOST_SPENT);
  }
}
