/** Runs kernels on arrays of numbers. */
import type { Gpu } from '../../models/device';
import type { GpuArray, Kernel } from '../../models/ops/kernel';
import { Program, readBuffer } from '../../models/program';

type Data = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/**
 * @param inputs contents of arrays before the run; others are zero
 * @param outputs arrays to read afterwards, in order; each is `[R, length]`
 * @param replicas R
 */
export async function runKernels(
  gpu: Gpu,
  kernels: Kernel[],
  inputs: [GpuArray, Data][],
  outputs: GpuArray[],
  replicas = 1,
): Promise<Float32Array[]> {
  const program = await Program.create(gpu, kernels, replicas, new Map());
  for (const [array, data] of inputs) program.write(array, data);
  program.run();
  const results = await Promise.all(outputs.map((array) => readBuffer(gpu, program.buffer(array))));
  program.dispose();
  return results.map((bytes) => new Float32Array(bytes));
}
