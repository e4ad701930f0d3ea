/**
 * Runs an experiment from its request to its results, as a stream of events.
 *
 * One stack holds every arm of every seed. The arms of a seed start from the same pretrained weights; where those are
 * trained here, each seed is trained once, in a stack of its own, and then forked.
 */
import { makeWorld, type World } from '../datasets/world';
import type { Gpu } from '../models/device';
import { initParameters } from '../models/init';
import { Stack } from '../models/stack';
import { Trainer } from '../models/trainer';
import { type Asker, createAsker } from './asking';
import type { BaseWeights, LoadBase } from './base';
import { evaluate, EVALUATION_LANES, measureExact } from './evaluation';
import { measureBase } from './linkage';
import type { Preset } from './presets';
import type { Replica, ReplicaResult, RunEvent, RunPlan } from './protocol';
import { type ResolvedRequest, resolveRequest } from './request';
import { armText, type KeyedText, stepBatches, type TrainingStage } from './texts';
import { PASS_WORK, PROBE_WORK, TimeLeft } from './time-left';
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

/** Most probes in a stage, beside the one at its start. */
const MOST_PROBES = 50;

/**
 * Runs a request. The last event is `finished`; whatever goes wrong is thrown.
 *
 * @throws RequestError, BaseError, or the device's error
 */
export async function* runExperiment(input: unknown, dependencies: RunDependencies): AsyncGenerator<RunEvent, void> {
  const { clock, gpu } = dependencies;
  const began = clock();
  const run = new Run(resolveRequest(input), dependencies);
  const { request, preset } = run.resolved;
  const shipped = request.base === 'shipped' ? await run.loadBases() : undefined;
  yield { type: 'started', plan: run.plan(shipped) };
  const bases = shipped ?? (yield* run.pretrain());
  const stack = Stack.create(gpu, preset.model, run.replicas.length);
  try {
    run.replicas.forEach(({ seed }, r) => stack.load(r, bases.get(seed)!));
    const results = yield* run.forked(stack, bases);
    yield { type: 'finished', results, seconds: (clock() - began) / 1000 };
  } finally {
    stack.dispose();
  }
}

/** Models that train together: a stack, its kernels, and which replicas of the run each model stands for. */
interface Crew {
  stack: Stack;
  trainer: Trainer;
  asker: Asker;
  /** The model of each replica of the run. `[R]` */
  modelOf: number[];
}

/** One run under way. */
class Run {
  readonly replicas: Replica[];
  private readonly worlds: Map<number, World>;
  private readonly timeLeft: TimeLeft;

  constructor(
    readonly resolved: ResolvedRequest,
    private readonly dependencies: RunDependencies,
  ) {
    const { request, arms, preset } = resolved;
    this.replicas = arms.flatMap(({ id }) => request.seeds.map((seed) => ({ arm: id, seed })));
    this.worlds = new Map(request.seeds.map((seed) => [seed, makeWorld(seed, preset.world)]));
    this.timeLeft = new TimeLeft(this.work(), dependencies.clock);
  }

  plan(shipped: Map<number, BaseWeights> | undefined): RunPlan {
    const { request, preset } = this.resolved;
    const { vendor, architecture, description, fallback } = this.dependencies.gpu.info;
    return {
      request,
      replicas: this.replicas,
      stages: [
        ...(shipped ? [] : [{ name: 'pretrain', steps: preset.pretrain.steps } as const]),
        { name: 'midtrain', steps: preset.midtrain.steps },
        { name: 'finetune', steps: preset.finetune.steps },
        { name: 'evaluate', steps: preset.evaluation.episodesPerTask },
      ],
      baseWeights: request.seeds.map((seed) => ({ seed, weights: shipped?.get(seed)!.source ?? 'scratch' })),
      adapter: { vendor, architecture, description, fallback },
    };
  }

  /** Everything to do, in the units of `TimeLeft`. */
  private work(): number {
    const { request, preset } = this.resolved;
    const stage = (name: TrainingStage, models: number) =>
      models * (preset[name].steps + PROBE_WORK * (1 + probeSteps(preset, name).length));
    const R = this.replicas.length;
    const pretraining = request.base === 'scratch' ? stage('pretrain', request.seeds.length) : 0;
    const evaluation = R * (PROBE_WORK + PASS_WORK * preset.evaluation.episodesPerTask);
    return pretraining + stage('midtrain', R) + stage('finetune', R) + evaluation;
  }

  /** The shipped weights of every seed. */
  async loadBases(): Promise<Map<number, BaseWeights>> {
    const { request, preset } = this.resolved;
    const weights = await Promise.all(request.seeds.map((seed) => this.dependencies.loadBase(preset, seed)));
    return new Map(request.seeds.map((seed, i) => [seed, weights[i]!]));
  }

