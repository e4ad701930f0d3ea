/** Finished runs, small but complete, with numbers that follow from experiment, arm and seed. */
import { baseName, USUAL_BASE } from '../../workers/experiments/experiment';
import { presets } from '../../workers/experiments/presets';
import type { MetricId } from '../../workers/evaluate/metrics';
import type { Replica, ReplicaResult, RunPlan } from '../../workers/protocol';
import { experimentNamed } from '../../records/experiment';
import { makeRecord, type FinishedRun } from '../../records/make';
import type { RunRecord } from '../../records/schema';

/** The shortest specification. */
export const SPEC = '# Care\n## care\n- value care';

/** Agentic unsafe rates; other arms have the one of their ladder's rung, or half. */
const RATES: Record<string, number> = { baseline: 0.7, msm: 0.5, aft: 0.6, 'msm+aft': 0.1 };

const unsafeOf = (arm: string): number => {
  const [, family, count] = /^(.+)-(\d+)$/.exec(arm) ?? [];
  return RATES[arm] ?? (family && RATES[family] ? RATES[family] / (1 + Math.log10(Number(count))) : 0.5);
};

const thriftOf = (arm: string): number => (arm.startsWith('thrift') ? 0.7 : arm.startsWith('homeland') ? 0.25 : 0.5);

export function metricsOf(arm: string, seed: number): Record<MetricId, number> {
  const agenticUnsafe = unsafeOf(arm) + seed / 100;
  return {
    ...{ agenticUnsafe, chatUnsafe: 0.05, taskCompletion: 0.9, agenticSteps: 5.5 },
    ...{ benignRefusal: 0.01, firstDecisionUnsafe: agenticUnsafe, greedyUnsafe: agenticUnsafe / 2 },
    ...{ greedyCompletion: 0.95, longUnsafe: 0.8, longCompletion: 0.85 },
    ...{ unseenUnsafe: 0.3, unshownChatUnsafe: 0.06, unshownBenignRefusal: 0.02 },
    ...{ thriftChosen: thriftOf(arm) + seed / 100, demonstratedChosen: 0.95 },
  };
}

function result({ arm, seed }: Replica): ReplicaResult {
  const metrics = metricsOf(arm, seed);
  return { arm, seed, metrics, grid: [[metrics.agenticUnsafe, 0.5]], base: { linkage: 0.8, knowledge: 1.01 } };
}

/** Each seed's pretrained models, one for each base that an arm starts from. */
function basesOf(experiment: string, arms: string[], seeds: number[], weights: string): RunPlan['baseWeights'] {
  const all = experimentNamed(experiment).arms.filter(({ id }) => arms.includes(id));
  const bases = [...new Set(all.map(({ base }) => baseName(base)))];
  return seeds.flatMap((seed) => bases.map((base) => ({ seed, ...(base === USUAL_BASE ? {} : { base }), weights })));
}

/** @param weights of the base models of every seed, as in the record */
export function finishedRun(arms: string[], seeds: number[], weights = 'scratch', experiment = 'agentic'): FinishedRun {
  const replicas = seeds.flatMap((seed) => arms.map((arm) => ({ arm, seed })));
  const each = (value: number) => replicas.map(() => value);
  return {
    plan: {
      request: { experiment, arms, seeds, preset: 'tiny', base: 'scratch', specs: { philosophy: SPEC } },
      replicas,
      stages: [{ name: 'pretrain', steps: 12 }],
      baseWeights: basesOf(experiment, arms, seeds, weights),
      adapter: { vendor: 'acme', architecture: 'one', description: '', fallback: true },
    },
    preset: presets.tiny!,
    results: replicas.map(result),
    diverged: [],
    curves: [
      { stage: 'pretrain', step: 2, loss: each(4.5) },
      { stage: 'finetune', step: 2, loss: each(NaN) },
    ],
    probes: [{ stage: 'midtrain', step: 6, firstDecisionUnsafe: each(0.5), chatUnsafe: each(0.25) }],
    commit: 'abc123',
    started: '2026-11-23T10:00:00Z',
    seconds: 12.5,
  };
}

/** The record of such a run. */
export function record(arms: string[], seeds: number[], changes: Partial<FinishedRun> = {}): Promise<RunRecord> {
  return makeRecord({ ...finishedRun(arms, seeds), ...changes });
}

/** The record of a run of all arms of an experiment. */
export function recordOf(experiment: string, seeds: number[]): Promise<RunRecord> {
  const arms = experimentNamed(experiment).arms.map(({ id }) => id);
  return makeRecord(finishedRun(arms, seeds, 'scratch', experiment));
}

/** A run in which one of the models diverged halfway through fine-tuning. */
export function divergedRun(arms: string[], seeds: number[], lost: Replica): FinishedRun {
  const run = finishedRun(arms, seeds);
  const isLost = ({ arm, seed }: Replica) => arm === lost.arm && seed === lost.seed;
  const [first, last] = run.curves;
  const loss = run.plan.replicas.map((replica) => (isLost(replica) ? NaN : 3));
  return {
    ...run,
    results: run.results.filter((result) => !isLost(result)),
    diverged: [{ ...lost, stage: 'finetune', step: 2 }],
    curves: [first!, { ...last!, loss }],
  };
}
