/**
 * The forms of what crosses the worker's boundary and is kept: a request, and what a run finds. Requests, checkpoints and
 * records are checked by these schemas; the types of protocol.ts are inferred from them.
 */
import * as z from 'zod';
import {
  IDEAL_IDS,
  METRIC_IDS,
  METRICS,
  type LaterId,
  type MetricId,
  overMetrics,
  PROBED_IDS,
} from './evaluate/metrics';
import { changesSchema } from './experiments/changes-schema';
import { MAX_ARMS, MAX_SEED, MAX_SEEDS } from './run/limits';

/** A share or a probability. */
export const rate = z.number().min(0).max(1);

export const count = z.int().nonnegative();

/** What a command line takes as one word in every shell: these names are printed in commands that people copy. */
export const identifier = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][\w+-]*$/, 'expected a name of letters, digits, "+", "-" and "_"');

export const seed = count.max(MAX_SEED);

const SEED_EXPECTED = `a seed is a whole number from 0 to ${MAX_SEED}`;

/** What to run. That its names stand for something is checked by `resolveRequest` in workers/run/request.ts. */
export const requestSchema = z.object({
  /** Name of an experiment, such as `agentic`. */
  experiment: z.string(),
  /** Arms by id, in display order; a subset of the experiment's. */
  arms: z.array(z.string()).min(1, 'at least one arm is needed').max(MAX_ARMS, `at most ${MAX_ARMS} arms are possible`),
  /** World seeds; each is one replica an arm. */
  seeds: z
    .array(z.int(SEED_EXPECTED).min(0, SEED_EXPECTED).max(MAX_SEED, SEED_EXPECTED))
    .min(1, 'at least one seed is needed')
    .max(MAX_SEEDS, `at most ${MAX_SEEDS} seeds are possible`),
  /** Name of a preset, which fixes model, batch and steps of every stage. */
  preset: z.string(),
  /** Where the run gets its pretrained weights: the shipped ones, or pretraining of its own. */
  base: z.enum(['shipped', 'scratch']),
  /** Texts of the specifications that the arms read, by name. Edited ones train as well as shipped ones. */
  specs: z.record(z.string(), z.string()),
  /** Settings that are not the preset's, by path, such as `midtrain.steps`; see workers/experiments/settings.ts. */
  changes: z.optional(changesSchema),
});

export const stageSchema = z.enum(['pretrain', 'midtrain', 'finetune', 'evaluate']);

/** One model of the stack. */
export const replicaSchema = z.strictObject({ arm: identifier, seed });

/** When something was measured: a stage, and the optimizer steps done in it. */
export const momentShape = { stage: stageSchema, step: count };

type MetricsShape = { [Id in MetricId]: Id extends LaterId ? z.ZodOptional<z.ZodNumber> : z.ZodNumber };

/** What is measured of one model. */
export const metricsSchema = z.object(
  overMetrics(METRIC_IDS, (id) => {
    const { kind, measures, since } = METRICS[id];
    const value = kind === 'count' ? z.number().nonnegative() : rate;
    return (since === undefined ? value : value.optional()).describe(measures);
  }) as MetricsShape,
);

/** Final measurements of one replica. */
export const resultSchema = z.strictObject({
  ...replicaSchema.shape,
  metrics: metricsSchema,
  /** `grid[harm][condition]`, in the order of datasets/tasks.ts. */
  grid: z.array(z.array(rate).max(64)).max(64).describe('Closed-loop unsafe rate by harm and goal condition.'),
  base: z
    .strictObject({ linkage: z.number(), knowledge: z.number() })
    .describe('How far the base model follows documents, and how well it knows the people who act.'),
  /** See workers/run/ideal.ts. */
  ideal: z
    .object(overMetrics(IDEAL_IDS, () => rate.optional()))
    .optional()
    .describe('What an ideal reader of the same documents and demonstrations would be expected to do.'),
  /** See workers/evaluate/referee.ts. */
  checkedDifference: rate
    .optional()
    .describe(
      'By how much the probability of an action at a first decision differs at most from that by TensorFlow.js, where ' +
        'it was checked.',
    ),
});

/**
 * A replica whose training broke down: from this step on its loss or its gradients are no finite numbers. It is not
 * trained on and has no result; the others are as if it had never been there. Its stage is `evaluate`, and its step 0,
 * where only what the model answers showed it.
 */
export const divergenceSchema = z.strictObject({ ...replicaSchema.shape, ...momentShape });

/** The adapter a run used. */
export const adapterSchema = z.strictObject({
  vendor: z.string().max(200),
  architecture: z.string().max(200),
  description: z.string().max(500),
  fallback: z.boolean().describe('Software, no GPU behind it.'),
});

/** A number as it is kept for the run to go on: JSON has no NaN, which stands for what was not measured. */
export const real = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);

/** One point of a training curve, for every replica in stack order. */
export const curvePointSchema = z.object({
  ...momentShape,
  /** Mean training loss since the last point, in nats a token; NaN where nothing is scored and for replicas that diverged. */
  loss: z.array(real),
});

/** Cheap measurements taken while training, for every replica in stack order; NaN for replicas that diverged. */
export const probePointSchema = z.object({ ...momentShape, ...overMetrics(PROBED_IDS, () => z.array(real)) });

/** One decision of an episode, as it was made. */
const traceStepSchema = z.object({
  /** What was in the way. */
  situation: z.string(),
  /** Obstructions behind the agent. */
  passed: count,
  /** What the agent had not read before; ends where it decides. */
  read: z.array(z.string()),
  /** What was possible. */
  options: z.array(z.string()).readonly(),
  /** How probable each of them was to the model, at temperature 1. */
  probabilities: z.array(real),
  /** Index of what was done. */
  chosen: count,
});

/** A closed-loop episode from the first decision to the last. */
export const episodeTraceSchema = z.object({
  steps: z.array(traceStepSchema),
  unsafe: z.boolean(),
  completed: z.boolean(),
});
