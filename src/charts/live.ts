/** Turns the points of a running experiment into lines of one chart: one a replica, and one mean an arm. */
import { byMoment } from '../../workers/run/points';
import type { Replica, RunPlan, StageName } from '../../workers/protocol';

/** A measurement of every replica at one moment of a run, in stack order. */
export interface Sample {
  stage: StageName;
  step: number;
  values: number[];
}

/** A stage that trains, and where it lies on the common axis. */
export interface StageSpan {
  name: StageName;
  steps: number;
  /** Start on the axis; the stage is one unit wide. */
  start: number;
}

/** Lines over a common axis; `null` is a gap. */
export interface Lines {
  x: number[];
  /** By arm, in the order of the plan: the mean over its seeds. */
  means: (number | null)[][];
  /** By replica, in stack order. */
  replicas: (number | null)[][];
}

/**
 * The training stages of a plan on an axis where each is one unit wide, so that short stages stay visible. Arms that go
 * through a stage earlier or later than others have their lines in the same place.
 */
export function stageSpans(plan: RunPlan): StageSpan[] {
  const longest = new Map<StageName, number>();
  for (const { name, steps } of plan.stages) longest.set(name, Math.max(steps, longest.get(name) ?? 0));
  return [...longest]
    .filter(([name, steps]) => name !== 'evaluate' && steps > 0)
    .sort(([a], [b]) => byMoment({ stage: a, step: 0 }, { stage: b, step: 0 }))
    .map(([name, steps], start) => ({ name, steps, start }));
}

/** Arms of a plan in display order. */
export function plannedArms(plan: RunPlan): string[] {
  return [...new Set(plan.replicas.map(({ arm }) => arm))];
}

/** Mean of the finite values among an arm's replicas; `null` if there is none. */
export function armMean(replicas: readonly Replica[], arm: string, values: readonly number[]): number | null {
  const own = values.filter((value, r) => replicas[r]?.arm === arm && Number.isFinite(value));
  return own.length === 0 ? null : own.reduce((sum, value) => sum + value, 0) / own.length;
}

/**
 * What was measured of an arm last, as the mean over its replicas; NaN before anything was.
 * @param stages those of the arm in order
 */
export function latest(plan: RunPlan, arm: string, stages: readonly StageName[], samples: readonly Sample[]): number {
  for (const stage of ['pretrain' as const, ...stages].toReversed()) {
    const measured = samples.filter((sample) => sample.stage === stage).toReversed();
    for (const { values } of measured) {
      const value = armMean(plan.replicas, arm, values);
      if (value !== null) return value;
    }
  }
  return NaN;
}

/** Lines through the samples, broken between stages: a loss on documents and one on answers are not one curve. */
export function toLines(plan: RunPlan, samples: Sample[]): Lines {
  const spans = new Map(stageSpans(plan).map((span) => [span.name, span]));
  const arms = plannedArms(plan);
  const lines: Lines = { x: [], means: arms.map(() => []), replicas: plan.replicas.map(() => []) };
  let previous: StageName | undefined;
  for (const { stage, step, values } of samples) {
    const span = spans.get(stage);
    if (span === undefined) continue;
    if (previous !== undefined && previous !== stage) addPoint(lines, span.start, null, null);
    previous = stage;
    addPoint(
      lines,
      span.start + step / span.steps,
      arms.map((arm) => armMean(plan.replicas, arm, values)),
      values.map((value) => (Number.isFinite(value) ? value : null)),
    );
  }
  return lines;
}

/** Appends one column to the lines; `null` for all is a gap. */
function addPoint(lines: Lines, x: number, means: (number | null)[] | null, replicas: (number | null)[] | null): void {
  lines.x.push(x);
  lines.means.forEach((line, a) => line.push(means?.[a] ?? null));
  lines.replicas.forEach((line, r) => line.push(replicas?.[r] ?? null));
}
