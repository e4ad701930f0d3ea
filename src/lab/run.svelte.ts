/** A training run as the page sees it: one worker, and the log that its events are folded into. */
import { connect, type Connection } from '../../workers/client';
import { NOTHING_FOUND, NOTHING_TOLD, type RunLog, type RunPhase, withEvent } from '../../workers/run/log';
import { presets } from '../../workers/experiments/presets';
import { withChanges } from '../../workers/experiments/settings';
import type {
  FailureReason,
  InterruptedRun,
  ModelTraces,
  OnEvent,
  Replica,
  RunEvent,
  RunKey,
  RunPlan,
  RunRequest,
} from '../../workers/protocol';
import { caseOf } from '../judging/case';
import { judgeBeside } from '../judging/client';
import { loadPart, NotLoaded } from '../parts/load';
import type { FinishedRun } from '../../records/make';
import type { RunRecord } from '../../records/schema';
import type { Shelf } from '../inside/snapshots';
import { failureWords } from '../words';
import { now } from './clock';
import { Wake } from './wake';

/** Where a run is for the page, which has finished when its record is made, and not before. */
export type RunStatus = RunPhase | 'idle' | 'stopped';

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

  /** All that was told of the last run that was started; undefined before any was. */
  #log = $state.raw<RunLog>();
  #stopped = $state(false);
  /** Name of the experiment that was last started. */
  experiment = $state<string>();
  /** What a run has found that came to its end and cannot be recorded. */
  unrecorded = $state.raw<FinishedRun>();

  status = $derived<RunStatus>(this.#stopped ? 'stopped' : (this.#log?.phase ?? 'idle'));
  active = $derived(['starting', 'running', 'paused', 'recovering'].includes(this.status));
  plan = $derived(this.#log?.plan);
  progress = $derived(this.#log?.progress);
  /** What it has found so far. */
  found = $derived(this.#log?.found ?? NOTHING_FOUND);
  /** Why the run could not be resumed if it were interrupted now, in one sentence; empty if it could. */
  unkept = $derived(this.#log?.unkept ?? '');
  seconds = $derived(this.#log?.seconds ?? 0);
  #failure = $derived(this.#log?.failure);
  /** What went wrong, in one sentence; empty unless `status` is `failed`. */
  trouble = $derived(this.#failure ? failureWords(this.#failure.reason, this.#failure.message) : '');
  /** Whether another run could start only after the page is loaded again. */
  outdated = $derived(this.#failure?.reason === 'not loaded');

  /** @param onFinish called once for every run that came to its end */
  constructor(onFinish: (finished: FinishedHere) => void) {
    this.#onFinish = onFinish;
  }

  /** Starts a run in a fresh worker. */
  start(request: RunRequest): Promise<void> {
    return this.#work(request.experiment, now(), (lab, take, mark) => lab.run(request, take, mark));
  }

  /** Goes on with a run that was interrupted, in a fresh worker. */
  restore({ request, started }: InterruptedRun): Promise<void> {
    return this.#work(request.experiment, started, (lab, take, mark) => lab.restore(take, mark));
  }

  async #work(
    experiment: string,
    started: string,
    work: (lab: Connection['lab'], take: OnEvent, mark: RunKey) => Promise<void>,
  ): Promise<void> {
    this.#release();
    this.#log = NOTHING_TOLD;
    this.#stopped = false;
    this.unrecorded = undefined;
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
    this.#stopped = true;
    void forget(this.#started);
  }

  #release(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#wake.release();
  }

  /** Ends the run for a reason of the page's own. */
  #fail(message: string, reason: FailureReason = 'error'): void {
    this.#take({ type: 'failed', reason, message });
  }

  #take(event: RunEvent): void {
    const log = withEvent(this.#log!, event);
    if (event.type === 'finished') return void this.#finish(log);
    this.#log = log;
    if (event.type === 'failed') this.#release();
    else if (event.type === 'paused') this.#wake.release();
    else if (event.type === 'resumed') this.#wake.hold();
  }

  /** @param log of the run, as it is once it has finished */
  async #finish(log: RunLog): Promise<void> {
    const { plan, found, seconds = 0 } = log;
    if (plan === undefined) return this.#fail('The run ended before it had begun.');
    const worker = this.#worker;
    const started = this.#started;
    /** Whether the reader has meanwhile stopped it, or begun another. */
    const over = () => this.#worker !== worker;
    const { results, diverged, curves, probes, snapshots, traces } = found;
    const preset = presetOf(plan);
    const run = { plan, preset, results, diverged, curves, probes, commit: __COMMIT__, started, seconds };
    try {
      const { makeRecord } = await this.#recorder!.catch(loadRecorder);
      const record = await makeRecord(run, async (...judged) => (await judgeBeside(caseOf(...judged))).verdicts);
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
      this.unrecorded = run;
      return this.#fail(
        `The run came to its end, but ${reason(error)}`,
        error instanceof NotLoaded ? 'not loaded' : 'error',
      );
    }
    this.#release();
    this.#log = log;
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
