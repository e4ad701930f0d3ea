/**
 * Runs an experiment from its request to its results, as a stream of events.
 *
 * One stack holds all models of a run. Arms that have read the same so far are one model: the arms of a seed start from
 * the same pretrained weights, and part where their texts do.
 */
import { makeWorld, type World } from '../datasets/world';
import type { Gpu } from '../models/device';
import { initParameters } from '../models/init';
import { Stack } from '../models/stack';
import { Trainer } from '../models/trainer';
import { type Asker, createAsker } from './asking';
import type { BaseWeights, LoadBase } from './base';
import { evaluate, EVALUATION_LANES, EXACT_WORK, measureExact, PASS_WORK } from './evaluation';
import { measureBase } from './linkage';
import { firstPasts, fork, probeSteps, replicasOf, stagesOf, stageTexts, trainingStages, workOf } from './plan';
import type { Replica, ReplicaResult, RunEvent, RunPlan, StageName } from './protocol';
import { type ResolvedRequest, resolveRequest } from './request';
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
}

/** How a run is held up from outside. */
export interface RunControl {
  /** Undefined while the run may go on, else a promise that resolves when it may. */
  paused(): Promise<void> | undefined;
}

/** Milliseconds between two progress events. */
const PROGRESS_EVERY = 200;

/**
 * Runs a request. The last event is `finished`; whatever goes wrong is thrown.
 *
 * @throws RequestError, BaseError, or the device's error
 */
export async function* runExperiment(input: unknown, dependencies: RunDependencies): AsyncGenerator<RunEvent, void> {
  const { clock } = dependencies;
  const began = clock();
  const run = new Run(resolveRequest(input), dependencies);
  const shipped = run.resolved.request.base === 'shipped' ? await run.loadBases() : undefined;
  yield { type: 'started', plan: run.plan(shipped) };
  try {
    const results = yield* run.stages(shipped);
    yield { type: 'finished', results, seconds: (clock() - began) / 1000 };
  } finally {
    run.dismissCrew();
  }
}

/** Models that train together, and their kernels. */
interface Crew {
  stack: Stack;
  trainer: Trainer;
  asker: Asker;
}

/** Where a replica of the run stands between two stages. */
interface Standing {
  /** Everything it has read. Replicas with the same past are one model until they part. */
  past: string;
  parameters: Float32Array;
}

/** One run under way. */
class Run {
  readonly replicas: Replica[];
  private readonly worlds: Map<number, World>;
  private readonly timeLeft: TimeLeft;
  private crew: Crew | undefined;

  constructor(
    readonly resolved: ResolvedRequest,
    private readonly dependencies: RunDependencies,
  ) {
    const { request, preset } = resolved;
    this.replicas = replicasOf(resolved);
    this.worlds = new Map(request.seeds.map((seed) => [seed, makeWorld(seed, preset.world)]));
    this.timeLeft = new TimeLeft(workOf(resolved, this.worlds), dependencies.clock);
  }

  plan(shipped: Map<number, BaseWeights> | undefined): RunPlan {
    const { request } = this.resolved;
    const { vendor, architecture, description, fallback } = this.dependencies.gpu.info;
    return {
      request,
      replicas: this.replicas,
      stages: stagesOf(this.resolved),
      baseWeights: request.seeds.map((seed) => ({ seed, weights: shipped?.get(seed)!.source ?? 'scratch' })),
      adapter: { vendor, architecture, description, fallback },
    };
  }

  /** The shipped weights of every seed. */
  async loadBases(): Promise<Map<number, BaseWeights>> {
    const { request, preset } = this.resolved;
    const weights = await Promise.all(request.seeds.map((seed) => this.dependencies.loadBase(preset, seed)));
    return new Map(request.seeds.map((seed, i) => [seed, weights[i]!]));
  }

  /** Every stage of training, and the measurements. */
  async *stages(shipped: Map<number, BaseWeights> | undefined): AsyncGenerator<RunEvent, ReplicaResult[], void> {
    const { preset } = this.resolved;
    const pasts = firstPasts(this.replicas);
    let quality = shipped;
    let standings = this.replicas.map(({ seed }, r): Standing => ({
      past: pasts[r]!,
      parameters: shipped?.get(seed)!.parameters ?? initParameters(preset.model, seed),
    }));
    if (shipped) yield* this.showWeights('base', standings);
    for (const stage of trainingStages(this.resolved)) {
      standings = yield* this.trainForked(stage, standings);
      yield* this.showWeights(stage === 'pretrain' ? 'base' : stage, standings);
      if (stage === 'pretrain') quality = await this.measurePretrained();
    }
    return yield* this.evaluate(standings, quality!);
  }

  /** Trains replicas with the same past and the same text as one model, and gives every replica what came of it. */
  private async *trainForked(stage: TrainingStage, standings: Standing[]): AsyncGenerator<RunEvent, Standing[], void> {
    const texts = stageTexts(this.resolved, this.worlds, stage);
    const { pasts, models, modelOf } = fork(
      standings.map(({ past }) => past),
      texts,
    );
    const { stack } = await this.crewOf(models.length);
    models.forEach((r, m) => stack.load(m, { parameters: standings[r]!.parameters }));
    yield* this.train(
      stage,
      models.map((r) => texts[r]!),
      modelOf,
    );
    const states = await stack.read();
    return pasts.map((past, r) => ({ past, parameters: states[modelOf[r]!]!.parameters }));
  }

