/** The page's side of the worker. */
import { proxy, releaseProxy, wrap } from 'comlink';
import type { LabWorker, OnEvent, RunEstimate, RunMark, RunRequest } from './protocol';

/** The worker could not be loaded, or broke; the message says so in one sentence. */
class WorkerError extends Error {
  override name = 'WorkerError';
}

/** A worker of its own, with one run at a time. */
export interface Connection {
  lab: {
    /** As in `LabWorker`; a worker that breaks ends the run with a `failed` event, too. */
    run(request: RunRequest, onEvent: OnEvent, mark: RunMark): Promise<void>;
    /** As in `LabWorker`, and as `run`. */
    restore(onEvent: OnEvent, mark: RunMark): Promise<void>;
    /** As in `LabWorker`; rejects with an error of name `WorkerError` where the worker breaks. */
    estimate(request: RunRequest): Promise<RunEstimate>;
    /** As in `LabWorker`, and as `estimate`. */
    rehearse(request: RunRequest): Promise<number>;
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
  const orBroken = async (running: Promise<void>, onEvent: OnEvent) => {
    const message = await Promise.race([running, broken]);
    if (typeof message === 'string') await onEvent({ type: 'failed', reason: 'error', message });
  };
  const orThrow = async <T>(answer: Promise<T>): Promise<T> => {
    const broke = broken.then((message) => Promise.reject(new WorkerError(message)));
    return Promise.race([answer, broke]);
  };
  return {
    lab: {
      run: (request, onEvent, mark) => orBroken(remote.run(request, proxy(onEvent), mark), onEvent),
      restore: (onEvent, mark) => orBroken(remote.restore(proxy(onEvent), mark), onEvent),
      estimate: (request) => orThrow(remote.estimate(request)),
      rehearse: (request) => orThrow(remote.rehearse(request)),
      pause: () => remote.pause(),
      resume: () => remote.resume(),
    },
    terminate() {
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}
