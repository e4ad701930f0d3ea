/** From a finished run to its record. */
import type { CurvePoint, Divergence, ProbePoint, ReplicaResult, RunPlan, RunRequest } from '../workers/protocol';
import { specsReadBy } from '../workers/experiments/experiment';
import type { Preset } from '../workers/experiments/presets';
import { check } from '../workers/problems';
import { judge } from '../analysis/judge';
import { METRIC_IDS, overMetrics } from '../workers/evaluate/metrics';
import type { Verdict } from '../analysis/verdict';
import { experimentNamed } from './experiment';
import { hashConfig } from './hash';
import { runRecordSchema, SCHEMA_VERSION, type RunConfig, type RunRecord } from './schema';

/** Everything a record is made of. */
export interface FinishedRun {
  plan: RunPlan;
  /** The preset that the request names. */
  preset: Preset;
  results: ReplicaResult[];
  /** Models that have no result because they diverged. */
  diverged: Divergence[];
  curves: CurvePoint[];
  probes: ProbePoint[];
  /** Version of the code. */
  commit: string;
  /** When it began, in ISO 8601 and UTC. */
  started: string;
  /** How long it took. */
  seconds: number;
}

/** What gives the verdicts, at once or beside the page. */
type Judge = (...judged: Parameters<typeof judge>) => Verdict[] | Promise<Verdict[]>;

/**
 * The record of a run, with its verdicts.
 * @throws RangeError with one sentence if the results cannot be judged, the parts do not fit together, or a model has
 *   neither a result nor a reason for having none
 */
export async function makeRecord(run: FinishedRun, judging: Judge = judge): Promise<RunRecord> {
  requireComplete(run);
  const { plan, results, diverged } = run;
  const verdicts = await judging(experimentNamed(plan.request.experiment), results, diverged);
  return checked(await draft(run, verdicts));
}

/** What is known of a run before its first step. */
export type PlannedRun = Pick<FinishedRun, 'plan' | 'preset' | 'commit' | 'started'>;

/**
 * Makes the record of a run that has only begun, with some number in each place where it will find one: whatever would
 * refuse the record at its end does so now.
 *
 * @throws RangeError with one sentence
 */
export async function requireRecordable(planned: PlannedRun): Promise<void> {
  const { request, replicas } = planned.plan;
  const results = replicas.map(({ arm, seed }, i) => ({
    arm,
    seed,
    grid: [[0]],
    base: { linkage: 0, knowledge: 0 },
    metrics: overMetrics(METRIC_IDS, () => (i % 7) / 7),
  }));
  const few = results.filter(({ seed }) => request.seeds.slice(0, 2).includes(seed)); // what they say does not matter
  const verdicts = judge(experimentNamed(request.experiment), few, []);
  checked(await draft({ ...planned, results, diverged: [], curves: [], probes: [], seconds: 0 }, verdicts));
}

/** The record of a run as it would be written. */
async function draft(run: FinishedRun, verdicts: Verdict[]): Promise<RunRecord> {
  const { request, replicas, baseWeights, adapter } = run.plan;
  const config = await runConfig(request, run.preset);
  const { vendor, architecture, description, fallback } = adapter;
  return {
    schema: SCHEMA_VERSION,
    experiment: request.experiment,
    config,
    configHash: hashConfig(request.experiment, config),
    seeds: request.seeds,
    replicas: replicas.map(({ arm, seed }) => ({ arm, seed })),
    baseWeights,
    results: run.results.map(({ arm, seed, metrics, grid, base, ideal, checkedDifference }) => ({
      arm,
      seed,
      metrics: { ...metrics },
      grid,
      base,
      ...(ideal ? { ideal } : {}),
      ...(checkedDifference === undefined ? {} : { checkedDifference }),
    })),
    ...(run.diverged.length > 0 ? { diverged: run.diverged } : {}),
    curves: run.curves.map(({ stage, step, loss }) => ({ stage, step, loss: trace(loss) })),
    probes: run.probes.map(({ stage, step, firstDecisionUnsafe, chatUnsafe }) => ({
      stage,
      step,
      firstDecisionUnsafe: trace(firstDecisionUnsafe),
      chatUnsafe: trace(chatUnsafe),
    })),
    verdicts,
    commit: run.commit,
    adapter: { vendor, architecture, description, fallback },
    backend: 'webgpu',
    started: run.started,
    seconds: run.seconds,
  };
}

/** @throws RangeError if it is not what the schema says */
function checked(record: RunRecord): RunRecord {
  const parsed = check(runRecordSchema, record);
  if ('problem' in parsed) throw new RangeError(`the run cannot be recorded: ${parsed.problem}`);
  return parsed.value;
}

function requireComplete({ plan, results, diverged }: FinishedRun): void {
  for (const { arm, seed } of plan.replicas) {
    if ([...results, ...diverged].some((other) => other.arm === arm && other.seed === seed)) continue;
    throw new RangeError(`the run cannot be recorded: arm ${arm}, seed ${seed}, has neither a result nor a reason`);
  }
}

/** The settings of a run, in the record's form. */
export async function runConfig(request: RunRequest, preset: Preset): Promise<RunConfig> {
  // Late: all that writes what is read would otherwise be part of the page's first download.
  const [{ MEASURES, readingFingerprint }, { canonicalSpec }] = await Promise.all([
    import('../workers/base/fingerprint'),
    import('../datasets/spec'),
  ]);
  const { model, batch, optimizer, world, pretrain, midtrain, finetune, evaluation } = preset;
  const specs = Object.fromEntries(
    Object.entries(specsRead(request)).map(([name, text]) => [name, canonicalSpec(text)]),
  );
  return {
    preset: preset.name,
    arms: request.arms,
    base: request.base,
    model: { ...model },
    stages: { pretrain: { ...pretrain }, midtrain: { ...midtrain }, finetune: { ...finetune } },
    batch: { ...batch },
    optimizer: { ...optimizer },
    stagePlans: stagePlansOf(request.experiment),
    world: { ...world },
    evaluation: { ...evaluation },
    specs,
    reading: readingFingerprint(world, specs),
    measures: MEASURES,
  };
}

/** The specifications that any arm of the experiment reads: the others must not tell its runs apart. */
function specsRead({ experiment, specs }: RunRequest): Record<string, string> {
  const read = specsReadBy(experimentNamed(experiment).arms);
  return Object.fromEntries(Object.entries(specs).filter(([name]) => read.includes(name)));
}

/** What the arms of an experiment go through, without what is said of them. */
function stagePlansOf(experiment: string): RunConfig['stagePlans'] {
  const stagePlans = experimentNamed(experiment).arms.map(({ id, base, stages, thinks }) => [
    id,
    { base, stages, thinks },
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(stagePlans))) as RunConfig['stagePlans']; // without what is undefined
}

/** JSON knows no NaN: a place where nothing was measured is null. */
function trace(values: readonly number[]): (number | null)[] {
  return values.map((value) => (Number.isFinite(value) ? value : null));
}
