/** Runs of the smallest preset in this very thread, and what they have found by their end. */
import philosophy from '../../datasets/specs/philosophy.md?raw';
import type { Found, RunEvent, RunRequest } from '../../workers/protocol';
import { NOTHING_FOUND, withFinding } from '../../workers/run/log';

/** Two arms, one of which thinks, on two seeds: every kind of stage that there is. */
export const request: RunRequest = {
  ...{ experiment: 'agentic', arms: ['aft', 'msm+aft-reasons'], seeds: [3, 1], preset: 'tiny', base: 'scratch' },
  specs: { philosophy },
};

/** What a run comes to, as whoever listens knows it. */
export interface Outcome {
  found: Found;
  seconds: number;
}

/**
 * Listens to a run until it has finished.
 *
 * @param found what it had found before
 */
export async function outcomeOf(
  events: AsyncIterable<RunEvent>,
  onEvent: (event: RunEvent) => void = () => undefined,
  found: Found = NOTHING_FOUND,
): Promise<Outcome> {
  for await (const event of events) {
    onEvent(event);
    found = withFinding(found, event);
    if (event.type === 'finished') return { found, seconds: event.seconds };
  }
  throw new Error('the run ended without an end');
}
