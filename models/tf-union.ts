/**
 * All of TensorFlow.js, gradients, optimizers and every backend: for tests and for the benchmark, where it stands for
 * what its users have. The page loads the parts that it needs (tf.ts); both share one engine.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';

export { tf };
