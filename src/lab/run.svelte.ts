/** A training run as the page sees it: one worker, and its events folded into reactive state. */
import { connect, type Connection } from '../../workers/client';
import { withCurvePoint, withProbePoint } from '../../workers/run/points';
import { presets } from '../../workers/experiments/presets';
import { withChanges } from '../../workers/experiments/settings';
import type {
  CurvePoint,
  Divergence,
  Finding,
  KeptRun,
  OnEvent,
  ProbePoint,
  Replica,
  ReplicaResult,
  RunEvent,
  RunMark,
  RunPlan,
  RunRequest,
  StageName,
} from '../../workers/protocol';
import { loadPart, NotLoaded } from '../parts/load';
import type { FinishedRun } from '../../records/make';
import type { RunRecord } from '../../records/schema';
import type { Shelf, Snapshot } from '../inside/snapshots';
import type { ModelTraces } from '../watch/traces';
import { failureWords } from '../words';
import { now } from './clock';
import { Wake } from './wake';

/**
 * `starting`: the worker is loading and compiling; nothing has been trained yet. `recovering`: the device was lost, and
 * another is being opened.
 */
export type RunStatus = 'idle' | 'starting' | 'running' | 'paused' | 'recovering' | 'finished' | 'stopped' | 'failed';

/** Where a run is. */
export interface RunProgress {
  /** In the plan's stages. */
  place: number;
  stage: StageName;
  step: number;
  steps: number;
  /** Of the whole run; not finite until known. */
  secondsLeft: number;
  msPerStep: number;
}

/** What a run leaves behind that came to its end. */
export interface FinishedHere {
  record: RunRecord;
  /** Models of the first seed that have a result; undefined where they were not kept. */
  shelf: Shelf | undefined;
  /** What models did at work, those of which it is known. */
  traces: ModelTraces[];
}

export class Run {
  #worker: Connection | undefined;
  #onFinish: (finished: FinishedHere) => void;
  #wake = new Wake();
  #started = '';
  #recorder: ReturnType<typeof loadRecorder> | undefined;

  status = $state<RunStatus>('idle');
  /** Name of the experiment that was last started. */
  experiment = $state<string>();
  plan = $state.raw<RunPlan>();
  progress = $state.raw<RunProgress>();
  curves = $state.raw<CurvePoint[]>([]);
  probes = $state.raw<ProbePoint[]>([]);
  /** What models of the first seed had learned by the end of each stage. */
  snapshots = $state.raw<Snapshot[]>([]);
  /** What models did at work, those of which it is known. */
  traces = $state.raw<ModelTraces[]>([]);
  /** Replicas that have diverged so far. */
  diverged = $state.raw<Divergence[]>([]);
  /** Replicas measured so far. */
  results = $state.raw<ReplicaResult[]>([]);
  /** What went wrong, in one sentence; empty unless `status` is `failed`. */
  trouble = $state('');
  /** Whether another run could start only after the page is loaded again. */
  outdated = $state(false);
  /** Why the run could not be resumed if it were interrupted now, in one sentence; empty if it could. */
  unkept = $state('');
  seconds = $state(0);
  /** What a run has found that came to its end and cannot be recorded. */
  unrecorded = $state.raw<FinishedRun>();

  active = $derived(['starting', 'running', 'paused', 'recovering'].includes(this.status));

  /** @param onFinish called once for every run that came to its end */
  constructor(onFinish: (finished: FinishedHere) => void) {
    this.#onFinish = onFinish;
  }

  /** Starts a run in a fresh worker. */
  start(request: RunRequest): Promise<void> {
    return this.#work(request.experiment, now(), (lab, take, mark) => lab.run(request, take, mark));
  }

  /** Goes on with a run that was interrupted, in a fresh worker. */
  restore({ request, started }: KeptRun): Promise<void> {
    return this.#work(request.experiment, started, (lab, take, mark) => lab.restore(take, mark));
  }

