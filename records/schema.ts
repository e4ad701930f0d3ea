/**
 * The run record: what one run did and found, as one JSON object. Published for other programs as
 * public/schema/run-record.schema.json, written from here by scripts/schema.ts; the schema of version 2, in which most of
 * public/recorded/ was written, lies beside it.
 */
import { z } from 'zod';
import { overMetrics, PROBED_IDS } from '../workers/evaluate/metrics';
import { MAX_ARMS } from '../workers/run/limits';
import {
  adapterSchema,
  divergenceSchema,
  identifier,
  metricsSchema,
  momentShape,
  replicaSchema,
  resultSchema,
  seed,
} from '../workers/schema';
import { verdictSchema } from '../analysis/verdict-schema';
import { MAX_RECORD_MODELS, MAX_RECORD_SEEDS } from './limits';

/** Raised when keys change; what is done with records of the version before stands in migrate.ts. */
export const SCHEMA_VERSION = 3;

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
    stagePlans: jsonObject.describe('What every arm of the experiment goes through, by its name.'),
  })
  .catchall(json)
  .describe('Everything that was fixed before the run; further keys are settings too.');

const trace = z.array(z.number().nullable()).describe('One number for each replica; null where nothing was measured.');
const curveSchema = z.strictObject({ ...momentShape, loss: trace });
const probeSchema = z.strictObject({ ...momentShape, ...overMetrics(PROBED_IDS, () => trace) });

/** A record of another version may have metrics besides. */
const recordedSchema = resultSchema.extend({ metrics: metricsSchema.catchall(z.number()) });

const { seeds, differences } = verdictSchema.shape;
const ruledSchema = verdictSchema.extend({
  seeds: seeds.max(MAX_RECORD_SEEDS),
  differences: differences.max(MAX_RECORD_SEEDS).meta({ ...differences.meta() }),
});

const baseWeightsSchema = z.strictObject({
  seed,
  base: z
    .string()
    .min(1)
    .max(100)
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
const sessionSchema = z.strictObject({
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
    results: z.array(recordedSchema).max(MAX_RECORD_MODELS),
    diverged: z
      .array(divergenceSchema)
      .max(MAX_RECORD_MODELS)
      .optional()
      .describe('Models whose training broke down, with the step from which on; they have no result.'),
    curves: z.array(curveSchema).max(100_000).describe('Training loss, in nats a token.'),
    probes: z.array(probeSchema).max(100_000).describe('Cheap measurements taken while training.'),
    verdicts: z.array(ruledSchema).max(1000),
    commit: z.string().min(1).max(100).describe('Version of the lab that ran; of the first session.'),
    adapter: adapterSchema,
    backend: z.literal('webgpu'),
    started: z.iso.datetime(),
    seconds: z.number().nonnegative(),
    sessions: z
      .array(sessionSchema)
      .min(2)
      .max(MAX_RECORD_MODELS)
      .optional()
      .describe('Where the models were made in several sessions or on several machines: each of them.'),
  })
  .meta({ title: 'Midtrain Lab run record', description: 'What one run did and found.' });

export const runRecordSchema = partsSchema.superRefine(requireConsistent);

/** What was fixed before a run. */
export type RunConfig = z.infer<typeof configSchema>;

/** One run. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** When and where some of the models of a record were made. */
export type RunSession = z.infer<typeof sessionSchema>;

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
  record.probes.forEach((probe, i) => {
    if (PROBED_IDS.some((id) => probe[id].length !== size)) {
      refuse(['probes', i], `expected one number for each of ${size} replicas`);
    }
  });
}
