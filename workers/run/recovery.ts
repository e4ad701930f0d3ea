/** Takes a run to its end even if the device is lost on the way: another is opened, and the last checkpoint loaded. */
import { DeviceLostError, type Gpu } from '../../models/device';
import type { Checkpoint } from '../checkpoint/checkpoint';
import type { Checkpointer } from '../checkpoint/checkpointer';
import type { RunEvent } from '../protocol';
import { runExperiment } from './run';
import { adapterOf, type RunDependencies } from './session';
import { requireAdapter } from '../checkpoint/summary';

/** What such a run needs of the world outside. */
export interface Outside extends Omit<RunDependencies, 'gpu' | 'checkpoints'> {
  openGpu(): Promise<Gpu>;
  /** Whether there was an adapter before the run began: then one that is missing may come back. */
  adapterSeen?: boolean;
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>;
}

/**
 * Milliseconds to wait before a device is opened again, for the first time and so on, a minute in all: drivers take time
 * to come back, and where the GPU broke down twice Chrome for a while gives the page none.
 */
export const WAITS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/**
 * Runs the request of a checkpointer to its end.
 *
 * @param checkpoint where the run was interrupted, if it was
 * @throws what `runExperiment` does; DeviceLostError only where no device stayed for long enough to come any further,
 *   however often one was opened; CheckpointError if the run cannot go on here
 */
export async function* runToTheEnd(
  checkpointer: Checkpointer,
  outside: Outside,
  checkpoint?: Checkpoint,
): AsyncGenerator<RunEvent, void, void> {
  let from = checkpoint;
  let begun = false;
  for (let attempt = 1; ; attempt++) {
    let gpu: Gpu | undefined;
    let trouble: unknown;
    try {
      gpu = await outside.openGpu();
      yield* runOnDevice(gpu, checkpointer, outside, from, begun);
      return;
    } catch (error) {
      trouble = lossOf(gpu, error);
      const hadOne = begun || checkpoint !== undefined || outside.adapterSeen === true;
      const passing = gpu ? trouble instanceof DeviceLostError : hadOne;
      if (!passing) throw error;
    } finally {
      gpu?.close();
    }
    begun ||= gpu !== undefined;
    const last = from;
    from = await checkpointer.last();
    if (shareOf(from) > shareOf(last)) attempt = 1;
    if (attempt > WAITS.length) throw trouble instanceof DeviceLostError ? trouble : noneCame(trouble);
    yield { type: 'recovering', attempt, attempts: WAITS.length, message: messageOf(trouble) };
    await outside.wait(WAITS[attempt - 1]!);
  }
}

/** What went wrong on a device: its loss, where that is behind it. */
function lossOf(gpu: Gpu | undefined, error: unknown): unknown {
  try {
    gpu?.check();
    return error;
  } catch (problem) {
    return problem;
  }
}

const shareOf = (checkpoint: Checkpoint | undefined): number => checkpoint?.summary.share ?? 0;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const noneCame = (cause: unknown): DeviceLostError =>
  new DeviceLostError(
    'The GPU broke down, and the browser gave no other for a minute; loading the page again may help.',
    { cause },
  );

/** Runs from a checkpoint or from the start on one device, for as long as it lasts. */
async function* runOnDevice(
  gpu: Gpu,
  checkpointer: Checkpointer,
  outside: Outside,
  from: Checkpoint | undefined,
  again: boolean,
): AsyncGenerator<RunEvent, void, void> {
  if (from) requireAdapter(from.summary.adapter, adapterOf(gpu));
  checkpointer.begin(adapterOf(gpu), from?.found);
  const running = runExperiment(checkpointer.request, { ...outside, gpu, checkpoints: checkpointer }, from?.state);
  for await (const event of running) {
    checkpointer.note(event);
    yield event;
    if (event.type === 'started' && (from || again)) yield { type: 'restored', found: checkpointer.found };
    yield* checkpointer.news();
  }
}
