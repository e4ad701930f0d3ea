/** The page's side of the worker. */
import { proxy, releaseProxy, wrap } from 'comlink';
import type { LabWorker, RunEstimate, RunEvent, RunRequest } from './protocol';

/** A worker of its own, with one run at a time. */
export interface Connection {
  lab: {
    /** As in `LabWorker`; a worker that breaks ends the run with a `failed` event, too. */
    run(request: RunRequest, onEvent: (event: RunEvent) => void): Promise<void>;
    /** As in `LabWorker`. */
    estimate(request: RunRequest): Promise<RunEstimate>;
    pause(): Promise<void>;
    resume(): Promise<void>;
  };
  /** Ends the worker at once, and with it the run and its GPU memory. `run` then never settles. */
  terminate(): void;
}

/** Starts a worker. */
export function connect(): Connection {
  const worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module', name: 'lab' });
  const remote = wrap<LabWorker>(worker);
  const broken = new Promise<string>((resolve) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      resolve(
        event.message ? `The training worker broke: ${event.message}` : 'The training worker could not be loaded.',
      );
    });
    worker.addEventListener('messageerror', () => resolve('The training worker sent something that cannot be read.'));
  });
  return {
    lab: {
      async run(request, onEvent) {
        const message = await Promise.race([remote.run(request, proxy(onEvent)), broken]);
        if (typeof message === 'string') onEvent({ type: 'failed', reason: 'error', message });
      },
      estimate: (request) => remote.estimate(request),
      pause: () => remote.pause(),
      resume: () => remote.resume(),
    },
    terminate() {
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}
