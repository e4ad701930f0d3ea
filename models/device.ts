/**
 * The GPU: one WebGPU device of our own.
 *
 * TensorFlow.js's own device asks neither for subgroups nor for more than eight storage buffers, and listens neither
 * to errors nor to the loss of the device; where it computes (see tf.ts), it does on this one. WebGPU drops invalid work silently and training would go on with wrong
 * numbers, so an error captured here is thrown by the next awaited readback. On a lost device WebGPU lets some promises
 * resolve as if all were well, so whatever is awaited of it goes through `done`.
 */
import { describeAdapter, type GpuInfo } from './adapter';
import type { Target } from './ops/kernel';

/** An open device. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly info: GpuInfo;
  /** Which kernels to build for it. */
  readonly target: Target;
  /** Resolves with the reason once the device is lost, be it by `close`. Never rejects. */
  readonly lost: Promise<string>;
  /** @throws DeviceLostError, or Error if work on the device was invalid */
  check(): void;
  /**
   * What a promise of the device resolves to. Never waits for what a lost device will not do.
   *
   * @throws DeviceLostError, or Error if work on the device was invalid
   */
  done<T>(promise: Promise<T>): Promise<T>;
  /** Destroys the device with everything on it. */
  close(): void;
}

/** Thrown where WebGPU is missing. The message says what to do. */
export class NoAdapterError extends Error {
  override name = 'NoAdapterError';
}

/** Thrown once the device is lost: by the driver, the browser, a machine that slept, or `close`. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}

/** Limits that follow the adapter instead of WebGPU's small defaults. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/**
 * Opens a device.
 *
 * @param gpu where adapters come from
 * @param options `family`: kernels to use in place of those that fit the adapter; `subgroups: false` does without
 *   subgroup operations even where the adapter has them, as the GPU family always does; `nudged`: see `dozes`
 * @throws NoAdapterError if there is no WebGPU or no adapter
 */
export async function openGpu(
  gpu: GPU | undefined = globalThis.navigator?.gpu,
  options: Partial<Target> & { nudged?: boolean } = {},
): Promise<Gpu> {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new NoAdapterError(
      'WebGPU found no adapter: use a current Chrome or Edge, or Firefox or Safari with WebGPU on, ' +
        'and allow hardware acceleration in its settings.',
    );
  }
  const info = await describeAdapter(adapter);
  const family = options.family ?? (info.fallback ? 'software' : 'gpu');
  const features: GPUFeatureName[] = ['timestamp-query'];
  if (family === 'software' && (options.subgroups ?? true)) features.push('subgroups');
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(RAISED_LIMITS.map((name) => [name, adapter.limits[name]])),
  });
  return watch(device, info, { family, subgroups: device.features.has('subgroups') }, options.nudged ?? dozes());
}

/**
 * Whether the browser looks only every 100 ms if work is done, unless something is submitted meanwhile: Firefox does
 * (https://bugzilla.mozilla.org/show_bug.cgi?id=1870699). A run waits hundreds of times, at every word that is decoded.
 */
const dozes = (): boolean => /\bFirefox\//.test(globalThis.navigator?.userAgent ?? '');

/** Submissions of nothing, a millisecond or more apart, for a second or more: of a longer wait 100 ms are a small part. */
const MOST_NUDGES = 1000;

/** Keeps the browser looking whether work is done. @returns what ends that */
function nudge(queue: GPUQueue): () => void {
  let left = MOST_NUDGES;
  const timer = setInterval(() => (left-- > 0 ? queue.submit([]) : clearInterval(timer)), 1);
  return () => clearInterval(timer);
}

/** The open device with its errors and its loss listened to. */
function watch(device: GPUDevice, info: GpuInfo, target: Target, nudged: boolean): Gpu {
  let problem: Error | undefined;
  const waiting = new Set<(problem: Error) => void>();
  device.addEventListener('uncapturederror', (event) => {
    const firstLine = event.error.message.split('\n')[0];
    problem ??= new Error(`The GPU refused a piece of work: ${firstLine}`);
  });
  const lost = device.lost.then(({ reason, message }) => {
    problem ??= new DeviceLostError(`The GPU device was lost (${reason || 'unknown'}): ${message}`);
    for (const reject of waiting) reject(problem);
    return message;
  });
  const check = () => {
    if (problem) throw problem;
  };
  return {
    device,
    info,
    target,
    lost,
    check,
    async done(promise) {
      let stop!: (problem: Error) => void;
      const stopped = new Promise<never>((_, reject) => (stop = reject));
      waiting.add(stop); // not a race with `lost`, in which every call would leave something behind
      if (problem) stop(problem);
      const rest = nudged ? nudge(device.queue) : undefined;
      try {
        const value = await Promise.race([promise, stopped]);
        check();
        return value;
      } catch (error) {
        check(); // says more than a failed mapping
        if (error instanceof DOMException && error.name === 'AbortError') return await stopped; // the loss is on its way
        throw error;
      } finally {
        rest?.();
        waiting.delete(stop);
      }
    },
    close: () => device.destroy(),
  };
}
