/** Text workers of the page, started by the lab's worker. */
import { type TextWorker, TextWorkers } from './text-workers';
import type { TextAnswer } from './writer';

/** @throws where a worker may not start another */
export function startTextWorker(): TextWorker {
  const worker = new Worker(new URL('./text.worker.ts', import.meta.url), { type: 'module', name: 'text' });
  return {
    post: (request) => worker.postMessage(request),
    listen({ answered, broke }) {
      worker.addEventListener('message', ({ data }: MessageEvent<TextAnswer>) => answered(data));
      worker.addEventListener('messageerror', broke);
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        broke();
      });
    },
    terminate: () => worker.terminate(),
  };
}

/** As many as there are cores for. */
export const webTextWorkers = (): TextWorkers => new TextWorkers(startTextWorker, self.navigator.hardwareConcurrency);
