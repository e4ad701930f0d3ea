/**
 * TensorFlow.js, as the page and its workers load it: the core, and a backend once one is asked for.
 *
 * One of two importers (see tf-union.ts). Import this file only from what is itself loaded when it is used.
 *
 * Read tensors with `await tensor.data()`. Reading synchronously makes the WebGPU backend go through a canvas, which
 * takes down the GPU process of Chromium on a software adapter.
 */
import * as tf from '@tensorflow/tfjs-core';

export { tf };

/**
 * Makes TensorFlow.js compute on a device, until the function that this resolves to is called. The device stays open.
 *
 * @param info of its adapter
 */
export async function computeOn(
  device: GPUDevice,
  info: Pick<GPUAdapterInfo, 'vendor' | 'architecture'>,
): Promise<() => void> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const withdraw = () => {
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  };
  withdraw(); // the one that the package registers, or an earlier device's
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info as GPUAdapterInfo), 3);
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js could not start its WebGPU backend');
  return withdraw;
}

/** Makes TensorFlow.js compute in plain JavaScript. */
export async function computeOnCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new Error('TensorFlow.js could not start its cpu backend');
}
