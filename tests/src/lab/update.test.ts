/** A newer version of the page: who is loaded again, and when. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Update } from '../../../src/lab/update.svelte';
import { LOCK } from '../../../workers/checkpoint/stores';

interface Told {
  onNeedRefresh: () => void;
  onOfflineReady: () => void;
}
let told: Told;
const taken = vi.fn(() => Promise.resolve());
vi.mock('virtual:pwa-register', () => ({
  registerSW: (options: Told) => {
    told = options;
    return taken;
  },
}));

const reload = vi.fn();
let held: string[];
let serviceWorker: EventTarget;
function browser(controller?: object): void {
  serviceWorker = Object.assign(new EventTarget(), { controller });
  vi.stubGlobal('navigator', {
    serviceWorker,
    locks: { query: () => Promise.resolve({ held: held.map((name) => ({ name })) }) },
  });
}
/** A newer worker serves all tabs. */
const overtake = () => serviceWorker.dispatchEvent(new Event('controllerchange'));

beforeEach(() => {
  held = [];
  browser();
  vi.stubGlobal('location', { reload });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test('the tab that asked for the newer version is loaded again, and no other', async () => {
  const [asking, other] = [new Update(), new Update()];
  overtake(); // by the first version of all, on the first visit
  expect([asking.overtaken, other.overtaken]).toEqual([false, false]);
  asking.waiting = other.waiting = true;
  await asking.take();
  expect(taken).toHaveBeenCalledTimes(1);
  overtake();
  expect(reload).toHaveBeenCalledTimes(1);
  expect([asking.overtaken, other.overtaken]).toEqual([false, true]);

  await other.take(); // when its reader says so
  expect(reload).toHaveBeenCalledTimes(2);
  expect(taken).toHaveBeenCalledTimes(1);
});

test('it is held back while another tab trains, with a sentence', async () => {
  held = [LOCK];
  const update = new Update();
  await update.take();
  expect(taken).not.toHaveBeenCalled();
  expect(update.trouble).toBe(
    'Another tab is training, and its run needs this version: it can be loaded when that run is over.',
  );
  held = ['something else'];
  await update.take();
  expect(taken).toHaveBeenCalledTimes(1);
  expect(update.trouble).toBe('');
});

test('that the lab works without a network is said on the first visit when all is there, and later at once', () => {
  const first = new Update();
  expect(first.offlineReady).toBe(false);
  told.onOfflineReady();
  expect(first.offlineReady).toBe(true);
  const second = new Update();
  overtake();
  expect(second.offlineReady).toBe(true);
  browser({});
  expect(new Update().offlineReady).toBe(true);
});
