/** The page's side of a worker that cannot be loaded. */
import { afterEach, expect, test, vi } from 'vitest';
import { connect } from '../../workers/client';
import type { RunEvent, RunRequest } from '../../workers/protocol';

/** Takes every message and answers none. */
class MuteWorker extends EventTarget {
  static last: MuteWorker;
  constructor() {
    super();
    MuteWorker.last = this;
  }
  postMessage = () => undefined;
  start = () => undefined;
  terminate = () => undefined;
}

afterEach(() => vi.unstubAllGlobals());

test('an estimate is refused in a sentence', async () => {
  vi.stubGlobal('Worker', MuteWorker);
  const asked = connect().lab.estimate({} as RunRequest);
  MuteWorker.last.dispatchEvent(new Event('error'));
  await expect(asked).rejects.toMatchObject({
    name: 'WorkerError',
    message: 'The training worker could not be loaded: check the connection and reload the page.',
  });
});

test('a run fails with the reason that loading the page again helps', async () => {
  vi.stubGlobal('Worker', MuteWorker);
  const events: RunEvent[] = [];
  const running = connect().lab.run({} as RunRequest, (event) => void events.push(event), { commit: '', started: '' });
  MuteWorker.last.dispatchEvent(new Event('error'));
  await running;
  expect(events).toEqual([
    {
      ...{ type: 'failed', reason: 'not loaded' },
      message: 'The training worker could not be loaded: check the connection and reload the page.',
    },
  ]);
});

test('where the browser lets the page have no worker, a run fails and an estimate is refused in a sentence', async () => {
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        throw new DOMException('Script cannot be accessed from origin null.', 'SecurityError');
      }
    },
  );
  const message = 'The browser does not let this page start its training worker: open the page in a tab of its own.';
  const { lab, terminate } = connect();
  const events: RunEvent[] = [];
  await lab.run({} as RunRequest, (event) => void events.push(event), { commit: '', started: '' });
  expect(events).toEqual([{ type: 'failed', reason: 'error', message }]);
  await expect(lab.estimate({} as RunRequest)).rejects.toMatchObject({ name: 'WorkerError', message });
  terminate();
});