  async #work(
    experiment: string,
    started: string,
    work: (lab: Connection['lab'], take: OnEvent, mark: RunMark) => Promise<void>,
  ): Promise<void> {
    this.#clear();
    this.status = 'starting';
    this.experiment = experiment;
    this.#started = started;
    this.#wake.hold();
    this.#recorder = loadRecorder();
    this.#recorder.catch(() => undefined); // told of at the end, if it still cannot be had
    const worker = connect();
    this.#worker = worker;
    const current = () => this.#worker === worker;
    const take = async (event: RunEvent) => {
      if (!current()) return;
      this.#take(event);
      if (event.type === 'started') await this.#checkRecord(event.plan, current);
    };
    try {
      await work(worker.lab, take, { commit: __COMMIT__, started });
    } catch (error) {
      if (current()) this.#fail(`The training worker could not run: ${reason(error)}`);
    }
  }

  /** The run waits meanwhile: one whose record would be refused at its end ends before its first step. */
  async #checkRecord(plan: RunPlan, current: () => boolean): Promise<void> {
    const recorder = await this.#recorder!.catch(() => undefined);
    try {
      await recorder?.requireRecordable({ plan, preset: presetOf(plan), commit: __COMMIT__, started: this.#started });
    } catch (error) {
      if (current()) this.#fail(`Training was not begun, because ${reason(error)}.`);
    }
  }

  async pause(): Promise<void> {
    await this.#worker?.lab.pause();
  }

  async resume(): Promise<void> {
    await this.#worker?.lab.resume();
  }

  /** Seconds since the run began, breaks included. */
  get age(): number {
    return (Date.parse(now()) - Date.parse(this.#started)) / 1000;
  }

  /** Ends the run at once by terminating its worker. */
  stop(): void {
    if (!this.active) return;
    this.#release();
    this.status = 'stopped';
    void forget(this.#started);
  }

  #clear(): void {
    this.#release();
    this.plan = undefined;
    this.progress = undefined;
    this.#restore([]);
    this.trouble = '';
    this.outdated = false;
    this.unkept = '';
    this.unrecorded = undefined;
    this.seconds = 0;
  }

  /** Takes these findings in place of all that there were. */
  #restore(findings: readonly Finding[]): void {
    this.curves = [];
    this.probes = [];
    this.diverged = [];
    this.results = [];
    this.traces = [];
    this.snapshots = [];
    for (const finding of findings) this.#take(finding);
  }

  #release(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#wake.release();
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
      case 'restored':
        this.#restore(event.findings);
        break;
      case 'recovering':
        this.status = 'recovering';
        break;
      case 'unkept':
        this.unkept = event.message;
        break;
      case 'stage':
        this.progress = { ...event, step: 0, secondsLeft: this.progress?.secondsLeft ?? NaN, msPerStep: NaN };
        break;
      case 'progress':
        this.progress = event;
        break;
      case 'curve':
        this.curves = withCurvePoint(this.curves, event.point);
        break;
      case 'probe':
        this.probes = withProbePoint(this.probes, event.point);
        break;
      case 'diverged':
        this.diverged = [...this.diverged, event.divergence];
        break;
      case 'result':
        this.results = [...this.results, event.result];
        break;
      case 'weights':
        this.snapshots = [...this.snapshots, event];
        break;
      case 'traces':
        this.traces = [...this.traces, { replica: event.replica, episodes: event.episodes }];
        break;
      case 'paused':
        this.status = 'paused';
        this.#wake.release();
        break;
      case 'resumed':
        this.status = 'running';
        this.#wake.hold();
        break;
      case 'finished':
        void this.#finish(event.results, event.seconds);
        break;
      case 'failed':
        this.outdated = event.reason === 'not loaded';
        this.#fail(failureWords(event.reason, event.message));
    }
  }

  async #finish(results: ReplicaResult[], seconds: number): Promise<void> {
    const { plan, curves, probes, diverged, snapshots, traces } = this;
    if (plan === undefined) return this.#fail('The run ended before it had begun.');
    const worker = this.#worker;
    const started = this.#started;
    /** Whether the reader has meanwhile stopped it, or begun another. */
    const over = () => this.#worker !== worker;
    const preset = presetOf(plan);
    const run = { plan, preset, results, diverged, curves, probes, commit: __COMMIT__, started, seconds };
    try {
      const { makeRecord } = await this.#recorder!.catch(loadRecorder);
      const record = await makeRecord(run);
      const measured = ({ arm, seed }: Replica) => results.some((one) => one.arm === arm && one.seed === seed);
      const shelf: Shelf = {
        ...{ config: preset.model, preset: preset.name, seed: plan.request.seeds[0]! },
        ...(plan.request.changes && { changes: plan.request.changes }),
        snapshots: snapshots.filter(({ replica }) => measured(replica)),
      };
      if (over()) return;
      this.#onFinish({ record, shelf, traces });
    } catch (error) {
      if (over()) return;
      this.outdated = error instanceof NotLoaded;
      this.unrecorded = run;
      return this.#fail(`The run came to its end, but ${reason(error)}`);
    }
    this.#release();
    this.results = results;
    this.seconds = seconds;
    this.status = 'finished';
    void forget(started);
  }
}

/**
 * What makes the record. The schema of records is no part of the first download, but it is loaded before a run is over:
 * by then the page may be offline, or another version may have taken its place.
 */
async function loadRecorder() {
  const load = () =>
    Promise.all([import('../../records/make'), import('../../workers/base/fingerprint'), import('../history/run-id')]);
  const [recorder] = await loadPart(load, 'what makes its record');
  return recorder;
}

const presetOf = ({ request }: RunPlan) => withChanges(presets[request.preset]!, request.changes ?? {});

/** Forgets what was kept of a run that is over. */
async function forget(started: string): Promise<void> {
  try {
    const { forgetRun } = await import('../../workers/checkpoint/interrupted-run');
    await forgetRun(started);
  } catch {
    // Then it is offered on the next visit, and can be discarded there.
  }
}

/** What an error says. */
function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
