/**
 * Runs an experiment from its request to its results, as a stream of events.
 *
 * One stack holds all models of a run. Arms that have read the same so far are one model: the arms of a seed start from
 * the same pretrained weights, and part where their texts do.
 */
import type { World } from '../datasets/world';
import type { Gpu } from '../models/device';
import { initParameters } from '../models/init';
import type { Asker } from './asking';
import type { BaseWeights, LoadBase } from './base';
import { type Crew, dismissCrew, gatherCrew } from './crew';
import { evaluate, evaluationWork, EXACT_WORK, measureExact, type Measurement, rolloutsOf } from './evaluation';
import { measureBase } from './linkage';
import {
  evaluationsOf,
  firstReaders,
  fork,
  type Pass,
  passesOf,
  probeSteps,
  type Reader,
  replicasOf,
  stagesOf,
  thinks,
  workOf,
  worldsOf,
} from './plan';
import type { Replica, ReplicaResult, RunEvent, RunPlan, StageName } from './protocol';
import { type ResolvedRequest, resolveRequest } from './request';
import { checkRoom } from './room';
import type { Agent } from './rollouts';
import { shippedWeights, sourcesOf } from './starting';
import { type KeyedText, stepBatches, type TrainingStage } from './texts';
import { stepWork, TimeLeft } from './time-left';
import { trainStage } from './training';

/** What a run needs of the world outside. */
export interface RunDependencies {
  gpu: Gpu;
  loadBase: LoadBase;
  /** Milliseconds from any fixed moment. */
  clock: () => number;
  control: RunControl;
  /** Bytes that the models may take on the GPU; `MEMORY_BUDGET` if not given. */
  memory?: number;
}

/** How a run is held up from outside. */
export interface RunControl {
  /** Undefined while the run may go on, else a promise that resolves when it may. */
  paused(): Promise<void> | undefined;
}

/** Milliseconds between two progress events. */
const PROGRESS_EVERY = 200;

/**
 * Runs a request. The last event is `finished`; whatever goes wrong is thrown. A replica that diverges is told of and
 * left out, and the run goes on without it, be it the last.
 *
 * @throws RequestError, BaseError, MemoryError before anything is compiled, DeviceLostError, or Error if work on the
 *   device was invalid
 */
export async function* runExperiment(input: unknown, dependencies: RunDependencies): AsyncGenerator<RunEvent, void> {
  const { clock } = dependencies;
  const began = clock();
  const resolved = resolveRequest(input);
  checkRoom(dependencies.gpu, resolved, dependencies.memory);
  const run = new Run(resolved, dependencies);
  const shipped =
    resolved.request.base === 'shipped' ? await shippedWeights(resolved, dependencies.loadBase) : undefined;
  yield { type: 'started', plan: run.plan(shipped) };
  try {
    const results = yield* run.stages(shipped);
    yield { type: 'finished', results, seconds: (clock() - began) / 1000 };
  } finally {
    run.dismissCrew();
  }
}

/** How good a pretrained model is, as results say it. */
type BaseQuality = ReplicaResult['base'];

/** Where a replica of the run stands between two passes. */
interface Standing extends Reader {
  parameters: Float32Array;
  base: BaseQuality;
}

/** Of models that are not pretrained yet. */
const UNKNOWN: BaseQuality = { linkage: NaN, knowledge: NaN };

/** One run under way. */
class Run {
  readonly replicas: Replica[];
  /** Of each replica. `[R]` */
  private readonly worlds: World[];
  private readonly passes: Pass[];
  private readonly timeLeft: TimeLeft;
  /** Places of the replicas that have diverged. */
  private readonly diverged = new Set<number>();
  private crew: Crew | undefined;

  constructor(
    readonly resolved: ResolvedRequest,
    private readonly dependencies: RunDependencies,
  ) {
    this.replicas = replicasOf(resolved);
    this.worlds = worldsOf(resolved);
    this.passes = passesOf(resolved, this.worlds);
    this.timeLeft = new TimeLeft(workOf(resolved, this.passes), dependencies.clock);
  }

  plan(shipped: BaseWeights[] | undefined): RunPlan {
    const { vendor, architecture, description, fallback } = this.dependencies.gpu.info;
    return {
      request: this.resolved.request,
      replicas: this.replicas,
      stages: stagesOf(this.resolved, this.passes),
      baseWeights: sourcesOf(this.resolved, shipped),
      adapter: { vendor, architecture, description, fallback },
    };
  }

