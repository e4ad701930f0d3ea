/** How often a run saves a checkpoint. */

/** Milliseconds of work that an interruption may cost, where saving checkpoints is quick. */
export const CHECKPOINT_EVERY = 25_000;

/** Of a run's time, how much checkpoints may take: where one is slow, the next waits the longer. */
export const MOST_SPENT = 0.03;

export class CheckpointSchedule {
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

  /** A checkpoint was saved just now. @param began when saving it began, by the clock */
  saved(began: number): void {
    const now = this.clock();
    this.next = now + Math.max(this.every, (now - began) / MOST_SPENT);
  }
}
