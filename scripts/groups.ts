/** Large runs in groups of seeds, one stack after another, joined as if one stack had held them all. */
import type { RunRecord } from '../src/records/schema';
import type { CurvePoint, ProbePoint, ReplicaResult, RunPlan, RunRequest } from '../workers/protocol';

/** What a finished run has said. */
export interface RunLog {
  plan: RunPlan;
  results: ReplicaResult[];
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
  const replicas = logs.flatMap(({ plan }) => plan.replicas);
  const order = request.arms.flatMap((arm) =>
    request.seeds.map((seed) => replicas.findIndex((replica) => replica.arm === arm && replica.seed === seed)),
  );
  const inOrder = <T>(parts: T[][]): T[] => {
    const all = parts.flat();
    return order.map((i) => all[i]!);
  };
  const [first] = logs as [RunLog, ...RunLog[]];
  return {
    plan: {
      ...first.plan,
      request,
      replicas: inOrder(logs.map(({ plan }) => plan.replicas)),
      baseWeights: logs.flatMap(({ plan }) => plan.baseWeights),
    },
    results: inOrder(logs.map(({ results }) => results)),
    curves: first.curves.map((point, i) => ({ ...point, loss: inOrder(logs.map((log) => log.curves[i]!.loss)) })),
    probes: first.probes.map((point, i) => ({
      ...point,
      firstDecisionUnsafe: inOrder(logs.map((log) => log.probes[i]!.firstDecisionUnsafe)),
      chatUnsafe: inOrder(logs.map((log) => log.probes[i]!.chatUnsafe)),
    })),
    seconds: logs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