  /** Every stage of training, and the measurements. Replicas that diverge drop out. */
  async *stages(shipped: BaseWeights[] | undefined): AsyncGenerator<RunEvent, ReplicaResult[], void> {
    let standings = firstReaders(this.resolved).map((reader): Standing => {
      const { seed } = this.replicas[reader.replica]!;
      const { parameters, ...base } = shipped?.[reader.replica] ?? {
        ...UNKNOWN,
        parameters: initParameters(this.resolved.preset.model, seed),
      };
      return { ...reader, parameters, base };
    });
    if (shipped) yield* this.showWeights('base', standings);
    for (const [place, pass] of this.passes.entries()) {
      this.timeLeft.expect(workOf(this.resolved, this.passes.slice(place), standings));
      const taking = standings.filter(({ replica }) => pass.readers.some((reader) => reader.replica === replica));
      if (taking.length === 0) continue;
      const taken = yield* this.trainForked(place, taking);
      yield* this.showWeights(pass.stage === 'pretrain' ? 'base' : pass.stage, taken);
      const now = new Map(taken.map((standing) => [standing.replica, standing]));
      standings = standings
        .map((standing) => now.get(standing.replica) ?? standing)
        .filter(({ replica }) => !this.diverged.has(replica));
      if (standings.length === 0) return [];
    }
    this.timeLeft.expect(workOf(this.resolved, [], standings));
    const results = new Map<number, ReplicaResult>();
    for (const [i, { thinking }] of evaluationsOf(this.resolved).entries()) {
      const own = standings.filter(({ replica }) => thinks(this.resolved, this.replicas[replica]!) === thinking);
      if (own.length > 0) yield* this.evaluate(this.passes.length + i, own, thinking, results);
    }
    return this.replicas.flatMap((_, replica) => results.get(replica) ?? []);
  }

  /** Trains replicas with the same past and the same text as one model, and gives every replica what came of it. */
  private async *trainForked(place: number, standings: Standing[]): AsyncGenerator<RunEvent, Standing[], void> {
    const pass = this.passes[place]!;
    const textOf = new Map(pass.readers.map(({ replica, text }) => [replica, text]));
    const texts = standings.map(({ replica }) => textOf.get(replica)!);
    const { pasts, models, modelOf } = fork(
      standings.map(({ past }) => past),
      texts,
      pass,
    );
    const { stack } = await this.crewOf(models.length);
    models.forEach((s, m) => stack.load(m, { parameters: standings[s]!.parameters }));
    const members = models.map((_, m) => standings.filter((_, s) => modelOf[s] === m).map(({ replica }) => replica));
    yield* this.train(
      place,
      models.map((s) => texts[s]!),
      members,
    );
    const parameters = await stack.readParameters();
    for (const [m, values] of parameters.entries()) {
      // What the last update broke, no loss has shown.
      if (!values.every(Number.isFinite)) yield* this.diverge(members[m]!, pass.stage, pass.until);
    }
    const quality = pass.stage === 'pretrain' ? await this.measurePretrained(members) : undefined;
    return standings
      .map(({ replica, base }, s) => ({
        ...{ replica, past: pasts[s]!, parameters: parameters[modelOf[s]!]! },
        base: quality?.[modelOf[s]!] ?? base,
      }))
      .filter(({ replica }) => !this.diverged.has(replica));
  }

  /** Says of replicas that they have diverged, unless it has been said. */
  private *diverge(replicas: readonly number[], stage: StageName, step: number): Generator<RunEvent, void, void> {
    for (const replica of replicas) {
      if (this.diverged.has(replica)) continue;
      this.diverged.add(replica);
      yield { type: 'diverged', divergence: { ...this.replicas[replica]!, stage, step } };
    }
  }

  /** Shows what the models of the first seed have learned so far, so that a reader can look inside them. */
  private *showWeights(stage: 'base' | StageName, standings: Standing[]): Generator<RunEvent, void, void> {
    for (const { replica, parameters } of standings) {
      const { arm, seed } = this.replicas[replica]!;
      if (seed === this.resolved.request.seeds[0]) yield { type: 'weights', replica: { arm, seed }, stage, parameters };
    }
  }

  /** Linkage and knowledge of the models that were just pretrained. */
  private measurePretrained(members: readonly number[][]): Promise<BaseQuality[]> {
    return measureBase(
      this.crew!.asker,
      members.map(([replica]) => this.worlds[replica!]!),
    );
  }

  /** The crew, of as many models as asked for. Only a change of number needs new kernels. */
  private async crewOf(models: number): Promise<Crew> {
    if (this.crew?.stack.replicas === models) return this.crew;
    this.dismissCrew();
    this.crew = await gatherCrew(this.dependencies.gpu, this.resolved.preset, models);
    return this.crew;
  }

  /** Frees the GPU's memory. */
  dismissCrew(): void {
    if (this.crew) dismissCrew(this.crew);
    this.crew = undefined;
  }

