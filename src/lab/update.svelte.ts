/** The service worker as the page sees it: whether the lab works offline, and whether a newer version waits. */
import { registerSW } from 'virtual:pwa-register';

export class Update {
  /** A newer version is here and waits for the reader. */
  waiting = $state(false);
  /** Everything the lab needs is on this device. */
  offlineReady = $state(false);

  #take: (reload: boolean) => Promise<void>;

  constructor() {
    this.#take = registerSW({
      onNeedRefresh: () => (this.waiting = true),
      onOfflineReady: () => (this.offlineReady = true),
    });
  }

  /** Loads the page again in its newer version. */
  take(): void {
    void this.#take(true);
  }
}
