/** How long a run would take, measured: it is begun, nothing of it is kept, and it ends once its pace can be told. */
import type { Outside } from './recovery';
import { runExperiment } from './run';

/** The pace is told after so many milliseconds since the first step was submitted, and so many steps. */
const ENOUGH = { milliseconds: 2000, steps: 6 };

/**
 * Seconds that the run would take on this device from its beginning to its end.
 *
 * @throws what `runExperiment` and `openGpu` do
 */
export async function timeRun(
  request: unknown,
  { openGpu, ...outside }: Pick<Outside, 'openGpu' | 'loadBase' | 'clock' | 'control' | 'textWorkers'>,
): Promise<number> {
  const gpu = await openGpu();
  const began = outside.clock();
  let first: number | undefined;
  try {
    for await (const event of runExperiment(request, { ...outside, gpu })) {
      if (event.type === 'finished') return event.seconds;
      if (event.type !== 'progress') continue;
      const now = outside.clock();
      first ??= now;
      if (now - first >= ENOUGH.milliseconds && event.step >= ENOUGH.steps)
        return (now - began) / 1000 + event.secondsLeft;
    }
  } finally {
    gpu.close();
  }
  throw new Error('The run stopped before it had finished.');
}
