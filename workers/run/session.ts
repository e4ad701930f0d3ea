/** What the parts of a run share: its plan, the models on the GPU, who has diverged, how time goes, and where it stands. */
import type { World } from '../../datasets/world';
import type { Gpu } from '../../models/device';
import type { LoadBase } from '../base/base-weights';
import { createEngine, disposeEngine, type Engine } from './engine';
import { type Pass, passesOf, replicasOf, stagesOf, workOf, worldsOf } from './plan';
import type { AdapterDescription, Replica, RunEvent, RunPlan, StageName } from '../protocol';
import type { ResolvedRequest } from './request';
import { onTheSpot, type StackReading, type StepSource } from '../text/step-source';
import type { TextWorkers } from '../text/text-workers';
import type { Midway, Position, RunState, ReplicaState } from './state';
import { stepWork, TimeLeft } from './time-left';

/** What a run needs of the world outside. */
export interface RunDependencies {
  gpu: Gpu;
  loadBase: LoadBase;
  /** Milliseconds from any fixed moment. */
  clock: () => number;
  control: RunControl;
  /** Bytes that the models may take on the GPU; `MEMORY_BUDGET` if not given. */
  memory?: number;
  /** Makes texts ahead of training; they are made on the spot if not given. */
  textWorkers?: () => TextWorkers;
  /** Where the run leaves what it takes to go on; nowhere if not given. */
  checkpoints?: Checkpoints;
}

/** How a run is held up from outside. */
export interface RunControl {
  /** Undefined while the run may go on, else a promise that resolves when it may. */
  paused(): Promise<void> | undefined;
}

/** Keeps where a run stands. All events up to there have been told by then. */
export interface Checkpoints {
  /** Whether the last one is old enough for another. */
  due(): boolean;
  /** @param read brings the state from the GPU; what it throws is thrown, and nothing else */
  save(read: () => Promise<RunState>): Promise<void>;
}

/** Milliseconds between two progress events. */
const PROGRESS_EVERY = 200;

/** What is told of an adapter. */
export const adapterOf = ({ info: { vendor, architecture, description, fallback } }: Gpu): AdapterDescription => ({
  ...{ vendor, architecture, description, fallback },
});

export class Session {
  readonly replicas: Replica[];
  /** Of each replica. `[R]` */
  readonly worlds: World[];
  readonly passes: Pass[];
  readonly timeLeft: TimeLeft;
  /** Places of the replicas that have diverged. */
  readonly diverged: Set<number>;
  /** Where the run stands between two stages; brought up to date after each. */
  readonly at: Position;

  private readonly baseWeights: RunPlan['baseWeights'];
  private readonly work: number;
  /** As if it had never been held up. */
  private began: number;
  /** Milliseconds for which it has been held up since then. */
  private held = 0;
  private engine: Engine | undefined;
  private textWorkers: TextWorkers | undefined;

  /**
   * @param state where the run starts from, or goes on from
   * @param began when it did, by the clock
   */
  constructor(
    readonly resolved: ResolvedRequest,
    readonly dependencies: RunDependencies,
    { place, replicaStates, results, diverged, baseWeights, seconds }: RunState,
    began: number,
  ) {
    this.began = began - 1000 * seconds;
    this.replicas = replicasOf(resolved);
    this.worlds = worldsOf(resolved);
    this.passes = passesOf(resolved, this.worlds);
    this.work = workOf(resolved, this.passes);
    this.timeLeft = new TimeLeft(this.work, dependencies.clock);
    this.diverged = new Set(diverged);
    this.at = { place, replicaStates, results };
    this.baseWeights = baseWeights;
  }

  get plan(): RunPlan {
    const { resolved, replicas, passes, baseWeights, dependencies } = this;
    const stages = stagesOf(resolved, passes);
    return { request: resolved.request, replicas, stages, baseWeights, adapter: adapterOf(dependencies.gpu) };
  }

  /** Spent on the run so far, breaks between a checkpoint and going on from it left out. */
  get seconds(): number {
    return (this.dependencies.clock() - this.began) / 1000;
  }

