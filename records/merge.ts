/**
 * Runs of many machines as one: results are joined by (config hash, arm, seed) and judged anew. The records themselves
 * stay as they are, and a merge is a view of them, so merging again or in another order gives the same.
 */
import { baseName, USUAL_BASE } from '../workers/experiments/experiment';
import type { Divergence, Replica } from '../workers/protocol';
import { judge, type Verdict } from '../analysis/judge';
import { canonicalJson } from './canonical';
import { experimentNamed } from './experiment';
import type { RunConfig, RunRecord } from './schema';

/** A result that is not counted, because another one of the same arm and seed is, and says something else. */
export interface SetAside {
  arm: string;
  seed: number;
  /** Index in `runs`. */
  run: number;
  /** `other base`: its seed was forked from other weights than the rest. `repeat`: an earlier run is counted. */
  reason: 'other base' | 'repeat';
}

/** All runs of one experiment with the same settings. */
export interface MergedRecord {
  experiment: string;
  /** Of every run; `arms` is the union, in the experiment's order. */
  config: RunConfig;
  configHash: string;
  /** Ascending. */
  seeds: number[];
  /** For each seed the weights that the counted results were forked from. */
  baseWeights: RunRecord['baseWeights'];
  /** One for each arm and seed, in the experiment's order of arms, then by seed. */
  results: RunRecord['results'];
  /** Arms and seeds that have no result, because in every run of them the model diverged; as the earliest run tells it. */
  diverged: Divergence[];
  verdicts: Verdict[];
  /** The records, without duplicates, in the order in which the runs began. */
  runs: RunRecord[];
  setAside: SetAside[];
}

/**
 * One merged record for each experiment and config hash.
 * @param judging what gives the verdicts
 * @throws RangeError with one sentence if an experiment is unknown or results cannot be judged
 */
export function mergeRecords(records: readonly RunRecord[], judging: typeof judge = judge): MergedRecord[] {
  const groups = new Map<string, Map<string, RunRecord>>();
  for (const record of records) {
    const key = `${record.experiment} ${record.configHash}`;
    if (!groups.has(key)) groups.set(key, new Map());
    groups.get(key)!.set(canonicalJson(record), record);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, group]) => mergeGroup(inOrder(group), judging));
}

/** By the time a run began; at the same time, by the text of the record. */
function inOrder(group: Map<string, RunRecord>): RunRecord[] {
  const entries = [...group].map(([text, record]) => ({ text, record, time: Date.parse(record.started) }));
  entries.sort((a, b) => a.time - b.time || (a.text < b.text ? -1 : 1));
  return entries.map(({ record }) => record);
}

function mergeGroup(runs: RunRecord[], judging: typeof judge): MergedRecord {
  const { experiment: name, config, configHash } = runs[0]!;
  const experiment = experimentNamed(name);
  const seeds = [...new Set(runs.flatMap((run) => run.seeds))].sort((a, b) => a - b);
  const results: RunRecord['results'] = [];
  const setAside: SetAside[] = [];
  const baseWeights = commonBases(runs);
  const counts = (run: RunRecord, replica: Replica) =>
    baseOf(run, replica) === baseOf({ experiment: name, baseWeights }, replica);
  for (const [run, record] of runs.entries()) {
    for (const result of record.results) {
      const { arm, seed } = result;
      const counted = results.find((other) => other.arm === arm && other.seed === seed);
      if (!counts(record, result)) setAside.push({ arm, seed, run, reason: 'other base' });
      else if (counted === undefined) results.push(result);
      else if (canonicalJson(counted) !== canonicalJson(result)) setAside.push({ arm, seed, run, reason: 'repeat' });
    }
  }
  const diverged: Divergence[] = [];
  const comparable = runs.flatMap((run) => (run.diverged ?? []).filter((divergence) => counts(run, divergence)));
  for (const divergence of comparable) {
    const same = (other: Replica) => other.arm === divergence.arm && other.seed === divergence.seed;
    if (!results.some(same) && !diverged.some(same)) diverged.push(divergence);
  }
  const place = (arm: string) => experiment.arms.findIndex(({ id }) => id === arm);
  const byPlace = (a: Replica, b: Replica) => place(a.arm) - place(b.arm) || a.seed - b.seed;
  results.sort(byPlace);
  diverged.sort(byPlace);
  const arms = [...new Set(runs.flatMap((run) => run.config.arms))].sort((a, b) => place(a) - place(b));
  const verdicts = judging(experiment, results, diverged);
  return {
    experiment: name,
    config: { ...config, arms },
    configHash,
    seeds,
    baseWeights,
    results,
    diverged,
    verdicts,
    runs,
    setAside,
  };
}

/** Where pretrained weights are listed: a run, or the merge of several. */
type WithBases = Pick<RunRecord, 'experiment' | 'baseWeights'>;

/**
 * For each seed and base the weights that most results were forked from. Arms are compared within a seed, which is fair
 * only between models that began as the same one.
 */
function commonBases(runs: readonly RunRecord[]): RunRecord['baseWeights'] {
  const candidates = new Map<string, RunRecord['baseWeights']>();
  for (const run of runs) {
    for (const entry of run.baseWeights) {
      const key = `${entry.seed} ${entry.base ?? ''}`;
      candidates.set(key, [...(candidates.get(key) ?? []), entry]);
    }
  }
  return [...candidates.values()]
    .map((entries) => {
      const votes = (weights: string) =>
        runs.flatMap(({ results, ...run }) =>
          results.filter((result) => isForked(run, result, { ...entries[0]!, weights })),
        ).length;
      const [most] = [...entries].sort(
        (a, b) => votes(b.weights) - votes(a.weights) || (a.weights < b.weights ? -1 : 1),
      );
      return most!;
    })
    .sort((a, b) => a.seed - b.seed);
}

/** Whether a model of a run was forked from these weights. */
const isForked = (run: WithBases, replica: Replica, { seed, weights }: RunRecord['baseWeights'][number]): boolean =>
  replica.seed === seed && baseOf(run, replica) === weights;

/** The weights that a model of a run was forked from. */
export function baseOf({ experiment, baseWeights }: WithBases, { arm, seed }: Replica): string {
  const base = baseName(experimentNamed(experiment).arms.find(({ id }) => id === arm)?.base);
  return baseWeights.find((one) => one.seed === seed && (one.base ?? USUAL_BASE) === base)?.weights ?? 'unknown';
}
