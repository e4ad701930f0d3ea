/** The page's side of a worker that cannot be loaded. */
import { afterEach, expect, test, vi } from 'vitest';
import { connect } from '../../workers/client';
import type { RunRequest } from '../../workers/protocol';

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
    message: 'The training worker could not be loaded.',
  });
});
