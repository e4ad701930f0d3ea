/**
 * What the events of a run amount to, folded one by one: the only place where that is written. The worker folds what it
 * keeps for a checkpoint, the page what it shows, the command line what it records.
 */
import type { FailureReason, Found, RunEvent, RunPlan, StageName } from '../protocol';
import { withCurvePoint, withProbePoint } from './points';

/** Where a run is. */
export interface RunProgress {
  /** In the plan's stages. */
  place: number;
  stage: StageName;
  step: number;
  steps: number;
  /** Of the whole run; not finite until known. */
  secondsLeft: number;
  /** Not finite until known. */
  msPerStep: number;
}

/** `starting`: nothing has been trained yet. `recovering`: the device was lost, and another is being opened. */
export type RunPhase = 'starting' | 'running' | 'paused' | 'recovering' | 'finished' | 'failed';

/** A run as it has been told so far. */
export interface RunLog {
  phase: RunPhase;
  found: Found;
  /** From the beginning of the run on. */
  plan?: RunPlan;
  progress?: RunProgress;
  /** Why nothing is kept of it beyond the life of the worker, in a sentence. */
  unkept?: string;
  /** How long it took, once it has finished. */
  seconds?: number;
  /** Why it failed, if it did. */
  failure?: { reason: FailureReason; message: string };
}

/** Of a run that has found nothing yet. */
export const NOTHING_FOUND: Readonly<Found> = {
  curves: [],
  probes: [],
  diverged: [],
  results: [],
  snapshots: [],
  traces: [],
};

/** Of a run that has said nothing yet. */
export const NOTHING_TOLD: Readonly<RunLog> = { phase: 'starting', found: NOTHING_FOUND };

/** What has been found once an event is told, too; the very same object if it brings nothing to find. */
export function withFinding(found: Found, event: RunEvent): Found {
  switch (event.type) {
    case 'curve':
      return { ...found, curves: withCurvePoint(found.curves, event.point) };
    case 'probe':
      return { ...found, probes: withProbePoint(found.probes, event.point) };
    case 'diverged':
      return { ...found, diverged: [...found.diverged, event.divergence] };
    case 'result':
      return { ...found, results: [...found.results, event.result] };
    case 'weights': {
      const { replica, stage, parameters } = event;
      return { ...found, snapshots: [...found.snapshots, { replica, stage, parameters }] };
    }
    case 'traces': {
      const { replica, episodes } = event;
      return { ...found, traces: [...found.traces, { replica, episodes }] };
    }
    case 'restored':
      return event.found;
    case 'finished':
      return { ...found, results: event.results };
    default:
      return found;
  }
}

/** The log of a run once an event is told, too. The log before is left as it was. */
export function withEvent(before: RunLog, event: RunEvent): RunLog {
  const log = { ...before, found: withFinding(before.found, event) };
  switch (event.type) {
    case 'started':
      return { ...log, phase: 'running', plan: event.plan };
    case 'recovering':
      return { ...log, phase: 'recovering' };
    case 'unkept':
      return { ...log, unkept: event.message };
    case 'stage': {
      const { place, stage, steps } = event;
      const secondsLeft = before.progress?.secondsLeft ?? NaN;
      return { ...log, progress: { place, stage, step: 0, steps, secondsLeft, msPerStep: NaN } };
    }
    case 'progress': {
      const { type: _, ...progress } = event;
      return { ...log, progress };
    }
    case 'paused':
      return { ...log, phase: 'paused' };
    case 'resumed':
      return { ...log, phase: 'running' };
    case 'finished':
      return { ...log, phase: 'finished', seconds: event.seconds };
    case 'failed':
      return { ...log, phase: 'failed', failure: { reason: event.reason, message: event.message } };
    default:
      return log;
  }
}
