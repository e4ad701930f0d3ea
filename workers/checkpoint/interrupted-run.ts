/** The page's side of a run that was interrupted: what there is of it, and forgetting it. To be loaded late. */
import type { InterruptedRun } from '../protocol';
import { alone, filledStore, LOCK, stores } from './stores';

/** There is a run, but it cannot go on, for this reason in a sentence. */
export interface Refusal {
  refusal: string;
  /** When it began; undefined where that cannot be read. */
  started: string | undefined;
}

/**
 * The run that was interrupted in this browser; undefined if there is none, or it goes on in another tab.
 *
 * @param commit of this version of the lab
 */
export const findInterruptedRun = (commit: string): Promise<InterruptedRun | Refusal | undefined> =>
  alone(async (alone) => {
    if (!alone) return undefined;
    const store = await filledStore();
    const summary = await store?.summary();
    return summary === undefined ? undefined : interruptedRun(summary, commit);
  });

/** Whether this tab or another is training; false where that cannot be told. */
export async function isTraining(): Promise<boolean> {
  try {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === LOCK);
  } catch {
    return false;
  }
}

async function interruptedRun(text: string, commit: string): Promise<InterruptedRun | Refusal> {
  const { CheckpointError, readSummary, startOf } = await import('./summary'); // late: mostly there is nothing to be read
  try {
    const { started, request, share } = readSummary(text, commit);
    return { started, request, share };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return { refusal: error.message, started: startOf(text) };
  }
}

/**
 * Forgets a run, wherever it is kept, and no other.
 *
 * @param started when it began; undefined for one of which that cannot be read
 */
export const forgetRun = (started: string | undefined): Promise<void> =>
  alone(async (alone) => {
    if (!alone) return;
    for (const store of await stores()) {
      const summary = await store.summary().catch(() => undefined);
      if (summary === undefined) continue;
      const { startOf } = await import('./summary');
      if (startOf(summary) === started) await store.clear().catch(() => undefined);
    }
  });
