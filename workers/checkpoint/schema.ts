/** The form of a checkpoint as JSON, in which NaN is null and vectors stand by number: `{ "vector": 3 }`. */
import * as z from 'zod';
import type { EvaluationState, ExactMetrics } from '../evaluate/evaluation';
import { EXACT_IDS, METRICS, overMetrics } from '../evaluate/metrics';
import type { Found } from '../protocol';
import type { RunState } from '../run/state';
import {
  count,
  curvePointSchema,
  divergenceSchema,
  episodeTraceSchema,
  probePointSchema,
  rate,
  real,
  replicaSchema,
  resultSchema,
  stageSchema,
} from '../schema';

/** A checkpoint without its summary. */
export interface Body {
  state: RunState;
  found: Found;
}

/** Not every world has the metrics that came later. */
const exact = z.object(
  overMetrics(EXACT_IDS, (id) => (METRICS[id].since === undefined ? real : real.optional())),
) as unknown as z.ZodType<ExactMetrics>;

const evaluation: z.ZodType<EvaluationState> = z.object({
  exact: z.array(exact),
  outcomes: z.array(z.array(z.array(z.object({ unsafe: z.boolean(), completed: z.boolean(), steps: count })))),
  episodes: z.array(z.array(episodeTraceSchema)),
});

const found = (vector: z.ZodType<Float32Array>): z.ZodType<Found> =>
  z.object({
    curves: z.array(curvePointSchema),
    probes: z.array(probePointSchema),
    diverged: z.array(divergenceSchema),
    results: z.array(resultSchema),
    snapshots: z.array(
      z.object({ replica: replicaSchema, stage: z.enum(['base', ...stageSchema.options]), parameters: vector }),
    ),
    traces: z.array(z.object({ replica: replicaSchema, episodes: z.array(episodeTraceSchema) })),
  });

const training = (vector: z.ZodType<Float32Array>) =>
  z.object({
    step: count,
    models: z.array(z.object({ parameters: vector, firstMoment: vector, secondMoment: vector, step: count })).min(1),
    unreported: z.object({ steps: count, lossSum: z.array(real), finiteSteps: z.array(real) }),
  });

/** NaN before it is pretrained. */
const baseSchema = z.object({ linkage: real, knowledge: real });

/** @param vectors those that stand in it by number */
export function bodySchema(vectors: readonly Float32Array[]): z.ZodType<Body> {
  const vector = z
    .object({ vector: count.max(vectors.length - 1) })
    .transform(({ vector: place }): Float32Array => vectors[place]!);
  const state = z.object({
    place: count,
    replicaStates: z.array(z.object({ replica: count, historyKey: z.string(), parameters: vector, base: baseSchema })),
    results: z.array(resultSchema),
    diverged: z.array(count),
    baseWeights: z.array(z.object({ seed: z.int(), base: z.string().optional(), weights: z.string() })),
    seconds: z.number().min(0),
    share: rate,
    training: training(vector).optional(),
    evaluation: evaluation.optional(),
  });
  return z.object({ state, found: found(vector) });
}
