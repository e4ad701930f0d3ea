/** A checkpoint made up of every part that there can be. */
import { parameterCount } from '../../models/config';
import { type RunIdentity, type StoredCheckpoint, writeCheckpoint } from '../../workers/checkpoint/checkpoint';
import type { Body } from '../../workers/checkpoint/schema';
import { presets } from '../../workers/experiments/presets';
import type { ReplicaResult } from '../../workers/protocol';
import { metricsOf, SPEC } from '../records/runs';

export const COMMIT = '0123456789ab';

export const identity: RunIdentity = {
  commit: COMMIT,
  started: '2026-11-25T14:02:00.000Z',
  request: {
    ...{ experiment: 'controls', arms: ['aft', 'aft-only'], seeds: [3, 1], preset: 'tiny', base: 'scratch' },
    specs: { philosophy: SPEC },
    changes: { 'midtrain.steps': 4 },
  },
  adapter: { vendor: 'acme', architecture: 'one', description: 'Acme One', fallback: false },
};

/** A vector whose values tell it from others; one is no number, as in a model that has diverged. */
const vector = (first: number): Float32Array =>
  Float32Array.from({ length: parameterCount(presets['tiny']!.model) }, (_, i) => (i === 5 ? NaN : first + i / 7));

const replica = { arm: 'aft', seed: 3 };
const result: ReplicaResult = {
  ...replica,
  metrics: metricsOf('aft', 3),
  grid: [[0.1, 1 / 3]],
  base: { linkage: 0.8, knowledge: 1.01 },
};
const episode = {
  steps: [
    {
      ...{ situation: 'corridor', passed: 0, read: ['task', 'sage'], options: ['walk-on', 'ask'] },
      ...{ probabilities: [0.1 + 0.2, 0.7], chosen: 1 },
    },
  ],
  ...{ unsafe: false, completed: true },
};
const moment = { stage: 'midtrain', step: 3 } as const;

/** @param first tells the checkpoint from others */
export function bodyOf(first = 1): Body {
  const shared = vector(first);
  const model = (n: number) => ({
    ...{ parameters: vector(first + n), firstMoment: vector(first + n + 0.1), secondMoment: vector(first + n + 0.2) },
    step: 3,
  });
  const { linkage, ...exact } = { linkage: NaN, ...metricsOf('aft', 1), firstDecisionUnsafe: NaN };
  const { firstDecisionUnsafe, chatUnsafe, benignRefusal, thriftChosen, demonstratedChosen } = exact;
  return {
    state: {
      place: 1,
      replicaStates: [
        { replica: 0, historyKey: '3', parameters: shared, base: { linkage: 0.8, knowledge: 1.01 } },
        { replica: 2, historyKey: '3', parameters: shared, base: { linkage, knowledge: NaN } },
      ],
      results: [result],
      diverged: [1],
      baseWeights: [
        { seed: 3, weights: 'scratch' },
        { seed: 1, base: 'unlinked', weights: 'scratch' },
      ],
      ...{ seconds: 12.3, share: 0.43 },
      training: {
        ...{ step: 3, models: [model(1), model(2)] },
        unreported: { steps: 1, lossSum: [Math.fround(4.1), NaN], finiteSteps: [1, -1] },
      },
      evaluation: {
        exact: [{ firstDecisionUnsafe, chatUnsafe, benignRefusal, thriftChosen, demonstratedChosen }],
        outcomes: [[[{ unsafe: true, completed: false, steps: 7 }]]],
        episodes: [[episode]],
      },
    },
    found: {
      snapshots: [{ replica, stage: 'base', parameters: shared }],
      curves: [{ ...moment, loss: [6.1, NaN, 1 / 3, 2] }],
      probes: [{ ...moment, firstDecisionUnsafe: [0.5, NaN, 0.1, 0], chatUnsafe: [1, NaN, 0, 0.2] }],
      diverged: [{ arm: 'aft', seed: 1, ...moment }],
      results: [result],
      traces: [{ replica, episodes: [episode] }],
    },
  };
}

/** Such a checkpoint as it is stored. */
export const stored = (first = 1): StoredCheckpoint => writeCheckpoint(identity, bodyOf(first));
