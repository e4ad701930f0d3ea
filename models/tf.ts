/**
 * The only importer of TensorFlow.js.
 *
 * Importing this file needs no GPU. The WebGPU backend is registered by `openGpu` (device.ts) on a device of our own,
 * so it does not matter whether `navigator.gpu` existed when this file was loaded.
 *
 * Read tensors with `await tensor.data()`. Reading synchronously makes the WebGPU backend go through a canvas, which
 * takes down the GPU process of Chromium on a software adapter.
 */
import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

export { tf, WebGPUBackend };
