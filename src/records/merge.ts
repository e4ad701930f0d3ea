/**
 * Runs of many machines as one: results are joined by (config hash, arm, seed) and judged anew. The records themselves
 * stay as they are, and a merge is a view of them, so merging again or in another order gives the same.
 */
import type { Divergence, Replica } from '../../workers/protocol';
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
 * @throws RangeError with one sentence if an experiment is unknown or results cannot be judged
 */
export function mergeRecords(records: readonly RunRecord[]): MergedRecord[] {
  const groups = new Map<string, Map<string, RunRecord>>();
  for (const record of records) {
    const key = `${record.experiment} ${record.configHash}`;
    if (!groups.has(key)) groups.set(key, new Map());
    groups.get(key)!.set(canonicalJson(record), record);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, group]) => mergeGroup(inOrder(group)));
}

/** By the time a run began; at the same time, by the text of the record. */
function inOrder(group: Map<string, RunRecord>): RunRecord[] {
  const entries = [...group].map(([text, record]) => ({ text, record, time: Date.parse(record.started) }));
  entries.sort((a, b) => a.time - b.time || (a.text < b.text ? -1 : 1));
  return entries.map(({ record }) => record);
}

function mergeGroup(runs: RunRecord[]): MergedRecord {
  const { experiment: name, config, configHash } = runs[0]!;
  const experiment = experimentNamed(name);
  const seeds = [...new Set(runs.flatMap((run) => run.seeds))].sort((a, b) => a - b);
  const results: RunRecord['results'] = [];
  const setAside: SetAside[] = [];
  const base = new Map(seeds.map((seed) => [seed, commonBase(runs, seed)]));
  for (const [run, record] of runs.entries()) {
    for (const result of record.results) {
      const { arm, seed } = result;
      const counted = results.find((other) => other.arm === arm && other.seed === seed);
      if (baseOf(record, seed) !== base.get(seed)) setAside.push({ arm, seed, run, reason: 'other base' });
      else if (counted === undefined) results.push(result);
      else if (canonicalJson(counted) !== canonicalJson(result)) setAside.push({ arm, seed, run, reason: 'repeat' });
    }
  }
  const diverged: Divergence[] = [];
  const comparable = runs.flatMap((run) =>
    (run.diverged ?? []).filter(({ seed }) => baseOf(run, seed) === base.get(seed)),
  );
  for (const divergence of comparable) {
    const same = (other: Replica) => other.arm === divergence.arm && other.seed === divergence.seed;
    if (!results.some(same) && !diverged.some(same)) diverged.push(divergence);
  }
  const place = (arm: string) => experiment.arms.findIndex(({ id }) => id === arm);
  const byPlace = (a: Replica, b: Replica) => place(a.arm) - place(b.arm) || a.seed - b.seed;
  results.sort(byPlace);
  diverged.sort(byPlace);
  const arms = [...new Set(runs.flatMap((run) => run.config.arms))].sort((a, b) => place(a) - place(b));
  const verdicts = judge(experiment, results, diverged);
  const baseWeights = [...base].map(([seed, weights]) => ({ seed, weights }));
  return {
    ...{ experiment: name, config: { ...config, arms }, configHash, seeds, baseWeights },
    ...{ results, diverged, verdicts, runs, setAside },
  };
}

/**
 * The pretrained weights that most results of a seed were forked from. Arms are compared within a seed, which is fair
 * only between models that began as the same one.
 */
function commonBase(runs: readonly RunRecord[], seed: number): string {
  const votes = new Map<string, number>();
  for (const run of runs) {
    if (!run.seeds.includes(seed)) continue;
    const models = run.results.filter((result) => result.seed === seed).length;
    votes.set(baseOf(run, seed), (votes.get(baseOf(run, seed)) ?? 0) + models);
  }
  return [...votes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]![0];
}

/** The weights that a run's models of a seed were forked from. */
export function baseOf(run: RunRecord, seed: number): string {
  return run.baseWeights.find((base) => base.seed === seed)?.weights ?? 'unknown';
}
