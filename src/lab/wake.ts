/** Keeps the screen on while models train: many a computer falls asleep with its screen, and training with it. */

export class Wake {
  #wanted = false;
  #lock: WakeLockSentinel | undefined;
  #asking = false;

  /** From now on, whenever the page is in view. */
  hold(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  release(): void {
    this.#wanted = false;
    document.removeEventListener('visibilitychange', this.#look);
    void this.#lock?.release();
    this.#lock = undefined;
  }

  /** The browser takes the lock back when the page is hidden. */
  #look = (): void => {
    if (document.visibilityState === 'visible' && this.#lock?.released !== false) void this.#take();
  };

  async #take(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const lock = await navigator.wakeLock.request('screen');
      if (this.#wanted) this.#lock = lock;
      else await lock.release();
    } catch {
      // Refused, as on a low battery, or not known here: training goes on until the computer sleeps.
    } finally {
      this.#asking = false;
    }
  }
}
