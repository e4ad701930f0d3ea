/** Text workers of the command line: threads that make texts while the GPU's thread trains. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type TextWorker, TextWorkers } from '../workers/text/text-workers';

export function startTextWorker(): TextWorker {
  const worker = new Worker(new URL('./text-thread.mjs', import.meta.url));
  return {
    post: (request) => worker.postMessage(request),
    listen({ answered, broke }) {
      worker.on('message', answered);
      worker.on('messageerror', broke);
      worker.on('error', broke);
    },
    terminate: () => void worker.terminate(),
  };
}

/** As many as there are cores for. Threads keep the process alive: close them when done. */
export const nodeTextWorkers = (): TextWorkers => new TextWorkers(startTextWorker, availableParallelism());
