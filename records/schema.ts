/**
 * The run record: what one run did and found, as one JSON object. Published for other programs as
 * public/schema/run-record.schema.json, written from here by scripts/schema.ts.
 */
import { z } from 'zod';
import { MAX_ARMS, MAX_SEED } from '../workers/run/limits';
import type { AdapterDescription, Divergence, Metrics, Replica, ReplicaResult } from '../workers/protocol';
import type { Verdict } from '../analysis/verdict';
import { MAX_RECORD_MODELS, MAX_RECORD_SEEDS } from './limits';

/** Raised when a record of the old shape can no longer be read as the new one. */
export const SCHEMA_VERSION = 2;

const rate = z.number().min(0).max(1);
const count = z.int().nonnegative();
const name = z.string().min(1).max(100);
/** What a command line takes as one word in every shell: these names are printed in commands that people copy. */
const identifier = name.regex(/^[A-Za-z0-9][\w+-]*$/, 'expected a name of letters, digits, "+", "-" and "_"');
const seed = count.max(MAX_SEED);
const json = z.json();
const jsonObject = z.record(z.string(), json);

const configSchema = z
  .object({
    preset: identifier,
    arms: z
      .array(identifier)
      .min(1)
      .max(MAX_ARMS)
      .describe('Arms of this run, in display order. Not part of the hash.'),
    base: z
      .enum(['shipped', 'scratch'])
      .describe('Pretrained weights: those shipped with the lab, or trained in this run.'),
    model: jsonObject.describe("Shape of the transformer, in nanoGPT's names."),
    stages: jsonObject.describe('Steps and learning rate of every stage.'),
    batch: jsonObject.describe('Rows in a batch and tokens in a row.'),
    optimizer: jsonObject.describe('Options of AdamW.'),
    courses: jsonObject.describe('What every arm of the experiment goes through, by its name.'),
  })
  .catchall(json)
  .describe('Everything that was fixed before the run; further keys are settings too.');

const judgedSchema = z.object({
  agenticUnsafe: rate.describe('Share of closed-loop agentic episodes in which the unsafe shortcut was taken.'),
  chatUnsafe: rate.describe('Probability of granting a harmful chat request.'),
  taskCompletion: rate.describe('Share of agentic episodes that ended with the errand done.'),
  agenticSteps: z.number().nonnegative().describe('Mean actions taken in an episode.'),
  benignRefusal: rate.describe('Probability of refusing a harmless chat request.'),
  firstDecisionUnsafe: rate.describe('Probability of the shortcut at the first decision at stake.'),
  greedyUnsafe: rate.describe('As agenticUnsafe, where the likeliest action is always taken.'),
  longUnsafe: rate.describe('Share of episodes of the stress test, with three stakes each, with a shortcut.'),
  thriftChosen: rate.describe('Probability of doing as thrift would where the two tastes disagree.'),
  demonstratedChosen: rate.describe('Probability of buying and passing on as demonstrations do.'),
}) satisfies z.ZodType<Metrics>;

const metricsSchema = judgedSchema
  .extend({
    greedyCompletion: rate.optional().describe('Share of the errands of greedyUnsafe that were done.'),
    longCompletion: rate.optional().describe('Share of the errands of longUnsafe that were done.'),
  })
  .catchall(z.number());

const replicaSchema = z.strictObject({ arm: identifier, seed }) satisfies z.ZodType<Replica>;

const resultSchema = z.strictObject({
  ...replicaSchema.shape,
  metrics: metricsSchema,
  grid: z.array(z.array(rate).max(64)).max(64).describe('Closed-loop unsafe rate by harm and goal condition.'),
  base: z
    .strictObject({ linkage: z.number(), knowledge: z.number() })
    .describe('How far the base model follows documents, and how well it knows the people who act.'),
  checkedDifference: rate
    .optional()
    .describe(
      'By how much the probability of an action at a first decision differs at most from that by TensorFlow.js, where ' +
        'it was checked.',
    ),
}) satisfies z.ZodType<ReplicaResult>;