  /** Pretrains one model for each seed. */
  async *pretrain(): AsyncGenerator<RunEvent, Map<number, BaseWeights>, void> {
    const { request, preset, arms, specs } = this.resolved;
    const { seeds } = request;
    const stack = Stack.create(this.dependencies.gpu, preset.model, seeds.length);
    let crew: Crew | undefined;
    try {
      seeds.forEach((seed, r) => stack.load(r, { parameters: initParameters(preset.model, seed) }));
      crew = await this.crew(
        stack,
        this.replicas.map(({ seed }) => seeds.indexOf(seed)),
      );
      const worlds = seeds.map((seed) => this.worlds.get(seed)!);
      yield* this.train(
        'pretrain',
        crew,
        worlds.map((world) => armText('pretrain', world, arms[0]!, specs)),
      );
      const quality = await measureBase(crew.asker, worlds);
      const states = await stack.read();
      return new Map(
        seeds.map((seed, r) => [seed, { parameters: states[r]!.parameters, ...quality[r]!, source: 'scratch' }]),
      );
    } finally {
      this.dismiss(crew);
      stack.dispose();
    }
  }

  /** Everything after the fork: both later stages, and the measurements. */
  async *forked(stack: Stack, bases: Map<number, BaseWeights>): AsyncGenerator<RunEvent, ReplicaResult[], void> {
    const { arms, specs } = this.resolved;
    const crew = await this.crew(
      stack,
      this.replicas.map((_, r) => r),
    );
    try {
      for (const stage of ['midtrain', 'finetune'] as const) {
        const texts = this.replicas.map(({ arm, seed }) =>
          armText(
            stage,
            this.worlds.get(seed)!,
            arms.find(({ id }) => id === arm)!,
            specs,
          ),
        );
        yield* this.train(stage, crew, texts);
      }
      return yield* this.evaluate(crew.asker, bases);
    } finally {
      this.dismiss(crew);
    }
  }

  private async crew(stack: Stack, modelOf: number[]): Promise<Crew> {
    const { gpu } = this.dependencies;
    const { batch, optimizer } = this.resolved.preset;
    const trainer = await Trainer.create(gpu, stack, batch, optimizer);
    return { stack, trainer, asker: await createAsker(gpu, stack, EVALUATION_LANES), modelOf };
  }

  private dismiss(crew: Crew | undefined): void {
    crew?.trainer.dispose();
    crew?.asker.dispose();
  }

  /** One stage of training. The optimizer starts afresh, as it would from weights on disk. */
  private async *train(stage: TrainingStage, crew: Crew, texts: KeyedText[]): AsyncGenerator<RunEvent, void, void> {
    const { preset } = this.resolved;
    const recipe = preset[stage];
    const { stack, trainer, asker, modelOf } = crew;
    yield { type: 'stage', stage, steps: recipe.steps };
    if (stage === 'finetune') await forgetMoments(stack);
    const probes = new Set(probeSteps(preset, stage));
    this.timeLeft.restart();
    yield* this.probe(stage, 0, asker, modelOf);
    const progress = this.progress(stage, recipe.steps, stack.replicas);
    for await (const { step, loss } of trainStage({
      ...{ trainer, recipe, loggingEvery: preset.loggingEvery },
      batchesAt: (step) => stepBatches(texts, preset.batch, step),
    })) {
      this.timeLeft.did(stack.replicas);
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
    this.timeLeft.did(PROBE_WORK * asker.replicas);
    const of = (name: 'firstDecisionUnsafe' | 'chatUnsafe') => modelOf.map((m) => measured[m]![name]);
    const point = { stage, step, firstDecisionUnsafe: of('firstDecisionUnsafe'), chatUnsafe: of('chatUnsafe') };
    yield { type: 'probe', point };
  }

  private async *evaluate(
    asker: Asker,
    bases: Map<number, BaseWeights>,
  ): AsyncGenerator<RunEvent, ReplicaResult[], void> {
    const { evaluation } = this.resolved.preset;
    const steps = evaluation.episodesPerTask;
    yield { type: 'stage', stage: 'evaluate', steps };
    this.timeLeft.restart();
    const seeds = this.replicas.map(({ seed }) => seed);
    const progress = this.progress('evaluate', steps, asker.replicas);
    const measuring = evaluate(asker, seeds, evaluation);
    for (;;) {
      const next = await measuring.next();
      if (next.done) {
        const results = next.value.map((measurement, r): ReplicaResult => {
          const { arm, seed } = this.replicas[r]!;
          const { linkage, knowledge } = bases.get(seed)!;
          return { arm, seed, ...measurement, base: { linkage, knowledge } };
        });
        for (const result of results) yield { type: 'result', result };
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
    const began = clock();
    let last = -Infinity;
    const { timeLeft } = this;
    return function* (step: number): Generator<RunEvent, void, void> {
      const now = clock();
      if (step < steps && now - last < PROGRESS_EVERY) return;
      last = now;
      const msPerStep = stage === 'evaluate' ? (now - began) / step : timeLeft.msPerUnit * models;
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

/** Steps of a stage after which the models are probed, the last among them. The probe before the first is extra. */
function probeSteps({ evaluation, ...preset }: Preset, stage: TrainingStage): number[] {
  const { steps } = preset[stage];
  const every = Math.max(evaluation.probeEvery, Math.ceil(steps / MOST_PROBES));
  return Array.from({ length: Math.ceil(steps / every) }, (_, i) => Math.min(steps, (i + 1) * every));
}

/** Leaves the weights and clears what the optimizer remembers. */
async function forgetMoments(stack: Stack): Promise<void> {
  const states = await stack.read();
  states.forEach(({ parameters }, r) => stack.load(r, { parameters }));
}
