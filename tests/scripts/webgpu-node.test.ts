/** WebGPU in Node computes. A machine with neither a GPU nor a Chromium fails here, with the sentence that says so. */
import { expect, it } from 'vitest';
import { openGpu } from '../../models/device';
import { computeOn, tf } from '../../models/tf';
import { installWebGPU } from '../../scripts/webgpu-node';

it('puts a device that computes behind navigator.gpu', async () => {
  await installWebGPU();
  const gpu = await openGpu();
  await computeOn(gpu.device, gpu.info);
  expect(tf.getBackend()).toBe('webgpu');
  expect([...(await tf.square(tf.tensor1d([1, 2, 3])).data())]).toEqual([1, 4, 9]);
  gpu.close();
});
