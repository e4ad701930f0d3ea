/** Takes a run to its end even if the device is lost on the way: another is opened, and the last checkpoint loaded. */
import { DeviceLostError, type Gpu, NoAdapterError } from '../models/device';
import type { Checkpoint } from './checkpoint';
import type { Keeper } from './keeper';
import type { RunEvent } from './protocol';
import { runExperiment } from './run';
import { adapterOf, type RunDependencies } from './session';
import { requireAdapter } from './summary';

/** What such a run needs of the world outside. */
export interface Outside extends Omit<RunDependencies, 'gpu' | 'checkpoints'> {
  openGpu(): Promise<Gpu>;
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>;
}

/** Milliseconds to wait before a device is opened again, for the first time and so on: drivers take time to come back. */
export const WAITS = [1000, 5000, 20_000];

/**
 * Runs what the keeper keeps.
 *
 * @param checkpoint where the run was interrupted, if it was
 * @throws what `runExperiment` does; DeviceLostError only once devices were lost too often; CheckpointError if the run
 *   cannot go on here
 */
export async function* runToTheEnd(
  keeper: Keeper,
  outside: Outside,
  checkpoint?: Checkpoint,
): AsyncGenerator<RunEvent, void, void> {
  let lost: DeviceLostError | undefined;
  let from = checkpoint;
  for (let attempt = 1; ; attempt++) {
    let gpu: Gpu | undefined;
    try {
      gpu = await outside.openGpu();
      yield* sit(gpu, keeper, outside, from, attempt > 1);
      return;
    } catch (error) {
      if (error instanceof DeviceLostError) lost = error;
      else if (!lost || !(error instanceof NoAdapterError)) throw error;
      if (attempt > WAITS.length) throw lost;
    } finally {
      gpu?.close();
    }
    yield { type: 'recovering', attempt, attempts: WAITS.length, message: lost.message };
    await outside.wait(WAITS[attempt - 1]!);
    from = await keeper.last();
  }
}

/** One sitting: from a checkpoint or from the start, on one device, for as long as it lasts. */
async function* sit(
  gpu: Gpu,
  keeper: Keeper,
  outside: Outside,
  from: Checkpoint | undefined,
  again: boolean,
): AsyncGenerator<RunEvent, void, void> {
  if (from) requireAdapter(from.summary.adapter, adapterOf(gpu));
  keeper.begin(adapterOf(gpu), from?.findings ?? []);
  const running = runExperiment(keeper.request, { ...outside, gpu, checkpoints: keeper }, from?.state);
  for await (const event of running) {
    keeper.note(event);
    yield event;
    if (event.type === 'started' && (from || again)) yield { type: 'restored', findings: [...keeper.findings] };
    yield* keeper.news();
  }
}