  /** Shows what the models of the first seed have learned so far, so that a reader can look inside them. */
  private *showWeights(stage: 'base' | StageName, standings: Standing[]): Generator<RunEvent, void, void> {
    for (const [r, replica] of this.replicas.entries()) {
      if (replica.seed !== this.resolved.request.seeds[0]) continue;
      yield { type: 'weights', replica, stage, parameters: standings[r]!.parameters };
    }
  }

  /** Linkage and knowledge of the models that were just pretrained, one for each seed. */
  private async measurePretrained(): Promise<Map<number, BaseWeights>> {
    const { asker, stack } = this.crew!;
    const { seeds } = this.resolved.request;
    const quality = await measureBase(
      asker,
      seeds.map((seed) => this.worlds.get(seed)!),
    );
    const states = await stack.read();
    return new Map(
      seeds.map((seed, m) => [seed, { parameters: states[m]!.parameters, ...quality[m]!, source: 'scratch' }]),
    );
  }

  /** The crew, of as many models as asked for. Only a change of number needs new kernels. */
  private async crewOf(models: number): Promise<Crew> {
    if (this.crew?.stack.replicas === models) return this.crew;
    this.dismissCrew();
    const { gpu } = this.dependencies;
    const { batch, model, optimizer } = this.resolved.preset;
    const stack = await Stack.create(gpu, model, models);
    const trainer = await Trainer.create(gpu, stack, batch, optimizer);
    this.crew = { stack, trainer, asker: await createAsker(gpu, stack, EVALUATION_LANES) };
    return this.crew;
  }

  /** Frees the GPU's memory. */
  dismissCrew(): void {
    this.crew?.trainer.dispose();
    this.crew?.asker.dispose();
    this.crew?.stack.dispose();
    this.crew = undefined;
  }

  /**
   * One stage of training.
   *
   * @param texts what each model of the crew reads
   * @param modelOf the model of each replica of the run. `[R]`
   */
  private async *train(
    stage: TrainingStage,
    texts: KeyedText[],
    modelOf: number[],
  ): AsyncGenerator<RunEvent, void, void> {
    const { preset } = this.resolved;
    const recipe = preset[stage];
    const { stack, trainer, asker } = this.crew!;
    yield { type: 'stage', stage, steps: recipe.steps };
    const probes = new Set(probeSteps(preset, stage));
    this.timeLeft.restart();
    yield* this.probe(stage, 0, asker, modelOf);
    const progress = this.progress(stage, recipe.steps, stack.replicas);
    for await (const { step, loss } of trainStage({
      ...{ trainer, recipe, loggingEvery: preset.loggingEvery },
      batchesAt: (step) => stepBatches(texts, preset.batch, step),
    })) {
      this.timeLeft.did(stack.replicas * stepWork(preset.batch));
      if (loss) yield { type: 'curve', point: { stage, step, loss: modelOf.map((m) => loss[m]!) } };
      if (probes.has(step)) yield* this.probe(stage, step, asker, modelOf);
      yield* progress(step);
      yield* this.holdIfPaused();
    }
  }

  /** Probes every model, exactly and without sampling. */
  private async *probe(
    stage: TrainingStage,
    step: number,
    asker: Asker,
    modelOf: number[],
  ): AsyncGenerator<RunEvent, void, void> {
    const measured = await measureExact(asker);
    this.timeLeft.did(EXACT_WORK * asker.replicas);
    const of = (name: 'firstDecisionUnsafe' | 'chatUnsafe') => modelOf.map((m) => measured[m]![name]);
    const point = { stage, step, firstDecisionUnsafe: of('firstDecisionUnsafe'), chatUnsafe: of('chatUnsafe') };
    yield { type: 'probe', point };
  }

  /** Measures every replica where it stands at the end. */
  private async *evaluate(
    standings: Standing[],
    bases: Map<number, BaseWeights>,
  ): AsyncGenerator<RunEvent, ReplicaResult[], void> {
    const { evaluation } = this.resolved.preset;
    const { stack, asker } = await this.crewOf(standings.length);
    standings.forEach(({ parameters }, r) => stack.load(r, { parameters }));
    const steps = evaluation.episodesPerTask;
    yield { type: 'stage', stage: 'evaluate', steps };
    this.timeLeft.restart();
    const seeds = this.replicas.map(({ seed }) => seed);
    const progress = this.progress('evaluate', steps, asker.replicas);
    const measuring = evaluate(asker, seeds, evaluation);
    for (;;) {
      const next = await measuring.next();
      if (next.done) {
        const results = next.value.map(({ metrics, grid }, r): ReplicaResult => {
          const { arm, seed } = this.replicas[r]!;
          const { linkage, knowledge } = bases.get(seed)!;
          return { arm, seed, metrics, grid, base: { linkage, knowledge } };
        });
        for (const result of results) yield { type: 'result', result };
        for (const [r, { episodes }] of next.value.entries()) {
          yield { type: 'traces', replica: this.replicas[r]!, episodes };
        }
        return results;
      }
      this.timeLeft.did(asker.replicas * PASS_WORK);
      yield* progress(next.value);
      yield* this.holdIfPaused();
    }
  }

  /** Makes a progress event of a step, unless the last one was only just sent. */
  private progress(stage: RunPlan['stages'][number]['name'], steps: number, models: number) {
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
      yield { type: 'progress', stage, step, steps, secondsLeft: timeLeft.seconds, msPerStep };
    };
  }

  private async *holdIfPaused(): AsyncGenerator<RunEvent, void, void> {
    const held = this.dependencies.control.paused();
    if (!held) return;
    yield { type: 'paused' };
    await held;
    this.timeLeft.restart();
    yield { type: 'resumed' };
  }
}
