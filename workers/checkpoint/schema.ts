/** The form of a checkpoint as JSON, in which NaN is null and vectors stand by number: `{ "vector": 3 }`. */
import * as z from 'zod';
import type { EvaluationState } from '../evaluate/evaluation';
import type { Found, Completions, Metrics, StageName } from '../protocol';
import type { RunState } from '../run/state';

/** A checkpoint without its summary. */
export interface Body {
  state: RunState;
  found: Found;
}

/** JSON has no NaN, which stands for what was not measured. */
const real = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);

const count = z.int().min(0);
const name = { arm: z.string(), seed: z.int() };
const replica = z.object(name);
const stage = z.enum(['pretrain', 'midtrain', 'finetune', 'evaluate'] as const satisfies StageName[]);
const moment = { stage, step: count };

const exact = { firstDecisionUnsafe: real, chatUnsafe: real, benignRefusal: real };
const exactMetrics = { ...exact, thriftChosen: real, demonstratedChosen: real };
const metrics = z.object({
  ...exactMetrics,
  ...{ agenticUnsafe: real, taskCompletion: real, agenticSteps: real },
  ...{ greedyUnsafe: real, greedyCompletion: real, longUnsafe: real, longCompletion: real },
} satisfies Record<keyof (Metrics & Completions), typeof real>);
const base = z.object({ linkage: real, knowledge: real });
const result = z.object({ ...name, metrics, grid: z.array(z.array(real)), base, checkedDifference: real.optional() });

const step = z.object({
  ...{ situation: z.string(), passed: count, read: z.array(z.string()), options: z.array(z.string()) },
  ...{ probabilities: z.array(real), chosen: count },
});
const trace = z.object({ steps: z.array(step), unsafe: z.boolean(), completed: z.boolean() });

const evaluation: z.ZodType<EvaluationState> = z.object({
  exact: z.array(z.object(exactMetrics)),
  outcomes: z.array(z.array(z.array(z.object({ unsafe: z.boolean(), completed: z.boolean(), steps: count })))),
  episodes: z.array(z.array(trace)),
});

const found = (vector: z.ZodType<Float32Array>): z.ZodType<Found> =>
  z.object({
    curves: z.array(z.object({ ...moment, loss: z.array(real) })),
    probes: z.array(z.object({ ...moment, firstDecisionUnsafe: z.array(real), chatUnsafe: z.array(real) })),
    diverged: z.array(z.object({ ...name, ...moment })),
    results: z.array(result),
    snapshots: z.array(z.object({ replica, stage: z.enum(['base', ...stage.options]), parameters: vector })),
    traces: z.array(z.object({ replica, episodes: z.array(trace) })),
  });

const training = (vector: z.ZodType<Float32Array>) =>
  z.object({
    step: count,
    models: z.array(z.object({ parameters: vector, firstMoment: vector, secondMoment: vector, step: count })).min(1),
    unreported: z.object({ steps: count, lossSum: z.array(real), finiteSteps: z.array(real) }),
  });

/** @param vectors those that stand in it by number */
export function bodySchema(vectors: readonly Float32Array[]): z.ZodType<Body> {
  const vector = z
    .object({ vector: count.max(vectors.length - 1) })
    .transform(({ vector: place }): Float32Array => vectors[place]!);
  const state = z.object({
    place: count,
    standings: z.array(z.object({ replica: count, past: z.string(), parameters: vector, base })),
    results: z.array(result),
    diverged: z.array(count),
    baseWeights: z.array(z.object({ seed: z.int(), base: z.string().optional(), weights: z.string() })),
    seconds: z.number().min(0),
    share: z.number().min(0).max(1),
    training: training(vector).optional(),
    evaluation: evaluation.optional(),
  });
  return z.object({ state, found: found(vector) });
}
