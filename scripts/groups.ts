/** Large runs in groups of seeds, one stack after another, joined as if one stack had held them all. */
import type { RunRecord } from '../records/schema';
import { byMoment, type Moment } from '../workers/run/points';
import type {
  CurvePoint,
  Divergence,
  ProbePoint,
  Replica,
  ReplicaResult,
  RunPlan,
  RunRequest,
} from '../workers/protocol';

/** What a finished run has said. */
export interface RunLog {
  plan: RunPlan;
  results: ReplicaResult[];
  diverged: Divergence[];
  curves: CurvePoint[];
  probes: ProbePoint[];
  seconds: number;
}

/** The request, cut into requests of at most `models` models each, whole seeds together. */
export function groupSeeds(request: RunRequest, models: number): RunRequest[] {
  const size = Math.max(1, Math.floor(models / request.arms.length));
  const groups = Math.ceil(request.seeds.length / size);
  return Array.from({ length: groups }, (_, g) => ({
    ...request,
    seeds: request.seeds.slice(g * size, (g + 1) * size),
  }));
}

/** Seeds of which an earlier record lacks a model that the request asks for. A model that diverged is not run again. */
export function seedsLeft({ arms, seeds }: RunRequest, earlier: RunRecord | undefined): number[] {
  const made = new Set(earlier?.replicas.map(({ arm, seed }) => `${arm} ${seed}`));
  return seeds.filter((seed) => arms.some((arm) => !made.has(`${arm} ${seed}`)));
}

/** The logs of all groups of a request as one, replicas in the order in which one stack would have them. */
export function joinLogs(request: RunRequest, logs: RunLog[]): RunLog {
  const replicas = request.arms.flatMap((arm) => request.seeds.map((seed) => ({ arm, seed })));
  const all = logs.flatMap(({ plan }) => plan.replicas);
  const order = replicas.map((replica) => all.findIndex((other) => isSame(other, replica)));
  const [first] = logs as [RunLog, ...RunLog[]];
  /** One number for each replica, from every log; a group that ended early has none. */
  const inOrder = (numbersOf: (log: RunLog) => number[] | undefined): number[] => {
    const values = logs.flatMap((log) => numbersOf(log) ?? log.plan.replicas.map(() => NaN));
    return order.map((i) => values[i]!);
  };
  return {
    plan: { ...first.plan, request, replicas, baseWeights: logs.flatMap(({ plan }) => plan.baseWeights) },
    results: replicas.flatMap((replica) => logs.flatMap((log) => log.results.filter((own) => isSame(own, replica)))),
    diverged: logs.flatMap(({ diverged }) => diverged),
    curves: momentsOf(logs.flatMap(({ curves }) => curves)).map((moment) => ({
      ...moment,
      loss: inOrder(({ curves }) => at(curves, moment)?.loss),
    })),
    probes: momentsOf(logs.flatMap(({ probes }) => probes)).map((moment) => ({
      ...moment,
      firstDecisionUnsafe: inOrder(({ probes }) => at(probes, moment)?.firstDecisionUnsafe),
      chatUnsafe: inOrder(({ probes }) => at(probes, moment)?.chatUnsafe),
    })),
    seconds: logs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

const isSame = (a: Replica, b: Replica): boolean => a.arm === b.arm && a.seed === b.seed;

/** Each moment once, in order. */
const momentsOf = (points: readonly Moment[]): Moment[] =>
  [...new Map(points.map(({ stage, step }) => [`${stage} ${step}`, { stage, step }])).values()].sort(byMoment);

const at = <P extends Moment>(points: readonly P[], moment: Moment): P | undefined =>
  points.find((point) => byMoment(point, moment) === 0);
