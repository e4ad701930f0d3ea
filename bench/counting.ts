/** Counts what is asked of WebGPU, whoever asks: every dispatch and every submit, by standing in front of the calls. */

/** Work handed to WebGPU. */
export interface WorkCount {
  dispatches: number;
  submits: number;
}

interface WorkCounter {
  /** Calls since the counter was installed. */
  readonly count: Readonly<WorkCount>;
  /** Puts WebGPU's own calls back. */
  remove(): void;
}

/** A method that is replaced for a while: `after` runs with every call. */
function intercept<T extends object>(prototype: T, name: keyof T, after: () => void): () => void {
  const original = prototype[name] as (...values: unknown[]) => unknown;
  const replacement = function (this: T, ...values: unknown[]) {
    after();
    return original.apply(this, values);
  };
  prototype[name] = replacement as T[keyof T];
  return () => {
    prototype[name] = original as T[keyof T];
  };
}

/** Starts counting, on all devices of this thread. */
export function countWork(): WorkCounter {
  const count = { dispatches: 0, submits: 0 };
  const dispatched = () => count.dispatches++;
  const restore = [
    intercept(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', dispatched),
    intercept(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', dispatched),
    intercept(GPUQueue.prototype, 'submit', () => count.submits++),
  ];
  return { count, remove: () => restore.forEach((put) => put()) };
}

/** What `work` asks of WebGPU until its promise resolves. */
export async function workOf(work: () => Promise<unknown>): Promise<WorkCount> {
  const counter = countWork();
  try {
    await work();
    return { ...counter.count };
  } finally {
    counter.remove();
  }
}
