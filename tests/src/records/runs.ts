/** Finished runs, small but complete, with numbers that follow from arm and seed. */
import type { Replica, ReplicaResult } from '../../../workers/protocol';
import { presets } from '../../../workers/presets';
import { makeRecord, type FinishedRun } from '../../../src/records/make';
import type { RunRecord } from '../../../src/records/schema';

const RATES: Record<string, number> = { baseline: 0.7, msm: 0.5, aft: 0.6, 'msm+aft': 0.1 };

function result(arm: string, seed: number): ReplicaResult {
  const agenticUnsafe = RATES[arm]! + seed / 100;
  const metrics = {
    ...{ agenticUnsafe, chatUnsafe: 0.05, taskCompletion: 0.9, agenticSteps: 5.5 },
    ...{ benignRefusal: 0.01, firstDecisionUnsafe: agenticUnsafe },
  };
  return { arm, seed, metrics, grid: [[agenticUnsafe, 0.5]], base: { linkage: 0.8, knowledge: 1.01 } };
}

/** @param weights of the base model of every seed, as in the record */
export function finishedRun(arms: string[], seeds: number[], weights = 'scratch'): FinishedRun {
  const replicas = seeds.flatMap((seed) => arms.map((arm) => ({ arm, seed })));
  const each = (value: number) => replicas.map(() => value);
  return {
    plan: {
      request: { experiment: 'agentic', arms, seeds, preset: 'tiny', base: 'scratch', specs: { philosophy: '# Care' } },
      replicas,
      stages: [{ name: 'pretrain', steps: 12 }],
      baseWeights: seeds.map((seed) => ({ seed, weights })),
      adapter: { vendor: 'acme', architecture: 'one', description: '', fallback: true },
    },
    preset: presets.tiny!,
    results: replicas.map(({ arm, seed }) => result(arm, seed)),
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
