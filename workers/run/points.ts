/** The points of a run in order: one for each stage and step over all replicas, even where these take turns at it. */
import { overMetrics, PROBED_IDS } from '../evaluate/metrics';
import type { CurvePoint, ProbePoint, StageName } from '../protocol';

const STAGE_ORDER: readonly StageName[] = ['pretrain', 'midtrain', 'finetune', 'evaluate'];

/** When something was measured. */
export interface Moment {
  stage: StageName;
  step: number;
}

/** Orders moments by stage, then by step. */
export const byMoment = (a: Moment, b: Moment): number =>
  STAGE_ORDER.indexOf(a.stage) - STAGE_ORDER.indexOf(b.stage) || a.step - b.step;

/** The curve with one more point. */
export const withCurvePoint = (curve: readonly CurvePoint[], { loss, ...moment }: CurvePoint): CurvePoint[] =>
  withPoint(curve, moment, (same) => ({ ...moment, loss: over(same?.loss, loss) }));

/** The probes with one more point. */
export const withProbePoint = (probes: readonly ProbePoint[], { stage, step, ...probed }: ProbePoint): ProbePoint[] =>
  withPoint(probes, { stage, step }, (same) => ({
    stage,
    step,
    ...overMetrics(PROBED_IDS, (id) => over(same?.[id], probed[id])),
  }));

/** @param join what there is to say of the moment, given what has been said of it already */
function withPoint<P extends Moment>(points: readonly P[], moment: Moment, join: (same: P | undefined) => P): P[] {
  const place = points.findIndex((point) => byMoment(point, moment) >= 0);
  if (place < 0) return [...points, join(undefined)];
  const same = byMoment(points[place]!, moment) === 0 ? points[place] : undefined;
  return points.toSpliced(place, same ? 1 : 0, join(same));
}

/** New numbers where there are any, old ones elsewhere. */
const over = (before: readonly number[] | undefined, now: readonly number[]): number[] =>
  now.map((value, r) => (Number.isFinite(value) ? value : (before?.[r] ?? value)));
