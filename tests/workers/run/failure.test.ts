/** Why a run failed, by type. */
import { expect, test } from 'vitest';
import { DeviceLostError, NoAdapterError } from '../../../models/device';
import { MemoryError } from '../../../models/memory';
import { failureOf } from '../../../workers/run/failure';
import { RequestError } from '../../../workers/run/request';
import { CheckpointError } from '../../../workers/checkpoint/summary';

test.each([
  [new RequestError('"huge" is no preset.'), 'request'],
  [new NoAdapterError('WebGPU found no adapter.'), 'no device'],
  [new DeviceLostError('The GPU device was lost.'), 'device lost'],
  [new MemoryError('5 models need 9 GB.'), 'memory'],
  [new CheckpointError('The interrupted run cannot be resumed.'), 'checkpoint'],
  [new RangeError('there is no token 7'), 'error'],
])('%s', (error, reason) => {
  expect(failureOf(error)).toEqual({ type: 'failed', reason, message: error.message });
});

test('something thrown that is no error', () => {
  expect(failureOf('out of luck')).toEqual({ type: 'failed', reason: 'error', message: 'out of luck' });
});