  /** Says of replicas that they have diverged, unless it has been said. */
  *diverge(replicas: readonly number[], stage: StageName, step: number): Generator<RunEvent, void, void> {
    for (const replica of replicas) {
      if (this.diverged.has(replica)) continue;
      this.diverged.add(replica);
      yield { type: 'diverged', divergence: { ...this.replicas[replica]!, stage, step } };
    }
  }

  /** Shows what the models of the first seed have learned so far, so that a reader can look inside them. */
  *showWeights(stage: 'base' | StageName, replicaStates: readonly ReplicaState[]): Generator<RunEvent, void, void> {
    for (const { replica, parameters } of replicaStates) {
      const { arm, seed } = this.replicas[replica]!;
      if (seed === this.resolved.request.seeds[0]) yield { type: 'weights', replica: { arm, seed }, stage, parameters };
    }
  }

  /** What was found of each model, for every replica of the run; NaN where it has diverged or takes no part. `[R]` */
  ofReplicas(members: readonly number[][], values: readonly number[]): number[] {
    const modelOf = this.replicas.map((_, r) =>
      this.diverged.has(r) ? -1 : members.findIndex((own) => own.includes(r)),
    );
    return modelOf.map((m) => values[m] ?? NaN);
  }

  /** The engine for so many models. Only a change of number needs new kernels. */
  async engineOf(models: number): Promise<Engine> {
    if (this.engine?.stack.replicas === models) return this.engine;
    this.disposeEngine();
    this.engine = await createEngine(this.dependencies.gpu, this.resolved.preset, models);
    return this.engine;
  }

  /** What the models of a pass read in the steps from `from` to `until`. */
  textsOf(reading: StackReading, from: number, until: number): StepSource {
    this.textWorkers ??= this.dependencies.textWorkers?.();
    return this.textWorkers?.source(reading, from, until) ?? onTheSpot(reading);
  }

  /** Frees the GPU's memory and ends other threads. */
  end(): void {
    this.disposeEngine();
    this.textWorkers?.close();
  }

  private disposeEngine(): void {
    if (this.engine) disposeEngine(this.engine);
    this.engine = undefined;
  }

  /** Makes a progress event of a step of the stage that comes next, unless the last one was only just sent. */
  progress(steps: number, models: number, from = 0) {
    const { timeLeft } = this;
    const { place } = this.at;
    const stage = this.passes[place]?.stage ?? 'evaluate';
    const clock = () => this.dependencies.clock() - this.held;
    const { batch } = this.resolved.preset;
    const began = clock();
    let last = -Infinity;
    return function* (step: number): Generator<RunEvent, void, void> {
      const now = clock();
      if (step < steps && now - last < PROGRESS_EVERY) return;
      last = now;
      const msPerStep =
        stage === 'evaluate' ? (now - began) / (step - from) : timeLeft.msPerToken * models * stepWork(batch);
      yield { type: 'progress', place, stage, step, steps, secondsLeft: timeLeft.seconds, msPerStep };
    };
  }

  /** Between two steps: leaves a checkpoint if one is due or the run is held up, and waits as long as it is. */
  async *rest(midway: () => Promise<Midway>): AsyncGenerator<RunEvent, void, void> {
    const held = this.dependencies.control.paused();
    if (held || this.dependencies.checkpoints?.due()) await this.save(midway);
    if (!held) return;
    yield { type: 'paused' };
    const since = this.dependencies.clock();
    await this.dependencies.gpu.done(held);
    const pause = this.dependencies.clock() - since;
    this.began += pause;
    this.held += pause;
    this.timeLeft.restart();
    yield { type: 'resumed' };
  }

  /** Leaves a checkpoint. @param midway how far the stage has come; it has not begun if not given */
  async save(midway?: () => Promise<Midway>): Promise<void> {
    await this.dependencies.checkpoints?.save(async () => ({
      ...this.at,
      ...(await midway?.()),
      ...{ diverged: [...this.diverged], baseWeights: this.baseWeights, seconds: this.seconds },
      share: Math.max(0, 1 - this.timeLeft.left / this.work),
    }));
    this.timeLeft.restart();
  }
}
