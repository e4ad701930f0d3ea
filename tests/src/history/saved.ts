/** Runs to save: records that differ in when they began, and what may be kept with them. */
import type { RunRecord } from '../../../records/schema';
import type { Kept, SavedRun } from '../../../src/history/saved-run';
import { runId } from '../../../src/history/run-id';
import { peopleOf, shelfWhereSageIs } from '../inside/models';
import { record } from '../../records/runs';
import { playedTraces } from '../watch/episodes';

/** The record of a run that began in that hour of a day. */
export const recordAt = (hour: number, arms = ['aft', 'msm+aft'], seeds = [0, 1]): Promise<RunRecord> =>
  record(arms, seeds, { started: `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z` });

/** The same as it is saved, added a minute after it began. */
export async function savedAt(hour: number): Promise<SavedRun> {
  const own = await recordAt(hour);
  const added = own.started.replace('00:00Z', '01:00Z');
  return { id: runId(own), record: own, added, origin: { kind: 'here' }, note: '' };
}

/** Models and episodes; probabilities of these survive the way into a file. */
export const keptOf = async (seed: number): Promise<Kept> => ({
  shelf: shelfWhereSageIs(peopleOf(seed)[0]!.name, seed),
  traces: await playedTraces(seed),
});
