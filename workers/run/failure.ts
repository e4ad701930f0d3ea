/** How an error that ended a run is told. */
import { DeviceLostError, NoAdapterError } from '../../models/device';
import { MemoryError } from '../../models/memory';
import type { FailureReason, RunEvent } from '../protocol';
import { RequestError } from './request';
import { CheckpointError } from '../checkpoint/summary';

/** The last event of a run that threw. */
export function failureOf(error: unknown): Extract<RunEvent, { type: 'failed' }> {
  return { type: 'failed', reason: reasonOf(error), message: error instanceof Error ? error.message : String(error) };
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof RequestError) return 'request';
  if (error instanceof NoAdapterError) return 'no device';
  if (error instanceof DeviceLostError) return 'device lost';
  if (error instanceof MemoryError) return 'memory';
  if (error instanceof CheckpointError) return 'checkpoint';
  return 'error';
}
