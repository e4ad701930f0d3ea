/** Where, when and by which code models were made, as lines of a table. */
import type { RunRecord, RunSession } from '../../records/schema';
import { deviceWords } from '../words';
import { day } from '../format';
import { grouped } from '../grouped';

/** What a table says of one session, or of several at the same commit and on the same device. */
export interface SessionLine {
  device: string;
  /** Days on which they began, each once. */
  days: string[];
  seconds: number;
  models: number;
  /** Ascending. */
  seeds: number[];
  commit: string;
}

type Made = Pick<RunRecord, 'sessions' | keyof RunSession>;

/** The sessions in which a record was made: a record without a list of them is one itself. */
export const sessionsOf = (record: Made): RunSession[] => record.sessions ?? [record];

/** A commit as a record names it, without the mark of files that were not committed. */
export const unmarked = (commit: string): string => commit.replace(/\+$/, '');

/** The commits at which records were made, each once. */
export const commitsOf = (records: readonly Made[]): string[] => [
  ...new Set(records.flatMap(sessionsOf).map(({ commit }) => unmarked(commit))),
];

/** A line for each session of a record. */
export const sessionLines = (record: Made): SessionLine[] => sessionsOf(record).map((session) => lineOf([session]));

/** A line for each commit and device at which any of the records were made. */
export function sessionLinesByCommit(records: readonly Made[]): SessionLine[] {
  const sessions = records.flatMap(sessionsOf).sort((a, b) => Date.parse(a.started) - Date.parse(b.started));
  return grouped(sessions, ({ commit, adapter }) => `${commit} ${deviceWords(adapter)}`).map(lineOf);
}

/** @param sessions at one commit and on one device, at least one */
function lineOf(sessions: readonly RunSession[]): SessionLine {
  const [{ adapter, commit }] = sessions as [RunSession, ...RunSession[]];
  const replicas = sessions.flatMap((session) => session.replicas);
  return {
    device: deviceWords(adapter),
    days: [...new Set(sessions.map(({ started }) => day(started)))],
    seconds: sessions.reduce((sum, { seconds }) => sum + seconds, 0),
    models: replicas.length,
    seeds: [...new Set(replicas.map(({ seed }) => seed))].sort((a, b) => a - b),
    commit,
  };
}
