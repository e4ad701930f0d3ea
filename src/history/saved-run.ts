/** A run as this browser keeps it: its record, where that came from, and what was kept beside it. */
import type { ModelTraces } from '../../workers/protocol';
import type { Shelf } from '../inside/snapshots';
import type { RunRecord } from '../../records/schema';

/** Longest note, in characters. */
export const MAX_NOTE = 200;

/** Runs whose models and episodes are kept, the last ones added: they take some 10 MB a run, a record takes 0.2. */
export const KEPT_RUNS = 5;

/** Where a record came from: a run on this page, a file, or so many runs with the same settings. */
export type Origin = { kind: 'here' } | { kind: 'file'; name: string } | { kind: 'pool'; of: number };

/** Where a run that was not made here came from, after "from"; empty for one that was. */
export function sourceOf(origin: Origin): string {
  switch (origin.kind) {
    case 'here':
      return '';
    case 'file':
      return origin.name;
    case 'pool':
      return `${origin.of} pooled runs`;
  }
}

export interface SavedRun {
  /** The same for the same record. */
  id: string;
  record: RunRecord;
  /** When it was added, in ISO 8601 and UTC. */
  added: string;
  origin: Origin;
  /** What the user wrote about it; empty if nothing. */
  note: string;
}

/** What may be kept with a run beside its numbers. */
export interface Kept {
  /** Models of its first seed. */
  shelf: Shelf;
  /** What models did at work. */
  traces: ModelTraces[];
}

/** Runs by the time at which they began, the last one first. */
export const newestFirst = (runs: readonly SavedRun[]): SavedRun[] =>
  runs.toSorted((a, b) => Date.parse(b.record.started) - Date.parse(a.record.started) || (a.id < b.id ? -1 : 1));

/** The run of the same experiment that began before this one. @param runs newest first */
export function previousOf(runs: readonly SavedRun[], { id, record }: SavedRun): SavedRun | undefined {
  const older = runs.slice(runs.findIndex((run) => run.id === id) + 1);
  return older.find((run) => run.record.experiment === record.experiment);
}