const trace = z.array(z.number().nullable()).describe('One number for each replica; null where nothing was measured.');
const moment = { stage: z.enum(['pretrain', 'midtrain', 'finetune', 'evaluate']), step: count };
const divergenceSchema = z.strictObject({ ...replicaSchema.shape, ...moment }) satisfies z.ZodType<Divergence>;
const curveSchema = z.strictObject({ ...moment, loss: trace });
const probeSchema = z.strictObject({ ...moment, firstDecisionUnsafe: trace, chatUnsafe: trace });

/** Keys with a default came later than the first records. */
const verdictSchema = z.strictObject({
  hypothesis: name,
  kind: z.enum(['difference', 'equivalence', 'interaction', 'threshold', 'ratio', 'fewer']).default('difference'),
  family: z.enum(['claims', 'targets']).default('claims').describe('The claims it was corrected with.'),
  claim: z.string().max(2000),
  metric: judgedSchema.keyof(),
  arm: identifier,
  reference: identifier.nullable().describe('Null where the arm is held against a fixed mark.'),
  n: z.int().positive(),
  seeds: z.array(seed).max(MAX_RECORD_SEEDS),
  differences: z
    .array(z.number())
    .max(MAX_RECORD_SEEDS)
    .describe('For each seed, how far it lies from the line that the claim draws: arm − reference where that is zero.'),
  mean: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable().describe('95% bootstrap interval (BCa); null with one seed.'),
  p: rate.describe('Exact two-sided paired sign-flip test; of equivalence, the larger of both sides.'),
  pHolm: rate.describe("After Holm's correction over the experiment's claims of the family."),
  cohenDz: z.number().nullable(),
  cliffsDelta: z.number().min(-1).max(1).nullable(),
  detectable: z.number().nullable().default(null).describe('Smallest true distance found in four runs of five.'),
  verdict: z.enum(['holds', 'not shown', 'does not hold', 'not enough seeds']),
  sentence: z.string().max(2000),
  notes: z.array(z.string().max(2000)).max(100).default([]),
}) satisfies z.ZodType<Verdict>;

const adapterSchema = z.strictObject({
  vendor: z.string().max(200),
  architecture: z.string().max(200),
  description: z.string().max(500),
  fallback: z.boolean().describe('Software, no GPU behind it.'),
}) satisfies z.ZodType<AdapterDescription>;

const baseWeightsSchema = z.strictObject({
  seed,
  base: name
    .regex(
      /^[A-Za-z0-9][\w+-]*$|^([A-Za-z0-9][\w+-]*, )?after \d{1,3}%$/,
      'expected a name such as "unlinked, after 10%"',
    )
    .optional()
    .describe('Which of the pretrained models of the seed, where it is not the usual one.'),
  weights: z
    .string()
    .regex(/^(scratch|[0-9a-f]{64})$/, 'expected "scratch" or a SHA-256 in 64 hexadecimal digits')
    .describe('SHA-256 of the pretrained weights file, or "scratch" where this run trained them.'),
});

/** When and where some of the models of a record were made. */
const sittingSchema = z.strictObject({
  started: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  commit: z.string().min(1).max(100),
  adapter: adapterSchema,
  replicas: z.array(replicaSchema).min(1).max(MAX_RECORD_MODELS),
});

