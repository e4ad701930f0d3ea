/**
 * A long training, watched: what it holds on the GPU, in the heap and in all, every so many steps, a line of JSON each.
 * For a process of its own that may ask for garbage to be collected (`node --expose-gc`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, memoryUsage, stdout } from 'node:process';
import { openGpu } from '../../models/device';
import { shippedSpecs } from '../../scripts/command-line';
import { installWebGPU } from '../../scripts/webgpu-node';
import { shippedBase } from '../../workers/base/base-weights';
import type { RunRequest } from '../../workers/protocol';
import { runExperiment } from '../../workers/run/run';
import { ROOT } from './commands';
import type { Sample, SoakTask } from './soak';

const { preset, steps, every, stage, base } = JSON.parse(argv[2]!) as SoakTask;

await installWebGPU();
const gpu = await openGpu();
const held = countBuffers(gpu.device);
const request: RunRequest = {
  ...{ experiment: 'agentic', arms: ['msm+aft'], seeds: [10], preset, base, specs: shippedSpecs() },
  changes: { [`${stage}.steps`]: steps },
};
const dependencies = {
  ...{ gpu, loadBase: shippedBase((path) => readFile(join(ROOT, 'public', path))) },
  ...{ clock: () => performance.now(), control: { paused: () => undefined } },
};
let next = every;
const began = performance.now();
for await (const event of runExperiment(request, dependencies)) {
  if (event.type !== 'progress' || event.stage !== stage || event.step < next) continue;
  next += every;
  globalThis.gc!();
  const { heapUsed, rss, external } = memoryUsage();
  const seconds = (performance.now() - began) / 1000;
  const sample: Sample = { step: event.step, seconds, heap: heapUsed, external, rss, ...held };
  stdout.write(`${JSON.stringify({ ...sample, adapter: gpu.info.description || gpu.info.vendor })}\n`);
  if (event.step >= steps) break;
}
gpu.close();

/** Counts the buffers of a device that were made and not destroyed. */
function countBuffers(device: GPUDevice): { buffers: number; bytes: number } {
  const held = { buffers: 0, bytes: 0 };
  const make = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = make(descriptor);
    held.buffers++;
    held.bytes += descriptor.size;
    const destroy = buffer.destroy.bind(buffer);
    let isThere = true;
    buffer.destroy = () => {
      if (isThere) {
        held.buffers--;
        held.bytes -= descriptor.size;
      }
      isThere = false;
      return destroy();
    };
    return buffer;
  };
  return held;
}
