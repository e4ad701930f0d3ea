/** A training run as the page sees it: one worker, and its events folded into reactive state. */
import { proxy } from 'comlink';
import { connect } from '../../workers/client';
import type { ReplicaResult, RunEvent, RunPlan, RunRequest, StageName } from '../../workers/protocol';
import type { Sample } from './live';

/** `starting`: the worker is loading and compiling; nothing has been trained yet. */
export type RunStatus = 'idle' | 'starting' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

/** Where a run is. */
export interface RunProgress {
  stage: StageName;
  step: number;
  steps: number;
  /** Of the whole run; not finite until known. */
  secondsLeft: number;
  msPerStep: number;
}

/** A finished run: everything a record is made of. */
export interface FinishedRun {
  plan: RunPlan;
  results: ReplicaResult[];
  losses: Sample[];
  firstDecisionUnsafe: Sample[];
  chatUnsafe: Sample[];
  seconds: number;
}

type Connection = ReturnType<typeof connect>;

export class Run {
  #worker: Connection | undefined;
  #onFinished: (run: FinishedRun) => void;

  status = $state<RunStatus>('idle');
  plan = $state.raw<RunPlan>();
  progress = $state.raw<RunProgress>();
  /** Mean training loss, in nats a token. */
  losses = $state.raw<Sample[]>([]);
  firstDecisionUnsafe = $state.raw<Sample[]>([]);
  chatUnsafe = $state.raw<Sample[]>([]);
  /** Replicas measured so far. */
  results = $state.raw<ReplicaResult[]>([]);
  /** What went wrong, in one sentence; empty unless `status` is `failed`. */
  trouble = $state('');
  seconds = $state(0);

  active = $derived(this.status === 'starting' || this.status === 'running' || this.status === 'paused');

  /** @param onFinished called once for every run that came to its end */
  constructor(onFinished: (run: FinishedRun) => void) {
    this.#onFinished = onFinished;
  }

  /** Starts a run in a fresh worker. */
  async start(request: RunRequest): Promise<void> {
    this.#clear();
    this.status = 'starting';
    try {
      const worker = connect();
      this.#worker = worker;
      await worker.lab.run(request, proxy((event: RunEvent) => this.#worker === worker && this.#take(event)));
    } catch (error) {
      this.#fail(`The training worker could not run: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async pause(): Promise<void> {
    await this.#worker?.lab.pause();
  }

  async resume(): Promise<void> {
    await this.#worker?.lab.resume();
  }

  /** Ends the run at once by terminating its worker. */
  stop(): void {
    if (!this.active) return;
    this.#release();
    this.status = 'stopped';
  }

  #clear(): void {
    this.#release();
    this.plan = undefined;
    this.progress = undefined;
    this.losses = [];
    this.firstDecisionUnsafe = [];
    this.chatUnsafe = [];
    this.results = [];
    this.trouble = '';
    this.seconds = 0;
  }

  #release(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #fail(message: string): void {
    this.#release();
    this.trouble = message;
    this.status = 'failed';
  }

  #take(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        this.plan = event.plan;
        this.status = 'running';
        break;
      case 'stage':
        this.progress = { stage: event.stage, step: 0, steps: event.steps, secondsLeft: NaN, msPerStep: NaN };
        break;
      case 'progress':
        this.progress = event;
        break;
      case 'curve':
        this.losses = [...this.losses, { stage: event.point.stage, step: event.point.step, values: event.point.loss }];
        break;
      case 'probe': {
        const { stage, step } = event.point;
        const unsafe = { stage, step, values: event.point.firstDecisionUnsafe };
        this.firstDecisionUnsafe = [...this.firstDecisionUnsafe, unsafe];
        this.chatUnsafe = [...this.chatUnsafe, { stage, step, values: event.point.chatUnsafe }];
        break;
      }
      case 'result':
        this.results = [...this.results, event.result];
        break;
      case 'paused':
        this.status = 'paused';
        break;
      case 'resumed':
        this.status = 'running';
        break;
      case 'finished':
        this.#finish(event.results, event.seconds);
        break;
      case 'stopped':
        this.#release();
        this.status = 'stopped';
        break;
      case 'failed':
        this.#fail(event.message);
    }
  }

  #finish(results: ReplicaResult[], seconds: number): void {
    this.#release();
    this.results = results;
    this.seconds = seconds;
    this.status = 'finished';
    if (this.plan === undefined) return;
    const { plan, losses, firstDecisionUnsafe, chatUnsafe } = this;
    this.#onFinished({ plan, results, losses, firstDecisionUnsafe, chatUnsafe, seconds });
  }
}