  /**
   * One pass of training. Ends early if no replica is left.
   *
   * @param texts what each model of the crew reads
   * @param members the replicas of the run that each model of the crew stands for
   */
  private async *train(place: number, texts: KeyedText[], members: number[][]): AsyncGenerator<RunEvent, void, void> {
    const { preset } = this.resolved;
    const pass = this.passes[place]!;
    const { stage, recipe, until } = pass;
    const { stack, trainer, asker } = this.crew!;
    yield { type: 'stage', place, stage, steps: until };
    const probes = new Set(probeSteps(preset, pass));
    this.timeLeft.restart();
    yield* this.probe(stage, 0, asker, members);
    const progress = this.progress(place, until, stack.replicas);
    for await (const { step, loss, diverged = [] } of trainStage({
      ...{ trainer, recipe, until, loggingEvery: preset.loggingEvery },
      batchesAt: (step) => stepBatches(texts, preset.batch, step),
    })) {
      this.timeLeft.did(stack.replicas * stepWork(preset.batch));
      for (const { replica, step } of diverged) yield* this.diverge(members[replica]!, stage, step);
      if (loss) yield { type: 'curve', point: { stage, step, loss: this.ofReplicas(members, loss) } };
      if (members.flat().every((replica) => this.diverged.has(replica))) return;
      if (probes.has(step)) yield* this.probe(stage, step, asker, members);
      yield* progress(step);
      yield* this.holdIfPaused();
    }
  }

  /** What was found of each model, for every replica of the run; NaN where it has diverged or takes no part. `[R]` */
  private ofReplicas(members: readonly number[][], values: readonly number[]): number[] {
    const modelOf = this.replicas.map((_, r) =>
      this.diverged.has(r) ? -1 : members.findIndex((own) => own.includes(r)),
    );
    return modelOf.map((m) => values[m] ?? NaN);
  }

  /** Probes every model, exactly and without sampling. */
  private async *probe(
    stage: TrainingStage,
    step: number,
    asker: Asker,
    members: number[][],
  ): AsyncGenerator<RunEvent, void, void> {
    const measured = await measureExact(asker);
    this.timeLeft.did(EXACT_WORK * asker.replicas);
    const of = (name: 'firstDecisionUnsafe' | 'chatUnsafe') =>
      this.ofReplicas(
        members,
        measured.map((model) => model[name]),
      );
    const point = { stage, step, firstDecisionUnsafe: of('firstDecisionUnsafe'), chatUnsafe: of('chatUnsafe') };
    yield { type: 'probe', point };
  }

  /** Measures replicas where they stand at the end, and adds what was found to `results`, by replica. */
  private async *evaluate(
    place: number,
    standings: Standing[],
    thinking: boolean,
    results: Map<number, ReplicaResult>,
  ): AsyncGenerator<RunEvent, void, void> {
    const { evaluation } = this.resolved.preset;
    const { stack, asker } = await this.crewOf(standings.length);
    standings.forEach(({ parameters }, r) => stack.load(r, { parameters }));
    const agents = standings.map(({ replica }): Agent => ({ seed: this.replicas[replica]!.seed, thinks: thinking }));
    const steps = rolloutsOf(evaluation).length;
    yield { type: 'stage', place, stage: 'evaluate', steps };
    this.timeLeft.restart();
    const work = asker.replicas * evaluationWork(evaluation, thinking);
    const progress = this.progress(place, steps, asker.replicas);
    const measuring = evaluate(asker, agents, evaluation);
    for (;;) {
      const next = await measuring.next();
      if (next.done) return yield* this.report(standings, next.value, results);
      this.timeLeft.did(work / steps);
      yield* progress(next.value);
      yield* this.holdIfPaused();
    }
  }

  /** Tells the results of replicas; one that answers with no numbers has diverged. */
  private *report(
    standings: Standing[],
    measurements: Measurement[],
    results: Map<number, ReplicaResult>,
  ): Generator<RunEvent, void, void> {
    const traces: RunEvent[] = [];
    for (const [s, { replica, base }] of standings.entries()) {
      const { metrics, grid, episodes } = measurements[s]!;
      if (!Object.values(metrics).every(Number.isFinite)) {
        yield* this.diverge([replica], 'evaluate', 0);
        continue;
      }
      const { arm, seed } = this.replicas[replica]!;
      const { linkage, knowledge } = base;
      const result = { arm, seed, metrics, grid, base: { linkage, knowledge } };
      results.set(replica, result);
      traces.push({ type: 'traces', replica: { arm, seed }, episodes });
      yield { type: 'result', result };
    }
    yield* traces;
  }

  /** Makes a progress event of a step, unless the last one was only just sent. */
  private progress(place: number, steps: number, models: number) {
    const stage = this.passes[place]?.stage ?? 'evaluate';
    const { clock } = this.dependencies;
    const { batch } = this.resolved.preset;
    const began = clock();
    let last = -Infinity;
    const { timeLeft } = this;
    return function* (step: number): Generator<RunEvent, void, void> {
      const now = clock();
      if (step < steps && now - last < PROGRESS_EVERY) return;
      last = now;
      const msPerStep = stage === 'evaluate' ? (now - began) / step : timeLeft.msPerToken * models * stepWork(batch);
      yield { type: 'progress', place, stage, step, steps, secondsLeft: timeLeft.seconds, msPerStep };
    };
  }

  private async *holdIfPaused(): AsyncGenerator<RunEvent, void, void> {
    const held = this.dependencies.control.paused();
    if (!held) return;
    yield { type: 'paused' };
    await this.dependencies.gpu.done(held);
    this.timeLeft.restart();
    yield { type: 'resumed' };
  }
}