const partsSchema = z
  .strictObject({
    schema: z.literal(SCHEMA_VERSION).describe('Version of this schema.'),
    experiment: identifier,
    config: configSchema,
    configHash: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits')
      .describe(
        'Start of the SHA-256 of experiment and config without `arms`, as JSON with sorted keys and no spaces.',
      ),
    seeds: z.array(seed).min(1).max(MAX_RECORD_SEEDS),
    replicas: z
      .array(replicaSchema)
      .min(1)
      .max(MAX_RECORD_MODELS)
      .describe('The models in stack order, as in curves and probes.'),
    baseWeights: z.array(baseWeightsSchema).max(MAX_RECORD_MODELS),
    results: z.array(resultSchema).max(MAX_RECORD_MODELS),
    diverged: z
      .array(divergenceSchema)
      .max(MAX_RECORD_MODELS)
      .optional()
      .describe('Models whose training broke down, with the step from which on; they have no result.'),
    curves: z.array(curveSchema).max(100_000).describe('Training loss, in nats a token.'),
    probes: z.array(probeSchema).max(100_000).describe('Cheap measurements taken while training.'),
    verdicts: z.array(verdictSchema).max(1000),
    commit: z.string().min(1).max(100).describe('Version of the lab that ran; of the first sitting.'),
    adapter: adapterSchema,
    backend: z.literal('webgpu'),
    started: z.iso.datetime(),
    seconds: z.number().nonnegative(),
    sittings: z
      .array(sittingSchema)
      .min(2)
      .max(MAX_RECORD_MODELS)
      .optional()
      .describe('Where the models were made in several sittings or on several machines: each of them.'),
  })
  .meta({ title: 'Midtrain Lab run record', description: 'What one run did and found.' });

export const runRecordSchema = partsSchema.superRefine(requireConsistent);

/** What was fixed before a run. */
export type RunConfig = z.infer<typeof configSchema>;

/** One run. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** When and where some of the models of a record were made. */
export type Sitting = z.infer<typeof sittingSchema>;

/** The published JSON Schema, as the text of its file. */
export function runRecordJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(partsSchema, { io: 'input' }), null, 2)}\n`;
}

/** What JSON Schema cannot say: the parts of a record must be about the same models. */
function requireConsistent(record: z.infer<typeof partsSchema>, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const models = new Set<string>();
  const arms = new Set(record.config.arms);
  const seeds = new Set(record.seeds);
  const based = new Set(record.baseWeights.map(({ seed }) => seed));
  record.replicas.forEach(({ arm, seed }, i) => {
    if (models.has(`${arm} ${seed}`)) refuse(['replicas', i], `arm ${arm}, seed ${seed}, is listed twice`);
    models.add(`${arm} ${seed}`);
    if (!arms.has(arm)) refuse(['replicas', i, 'arm'], `${arm} is not among config.arms`);
    if (!seeds.has(seed)) refuse(['replicas', i, 'seed'], `${seed} is not among seeds`);
    if (!based.has(seed)) refuse(['baseWeights'], `seed ${seed} is missing`);
  });
  const measured = new Set<string>();
  record.results.forEach(({ arm, seed }, i) => {
    if (!models.has(`${arm} ${seed}`)) refuse(['results', i], `arm ${arm}, seed ${seed}, is not among replicas`);
    if (measured.has(`${arm} ${seed}`)) refuse(['results', i], `arm ${arm}, seed ${seed}, has two results`);
    measured.add(`${arm} ${seed}`);
  });
  record.diverged?.forEach(({ arm, seed }, i) => {
    if (!models.has(`${arm} ${seed}`)) refuse(['diverged', i], `arm ${arm}, seed ${seed}, is not among replicas`);
    if (measured.has(`${arm} ${seed}`))
      refuse(['diverged', i], `arm ${arm}, seed ${seed}, is measured or listed twice`);
    measured.add(`${arm} ${seed}`);
  });
  const size = record.replicas.length;
  record.curves.forEach(({ loss }, i) => {
    if (loss.length !== size) refuse(['curves', i, 'loss'], `has ${loss.length} numbers for ${size} replicas`);
  });
  record.probes.forEach(({ firstDecisionUnsafe, chatUnsafe }, i) => {
    if (firstDecisionUnsafe.length !== size || chatUnsafe.length !== size) {
      refuse(['probes', i], `expected one number for each of ${size} replicas`);
    }
  });
}
