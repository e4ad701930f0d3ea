/** One program, many times over. */
import type { Gpu } from '../models/device';
import type { Program } from '../models/program';

/**
 * Runs a program many times in one submit, and waits.
 *
 * @param options `rows`: only so many of each kernel's rows; see `Program.record`
 */
export async function repeat(
  gpu: Gpu,
  program: Program,
  runs: number,
  { rows, timestampWrites }: { rows?: number; timestampWrites?: GPUComputePassTimestampWrites } = {},
): Promise<void> {
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass({ timestampWrites });
  for (let i = 0; i < runs; i++) program.record(pass, rows);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  await gpu.done(gpu.device.queue.onSubmittedWorkDone());
}
