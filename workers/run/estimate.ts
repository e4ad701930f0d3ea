/** What a run would take, known without a GPU and before it starts. */
import { footprint } from '../../models/footprint';
import { bytesOf } from '../../models/memory';
import { scorerShape } from '../evaluate/option-scoring';
import { EVALUATION_LANES } from '../evaluate/evaluation';
import { passesOf, replicasOf, workOf } from './plan';
import type { RunEstimate } from '../protocol';
import { resolveRequest } from './request';

/** Kernels of the other family keep arrays of the same sizes but for some scratch space. */
const TARGET = { family: 'gpu', subgroups: false } as const;

/** @throws RequestError with one sentence if the request cannot be run */
export function estimateRun(input: unknown): RunEstimate {
  const resolved = resolveRequest(input);
  const { model: config, batch, optimizer } = resolved.preset;
  const models = replicasOf(resolved).length;
  const arrays = footprint(TARGET, { config, batch, optimizer, decoder: scorerShape(EVALUATION_LANES) });
  const shape = JSON.stringify([config, batch]);
  return { models, work: workOf(resolved, passesOf(resolved)), bytes: models * bytesOf(arrays), shape };
}
