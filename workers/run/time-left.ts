/**
 * How long a run still takes, from how long its work has taken so far.
 *
 * Work is counted in tokens that a model reads, so that training, probes and episodes can be added up.
 */
import type { BatchShape } from '../../datasets/batch';

/** A training step of one model: forward, and backward for twice as much. */
export const stepWork = ({ rows, length }: BatchShape): number => 3 * rows * length;

/** How much of what was measured counts after one more measurement. */
const MEMORY = 0.97;

/** Follows a run's pace. Time is read from the clock it is given. */
export class TimeLeft {
  private since: number;
  private recentWork = 0;
  private recentTime = 0;

  /**
   * @param work all that there is to do
   * @param clock in milliseconds
   */
  constructor(
    private work: number,
    private readonly clock: () => number,
  ) {
    this.since = clock();
  }

  /** There is so much to do from now on. */
  expect(work: number): void {
    this.work = work;
  }

  /** So much of it was done before, nobody knows how fast. */
  skip(work: number): void {
    this.work -= work;
  }

  /** Work that is still to be done. */
  get left(): number {
    return Math.max(0, this.work);
  }

  /** Time from now on counts; what passed since the last call does not. After a pause, or compiling. */
  restart(): void {
    this.since = this.clock();
  }

  /** Work was done since the last call. */
  did(work: number): void {
    const now = this.clock();
    this.recentWork = this.recentWork * MEMORY + work;
    this.recentTime = this.recentTime * MEMORY + (now - this.since);
    this.since = now;
    this.work -= work;
  }

  /** Infinite until something was done. */
  get seconds(): number {
    return this.recentWork > 0 ? (this.left * this.recentTime) / this.recentWork / 1000 : Infinity;
  }

  /** Recent pace, in milliseconds for each token. */
  get msPerToken(): number {
    return this.recentTime / this.recentWork;
  }
}
