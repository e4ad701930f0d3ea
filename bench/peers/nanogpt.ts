/**
 * `@genai-fi/nanogpt`: its own model of the same size, its own trainer's step and AdamW, on our batches.
 *
 * The model is as near as its settings come: RMS norms, no biases, its own initial weights, so its loss is near ours and
 * not equal. Its package gives no way in but its main file, which hides model, trainer and the TensorFlow.js that it
 * bundles: they are imported by path, which the exact version keeps in place.
 */
import { selectBackend } from '@genai-fi/nanogpt/dist/backend.js';
// The bundled TensorFlow.js under the name that its bundler chose: `tensor(values, shape, dtype)`.
import { fi as tensor } from '@genai-fi/nanogpt/dist/dist-Da20xy8E.js';
import createModel from '@genai-fi/nanogpt/dist/models/factory.js';
import BasicTrainer, { type Tensor } from '@genai-fi/nanogpt/dist/training/BasicTrainer.js';
import type { OpenContestant } from './contestant';

export const open: OpenContestant = async ({ model, batches, optimizer, learningRate }) => {
  await selectBackend('webgpu');
  const nanogpt = createModel({
    modelType: 'GenAI_NanoGPT_v1',
    vocabSize: model.vocabSize,
    blockSize: model.blockSize,
    nLayer: model.nLayer,
    nHead: model.nHead,
    nEmbed: model.nEmbd,
    mlpFactor: 4,
    useRope: false,
  });
  const { beta1, beta2, epsilon, weightDecay, clip: clipNorm } = optimizer;
  const constantRate = {
    learningRate,
    minLearningRate: learningRate,
    warmupSteps: 0,
    decayEpochs: 1,
    epochSteps: 1000,
  };
  const trainer = new BasicTrainer(nanogpt, undefined, {
    ...constantRate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
    clipNorm,
  });
  let step = 0;
  return {
    parameters: nanogpt.getNumParams(),
    async steps(count) {
      let loss: Tensor | undefined;
      for (let i = 0; i < count; i++, step++) {
        const { tokens, targets, rows, length } = batches[step % batches.length]!;
        const [xs, ys] = [tokens, targets].map((values) => tensor(values, [rows, length], 'int32')) as [Tensor, Tensor];
        loss?.dispose();
        loss = trainer.trainStep({}, { xs, ys });
        xs.dispose();
        ys.dispose();
      }
      const [value] = await loss!.data();
      loss!.dispose();
      return value!;
    },
  };
};
