/** The page's side of the worker. */
import { type Endpoint, proxy, releaseProxy, wrap } from 'comlink';
import type { FailureReason, LabWorker, OnEvent, RunEstimate, RunKey, RunRequest } from './protocol';

/** The worker could not be loaded, or broke; the message says so in one sentence. */
class WorkerError extends Error {
  override name = 'WorkerError';
}

/** A worker of its own, with one run at a time. */
export interface Connection {
  lab: {
    /** As in `LabWorker`; a worker that breaks ends the run with a `failed` event, too. */
    run(request: RunRequest, onEvent: OnEvent, key: RunKey): Promise<void>;
    /** As in `LabWorker`, and as `run`. */
    restore(onEvent: OnEvent, key: RunKey): Promise<void>;
    /** As in `LabWorker`; rejects with an error of name `WorkerError` where the worker breaks. */
    estimate(request: RunRequest): Promise<RunEstimate>;
    /** As in `LabWorker`, and as `estimate`. */
    timeRun(request: RunRequest): Promise<number>;
    pause(): Promise<void>;
    resume(): Promise<void>;
  };
  /** Ends the worker at once, and with it the run and its GPU memory. `run` then never settles. */
  terminate(): void;
}

/** Why a worker answers no more, in a sentence. */
interface Break {
  reason: FailureReason;
  message: string;
}

/** Without a network, or where a newer version has taken the place of this one. */
const NOT_LOADED: Break = {
  reason: 'not loaded',
  message: 'The training worker could not be loaded: check the connection and reload the page.',
};

/** In a frame that is closed off from its own address. */
const NOT_ALLOWED: Break = {
  reason: 'error',
  message: 'The browser does not let this page start its training worker: open the page in a tab of its own.',
};

/** A worker, or what takes all messages and answers none where there can be no worker; and why it broke, once it has. */
function startWorker(): { endpoint: Endpoint; broken: Promise<Break>; terminate: () => void } {
  let worker: Worker;
  try {
    worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module', name: 'lab' });
  } catch {
    const { port1, port2 } = new MessageChannel();
    const terminate = () => {
      port1.close();
      port2.close();
    };
    return { endpoint: port1, broken: Promise.resolve(NOT_ALLOWED), terminate };
  }
  const broken = new Promise<Break>((resolve) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const { message } = event;
      resolve(message ? { reason: 'error', message: `The training worker broke: ${message}` } : NOT_LOADED);
    });
    worker.addEventListener('messageerror', () =>
      resolve({ reason: 'error', message: 'The training worker sent something that cannot be read.' }),
    );
  });
  return { endpoint: worker, broken, terminate: () => worker.terminate() };
}

/** Starts a worker. */
export function connect(): Connection {
  const { endpoint, broken, terminate } = startWorker();
  const remote = wrap<LabWorker>(endpoint);
  const orBroken = async (running: Promise<void>, onEvent: OnEvent) => {
    const failure = await Promise.race([running, broken]);
    if (failure) await onEvent({ type: 'failed', ...failure });
  };
  const orThrow = async <T>(answer: Promise<T>): Promise<T> => {
    const broke = broken.then(({ message }) => Promise.reject(new WorkerError(message)));
    return Promise.race([answer, broke]);
  };
  return {
    lab: {
      run: (request, onEvent, key) => orBroken(remote.run(request, proxy(onEvent), key), onEvent),
      restore: (onEvent, key) => orBroken(remote.restore(proxy(onEvent), key), onEvent),
      estimate: (request) => orThrow(remote.estimate(request)),
      timeRun: (request) => orThrow(remote.timeRun(request)),
      pause: () => remote.pause(),
      resume: () => remote.resume(),
    },
    terminate() {
      remote[releaseProxy]();
      terminate();
    },
  };
}
