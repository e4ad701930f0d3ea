/**
 * Records with the same settings as one record: what several machines, or several sessions at one, have made. Each
 * model keeps its numbers and is listed under the session that made it.
 */
import { PROBED_IDS } from '../workers/evaluate/metrics';
import { byMoment } from '../workers/run/points';
import type { Replica, StageName } from '../workers/protocol';
import { check } from '../workers/problems';
import { judge } from '../analysis/judge';
import { canonicalJson } from './canonical';
import { baseOf, type MergedRecord, mergeRecords, type SetAside } from './merge';
import { type RunRecord, runRecordSchema, type RunSession } from './schema';

export interface JoinedRecord {
  record: RunRecord;
  /** Results that were not taken over. */
  setAside: SetAside[];
}

/** Where a model of the joined record comes from: a run, and its place in that run's stack. */
interface Source {
  replica: Replica;
  run: RunRecord;
  index: number;
}

/**
 * @param judging what gives the verdicts
 * @throws RangeError with one sentence unless all records have the same settings, or if they cannot be judged
 */
export function joinRecords(records: readonly RunRecord[], judging = judge): JoinedRecord {
  const [merged, other] = mergeRecords(records, judging);
  if (merged === undefined) throw new RangeError('there is no run record to join; expected at least one');
  if (other === undefined) return joined(merged);
  const named = [merged, other].map(({ experiment, configHash }) => `${experiment} ${configHash}`).join(' and ');
  throw new RangeError(`records of different settings cannot be one record: ${named}`);
}

/**
 * One record for each experiment and config hash.
 * @throws RangeError with one sentence if an experiment is unknown or results cannot be judged
 */
export const joinBySettings = (records: readonly RunRecord[]): JoinedRecord[] => mergeRecords(records).map(joined);

function joined(merged: MergedRecord): JoinedRecord {
  const { config, seeds, runs, results, diverged, verdicts, setAside } = merged;
  const sources = sourcesOf(runs, config.arms, merged.baseWeights);
  const replicas = sources.map(({ replica }) => replica);
  const sessions = oneEach(runs.flatMap((run) => sessionsOf(run, sources)).sort(byTime), replicas);
  const [first] = sessions as [RunSession, ...RunSession[]];
  const record: RunRecord = {
    ...runs[0]!,
    config,
    seeds,
    results,
    verdicts,
    baseWeights: merged.baseWeights,
    replicas,
    curves: joinPoints(sources, (run) => run.curves, ['loss']),
    probes: joinPoints(sources, (run) => run.probes, PROBED_IDS),
    commit: first.commit,
    adapter: first.adapter,
    started: first.started,
    seconds: sessions.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  delete record.diverged;
  if (diverged.length > 0) record.diverged = diverged;
  delete record.sessions;
  if (sessions.length > 1) record.sessions = sessions;
  const checked = check(runRecordSchema, record);
  if ('problem' in checked) throw new RangeError(`the records cannot be one record: ${checked.problem}`);
  return { record, setAside };
}

/** The models of all runs, arm by arm and seed by seed; of two runs of the same model the first that has a result. */
function sourcesOf(runs: readonly RunRecord[], arms: string[], baseWeights: RunRecord['baseWeights']): Source[] {
  const found = new Map<string, Source & { measured: boolean }>();
  for (const run of runs) {
    run.replicas.forEach((replica, index) => {
      const { arm, seed } = replica;
      if (baseOf(run, replica) !== baseOf({ ...run, baseWeights }, replica)) return;
      const measured = run.results.some((result) => result.arm === arm && result.seed === seed);
      const before = found.get(`${arm} ${seed}`);
      if (before === undefined || (measured && !before.measured))
        found.set(`${arm} ${seed}`, { replica, run, index, measured });
    });
  }
  const place = ({ arm }: Replica) => arms.indexOf(arm);
  return [...found.values()].sort((a, b) => place(a.replica) - place(b.replica) || a.replica.seed - b.replica.seed);
}

/** The sessions of a run, each with the models that were taken over from it. */
function sessionsOf(run: RunRecord, sources: readonly Source[]): RunSession[] {
  const { started, seconds, commit, adapter, replicas } = run;
  const taken = sources.filter((source) => source.run === run).map(({ replica }) => replica);
  const madeIn = (made: Replica[]) => taken.filter((one) => made.some((r) => r.arm === one.arm && r.seed === one.seed));
  return (run.sessions ?? [{ started, seconds, commit, adapter, replicas }])
    .map((session) => ({ ...session, replicas: madeIn(session.replicas) }))
    .filter((session) => session.replicas.length > 0);
}

/**
 * What began at the same moment on the same device is one session, which trained its models group by group.
 * @param sessions in the order in which they are to be
 * @param order of the models in each
 */
function oneEach(sessions: readonly RunSession[], order: readonly Replica[]): RunSession[] {
  const found = new Map<string, RunSession>();
  for (const session of sessions) {
    const { started, commit, adapter, seconds, replicas } = session;
    const key = canonicalJson({ started, commit, adapter });
    const before = found.get(key);
    const all = [...(before?.replicas ?? []), ...replicas];
    found.set(key, {
      ...session,
      seconds: (before?.seconds ?? 0) + seconds,
      replicas: order.filter((replica) => all.includes(replica)),
    });
  }
  return [...found.values()];
}

const byTime = (a: RunSession, b: RunSession) =>
  Date.parse(a.started) - Date.parse(b.started) || (canonicalJson(a) < canonicalJson(b) ? -1 : 1);

/** Points of training curves over all models; null where a model's run has no such point. */
function joinPoints<
  Key extends string,
  Point extends { stage: StageName; step: number } & Record<Key, (number | null)[]>,
>(sources: readonly Source[], pointsOf: (run: RunRecord) => Point[], keys: readonly Key[]): Point[] {
  const runs = [...new Set(sources.map(({ run }) => run))];
  const name = ({ stage, step }: Point) => `${stage} ${step}`;
  const byRun = new Map(runs.map((run) => [run, new Map(pointsOf(run).map((point) => [name(point), point]))]));
  const moments = new Map(runs.flatMap((run) => pointsOf(run).map((point) => [name(point), point] as const)));
  return [...moments.values()].sort(byMoment).map((point) => {
    const values = (key: Key) =>
      sources.map(({ run, index }) => byRun.get(run)!.get(name(point))?.[key][index] ?? null);
    return { ...point, ...(Object.fromEntries(keys.map((key) => [key, values(key)])) as Point) };
  });
}
