/** Large runs in groups of seeds, one stack after another: their records, joined, are that of one stack with them all. */
import type { RunRecord } from '../records/schema';
import type { RunRequest } from '../workers/protocol';

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
