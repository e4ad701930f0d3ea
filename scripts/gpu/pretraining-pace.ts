/** How long a step of pretraining takes with so many models side by side, and how much of it is the making of text. */
import { openGpu } from '../../models/device';
import { initParameters } from '../../models/init';
import { Stack } from '../../models/stack';
import type { StepInput } from '../../models/step-input';
import { Trainer } from '../../models/trainer';
import { makeWorld } from '../../datasets/world';
import { presets } from '../../workers/experiments/presets';
import { pretrainingText } from '../../workers/run/texts';
import { onTheSpot } from '../../workers/text/step-source';

const { model, batch, optimizer, world, pretrain } = presets['standard']!;

/** Milliseconds a step. */
interface Pace {
  replicas: number;
  /** With new text for every step, as in a run. */
  wholeStep: number;
  /** Of it, on the thread that feeds the GPU: making text. */
  makingText: number;
  /** The same batches again and again: what the GPU and its submission take. */
  sameBatches: number;
}

/** One after the other, each number of models on a device of its own. */
export async function pretrainingPace(replicas: readonly number[], steps: number): Promise<Pace[]> {
  const paces: Pace[] = [];
  for (const r of replicas) {
    paces.push(await paceOf(r, steps));
    console.log(JSON.stringify(paces.at(-1)));
  }
  return paces;
}

async function paceOf(replicas: number, steps: number): Promise<Pace> {
  const gpu = await openGpu();
  const stack = await Stack.create(gpu, model, replicas);
  for (let r = 0; r < replicas; r++) stack.load(r, { parameters: initParameters(model, r) });
  const trainer = await Trainer.create(gpu, stack, batch, optimizer);
  const texts = Array.from({ length: replicas }, (_, r) => pretrainingText(makeWorld(r, world)));
  const rates = new Array<number>(replicas).fill(pretrain.peak);
  let making = 0;
  const source = onTheSpot({ texts, shape: batch, model });
  const made = async (step: number): Promise<StepInput> => {
    const began = performance.now();
    const input = await source.at(step);
    making += performance.now() - began;
    return input;
  };
  const timed = async (inputAt: (step: number) => StepInput | Promise<StepInput>): Promise<number> => {
    const began = performance.now();
    for (let step = 1; step <= steps; step++) {
      trainer.submit(await inputAt(step), rates);
      if (step % 2 === 0) await trainer.settled(); // two in flight, as in a run
    }
    await trainer.settled();
    return (performance.now() - began) / steps;
  };

  const first = await made(0);
  trainer.submit(first, rates); // a first step is slower than the others
  await trainer.settled();
  making = 0;
  const wholeStep = await timed(made);
  const makingText = making / steps;
  const sameBatches = await timed(() => first);
  trainer.dispose();
  stack.dispose();
  gpu.close();
  return { replicas, wholeStep, makingText, sameBatches };
}
