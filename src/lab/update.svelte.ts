/** The service worker as the page sees it: whether the lab works offline, and whether a newer version waits. */
import { registerSW } from 'virtual:pwa-register';
import { loadPart } from '../parts/load';

/** Undefined where there are none; in a frame that is closed off from its own address, asking is an error. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

export class Update {
  /** A newer version is here and waits for the reader. */
  waiting = $state(false);
  /** Another tab has taken the newer version, so that this page is one of an older version by now. */
  overtaken = $state(false);
  /** Everything the lab needs is on this device. */
  offlineReady = $state(false);
  /** Why the newer version was not taken, in one sentence; empty if nothing is in its way. */
  trouble = $state('');

  #take: (reload: boolean) => Promise<void> = () => Promise.resolve();
  #asked = false;

  constructor() {
    const serviceWorker = serviceWorkers();
    if (!serviceWorker) return;
    this.#take = registerSW({
      onNeedRefresh: () => (this.waiting = true),
      onOfflineReady: () => (this.offlineReady = true),
      onNeedReload: () => undefined, // told in some tabs only; see below
    });
    // A worker that serves this very page has all that it needs; on later visits it does from the beginning.
    if (serviceWorker.controller) this.offlineReady = true;
    serviceWorker.addEventListener('controllerchange', () => {
      this.offlineReady = true;
      if (this.waiting) this.#overtake();
    });
  }

  /** Some tab has taken the newer version, and every other hears of it: one may be in the middle of a run. */
  #overtake(): void {
    if (this.#asked) location.reload();
    else this.overtaken = true;
  }

  /**
   * Loads the page again in its newer version; not while another tab trains, whose run could not be resumed in that
   * version.
   */
  async take(): Promise<void> {
    this.trouble = '';
    if (this.overtaken) {
      location.reload();
      return;
    }
    const load = () => import('../../workers/checkpoint/interrupted-run');
    const { isTraining } = await loadPart(load).catch(() => ({ isTraining: () => Promise.resolve(false) }));
    if (await isTraining()) {
      this.trouble = 'Another tab is training, and its run needs this version: it can be loaded when that run is over.';
      return;
    }
    this.#asked = true;
    await this.#take(true);
  }
}
