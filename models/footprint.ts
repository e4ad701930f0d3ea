/** Everything that training a stack and scoring options with it keep on the GPU, known from their kernels without a GPU. */
import type { BatchShape } from '../datasets/batch';
import type { GPTConfig } from './config';
import { decoding, type DecoderShape } from './decoding';
import type { AdamWOptions } from './ops/adamw';
import { gpuArray, type GpuArray, type Kernel, type Target } from './ops/kernel';
import { stackArrays } from './stack';
import { trainingStep } from './step';

/** A stack with its trainer and its decoder. */
export interface Footprint {
  config: GPTConfig;
  batch: BatchShape;
  optimizer: AdamWOptions;
  decoder: DecoderShape;
}

/**
 * The arrays of a stack, its trainer and its decoder; see `largestStack` for how many replicas of them a device holds.
 *
 * @throws RangeError if the kernels cannot do the shapes
 */
export function footprint(target: Target, { config, batch, optimizer, decoder }: Footprint): GpuArray[] {
  const stack = stackArrays(config);
  const step = trainingStep(target, config, batch, optimizer, stack);
  const { read, answer, choose } = decoding(target, config, decoder, stack.parameters);
  const arraysOf = (kernels: Kernel[]) => kernels.flatMap((kernel) => kernel.arrays);
  const kept = new Set([...Object.values(stack), ...arraysOf([...step.kernels, ...read, ...answer, ...choose])]);
  const copied = gpuArray('parameters on their way to the host', stack.parameters.length);
  return [...kept, copied];
}
