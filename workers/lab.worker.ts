/** The worker: owns the GPU and runs experiments. Everything it does is in workers/run.ts. */
import { expose } from 'comlink';
import { type Gpu, openGpu } from '../models/device';
import { shippedBase } from './base';
import { estimateRun } from './estimate';
import { failureOf } from './failure';
import { Pause } from './pause';
import type { LabWorker, RunEvent } from './protocol';
import { runExperiment } from './run';

const pause = new Pause();

/** Static files lie one folder above this script, in development and in the built page alike. */
const root = new URL('../', self.location.href);

async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(new URL(path, root));
  if (!response.ok) throw new Error(`${path} answered ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
}

const lab: LabWorker = {
  estimate: (request) => estimateRun(request),
  async run(request, onEvent) {
    // Through comlink the callback answers when it has run; waiting keeps `run` from settling before the last event.
    const tell = (event: RunEvent) => Promise.resolve(onEvent(event));
    let gpu: Gpu | undefined;
    try {
      gpu = await openGpu();
      const dependencies = {
        gpu,
        loadBase: shippedBase(fetchBytes),
        clock: () => self.performance.now(),
        control: pause,
      };
      for await (const event of runExperiment(request, dependencies)) await tell(event);
    } catch (error) {
      await tell(failureOf(error));
    } finally {
      gpu?.close();
    }
  },
  pause: () => pause.begin(),
  resume: () => pause.end(),
};

expose(lab);
