/** Runs of the smallest preset in this very thread, and what they have found by their end. */
import philosophy from '../../datasets/specs/philosophy.md?raw';
import type { Finding, ReplicaResult, RunEvent, RunRequest } from '../../workers/protocol';

/** Two arms, one of which thinks, on two seeds: every kind of stage that there is. */
export const request: RunRequest = {
  ...{ experiment: 'agentic', arms: ['aft', 'msm+aft-reasons'], seeds: [3, 1], preset: 'tiny', base: 'scratch' },
  specs: { philosophy },
};

/** What a run comes to, as whoever listens knows it. */
export interface Outcome {
  findings: Finding[];
  results: ReplicaResult[];
  seconds: number;
}

/**
 * Listens to a run until it has finished.
 *
 * @param findings what it had found before
 */
export async function outcomeOf(
  events: AsyncIterable<RunEvent>,
  onEvent: (event: RunEvent) => void = () => undefined,
  findings: Finding[] = [],
): Promise<Outcome> {
  for await (const event of events) {
    onEvent(event);
    switch (event.type) {
      case 'restored':
        findings = [...event.findings];
        break;
      case 'finished':
        return { findings, results: event.results, seconds: event.seconds };
      case 'curve':
      case 'probe':
      case 'diverged':
      case 'result':
      case 'weights':
      case 'traces':
        findings = [...findings, event];
    }
  }
  throw new Error('the run ended without an end');
}
