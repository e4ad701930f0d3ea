/** The benchmark's worker: keeps the page responsive and the measurements undisturbed by it. */
import { expose } from 'comlink';
import type { BenchResult } from './result';
import { runBench, type BenchHost } from './run';
import type { BenchSettings } from './settings';

export interface BenchWorker {
  /** Runs the benchmark once. Rejects with a sentence if it cannot. */
  run(settings: BenchSettings, progress: BenchHost['progress'], cpu?: BenchHost['cpu']): Promise<BenchResult>;
}

const worker: BenchWorker = {
  async run(settings, progress, cpu) {
    // Callbacks from the page arrive as proxies, which claim to have any property: only what was sent is passed on.
    const host: BenchHost = { progress: (text) => void progress(text), ...(cpu ? { cpu: () => cpu() } : {}) };
    const measured = await runBench(settings, host);
    const date = new Date().toISOString();
    return { commit: __COMMIT__, date, userAgent: navigator.userAgent, ...measured };
  },
};

expose(worker);
