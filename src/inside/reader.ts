/**
 * Reads texts with trained models, in the page.
 *
 * TensorFlow.js computes on a GPU if there is one: on a device of its own, so that neither its work nor its troubles touch
 * those of a run, which has another in its worker. In the page and not in a worker of its own, because a text takes
 * milliseconds, and weights would have to be copied there. A GPU that is imitated in software is slower at this than
 * plain JavaScript, and would take the time from a run.
 */
import type { GPTConfig } from '../../models/config';
import { DeviceLostError, type Gpu, NoAdapterError, openGpu } from '../../models/device';
import type { ForwardPass } from '../../models/gpt2';

/** A backend of TensorFlow.js that has been started. */
interface Backend {
  read(config: GPTConfig, parameters: Float32Array, tokens: readonly number[]): Promise<ForwardPass>;
}

let backend: Promise<Backend> | undefined;

/**
 * What a model makes of a text.
 *
 * @param parameters the flat vector `[N]`
 * @throws RangeError if the text is empty or too long; Error if the engine cannot be loaded
 */
export async function readText(
  config: GPTConfig,
  parameters: Float32Array,
  tokens: readonly number[],
): Promise<ForwardPass> {
  const started = (backend ??= startBackend());
  try {
    return await (await started).read(config, parameters, tokens);
  } catch (error) {
    // Whoever comes next starts again: on another device, or with what can be loaded by then.
    if (backend === started && !(error instanceof RangeError)) backend = undefined;
    if (!(error instanceof DeviceLostError)) throw error;
    return readText(config, parameters, tokens);
  }
}

async function startBackend(): Promise<Backend> {
  const [{ readTexts }, { computeOn, computeOnCpu }] = await Promise.all([
    import('../../models/gpt2'),
    import('../../models/tf'),
  ]);
  const gpu = await hardware();
  if (gpu) await computeOn(gpu.device, gpu.info);
  else await computeOnCpu();
  return {
    async read(config, parameters, tokens) {
      const reading = readTexts(config, parameters, [tokens]);
      const [read] = await (gpu ? gpu.done(reading) : reading);
      return read!;
    },
  };
}

/** A device of a real GPU, if there is one. */
async function hardware(): Promise<Gpu | undefined> {
  try {
    const gpu = await openGpu();
    if (!gpu.info.fallback) return gpu;
    gpu.close();
  } catch (error) {
    if (!(error instanceof NoAdapterError)) throw error;
  }
  return undefined;
}
