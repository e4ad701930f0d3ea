/** Where, when and by which code models were made, as lines of a table. */
import type { RunRecord, Sitting } from '../../records/schema';
import { deviceWords } from '../words';
import { day } from '../format';
import { grouped } from '../grouped';

/** What a table says of one sitting, or of several at the same commit and on the same device. */
export interface SittingLine {
  device: string;
  /** Days on which they began, each once. */
  days: string[];
  seconds: number;
  models: number;
  /** Ascending. */
  seeds: number[];
  commit: string;
}

type Made = Pick<RunRecord, 'sittings' | keyof Sitting>;

/** The sittings in which a record was made: a record without a list of them is one itself. */
export const sittingsOf = (record: Made): Sitting[] => record.sittings ?? [record];

/** A commit as a record names it, without the mark of files that were not committed. */
export const unmarked = (commit: string): string => commit.replace(/\+$/, '');

/** The commits at which records were made, each once. */
export const commitsOf = (records: readonly Made[]): string[] => [
  ...new Set(records.flatMap(sittingsOf).map(({ commit }) => unmarked(commit))),
];

/** A line for each sitting of a record. */
export const sittingLines = (record: Made): SittingLine[] => sittingsOf(record).map((sitting) => lineOf([sitting]));

/** A line for each commit and device at which any of the records were made. */
export function sittingLinesByCommit(records: readonly Made[]): SittingLine[] {
  const sittings = records.flatMap(sittingsOf).sort((a, b) => Date.parse(a.started) - Date.parse(b.started));
  return grouped(sittings, ({ commit, adapter }) => `${commit} ${deviceWords(adapter)}`).map(lineOf);
}

/** @param sittings at one commit and on one device, at least one */
function lineOf(sittings: readonly Sitting[]): SittingLine {
  const [{ adapter, commit }] = sittings as [Sitting, ...Sitting[]];
  const replicas = sittings.flatMap((sitting) => sitting.replicas);
  return {
    device: deviceWords(adapter),
    days: [...new Set(sittings.map(({ started }) => day(started)))],
    seconds: sittings.reduce((sum, { seconds }) => sum + seconds, 0),
    models: replicas.length,
    seeds: [...new Set(replicas.map(({ seed }) => seed))].sort((a, b) => a - b),
    commit,
  };
}
