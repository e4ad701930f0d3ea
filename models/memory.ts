/** Whether arrays fit a device, said before it is asked for them. */
import type { GpuArray } from './ops/kernel';

/**
 * Bytes that a stack may take unless told otherwise. WebGPU does not say how much memory there is, and where the GPU
 * shares it with everything else, too much slows the whole machine down instead of failing: half of a small laptop's.
 */
export const MEMORY_BUDGET = 4 * 2 ** 30;

/** Limits of a device that bound how many replicas it can hold. */
export type MemoryLimits = Pick<
  GPUSupportedLimits,
  'maxBufferSize' | 'maxStorageBufferBindingSize' | 'maxComputeWorkgroupsPerDimension'
>;

/** More replicas than the device can hold. The message is one sentence. */
export class MemoryError extends RangeError {
  override name = 'MemoryError';
}

/** Bytes of one replica of some arrays. */
export const bytesOf = (arrays: readonly GpuArray[]): number => arrays.reduce((sum, { length }) => sum + length * 4, 0);

/** Most replicas of some arrays that a device can hold, 0 if not even one. */
export function largestStack(arrays: readonly GpuArray[], limits: MemoryLimits, budget = MEMORY_BUDGET): number {
  const inOneBuffer = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const largestArray = Math.max(...arrays.map((array) => bytesOf([array])));
  const inOneDispatch = limits.maxComputeWorkgroupsPerDimension; // replicas are its z axis
  return Math.min(inOneDispatch, Math.floor(inOneBuffer / largestArray), Math.floor(budget / bytesOf(arrays)));
}

/** @throws MemoryError, with the largest number that fits, if a device cannot hold so many replicas of some arrays */
export function checkFit(
  arrays: readonly GpuArray[],
  replicas: number,
  limits: MemoryLimits,
  budget = MEMORY_BUDGET,
): void {
  const largest = largestStack(arrays, limits, budget);
  if (replicas <= largest) return;
  const fit = largest === 0 ? 'not even one fits' : `at most ${largest} ${largest === 1 ? 'fits' : 'fit'}`;
  throw new MemoryError(`${demand(arrays, replicas)}, which is more than this device can hold: ${fit}.`);
}

/** What to say where a device has turned out to be full: `checkFit` cannot know what else uses it. */
export function memoryExhausted(arrays: readonly GpuArray[], replicas: number): MemoryError {
  return new MemoryError(
    `${demand(arrays, replicas)}, which this device does not have left: train fewer at once, or close what else uses it.`,
  );
}

function demand(arrays: readonly GpuArray[], replicas: number): string {
  const bytes = bytesOf(arrays) * replicas;
  const size = bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`;
  return `${replicas === 1 ? '1 model needs' : `${replicas} models side by side need`} ${size} of GPU memory`;
}
