/** This engine. */
import { openGpu } from '../../models/device';
import { parameterCount } from '../../models/config';
import { initParameters } from '../../models/init';
import { Stack } from '../../models/stack';
import { Trainer } from '../../models/trainer';
import type { OpenContestant } from './contestant';

export const open: OpenContestant = async ({ model, batches, optimizer, learningRate, replicas }) => {
  const gpu = await openGpu();
  const stack = await Stack.create(gpu, model, replicas);
  for (let r = 0; r < replicas; r++) stack.load(r, { parameters: initParameters(model, r) });
  const trainer = await Trainer.create(gpu, stack, batches[0]!, optimizer);
  const rates = new Array<number>(replicas).fill(learningRate);
  let step = 0;
  return {
    parameters: parameterCount(model),
    async steps(count) {
      for (let i = 0; i < count; i++, step++) {
        trainer.step(new Array(replicas).fill(batches[step % batches.length]!), rates);
      }
      return (await trainer.stats()).loss[0]!;
    },
  };
};
