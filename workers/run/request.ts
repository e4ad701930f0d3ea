/** Checks what a run is asked to do, and finds what its names stand for. */
import { knowledgeProbes, linkageProbes } from '../../datasets/probes';
import { parseSpec, type Spec, SpecError } from '../../datasets/spec';
import { didYouMean } from '../../datasets/nearest';
import { listed, quoted } from '../../datasets/sentences';
import { makeWorld } from '../../datasets/world';
import { type Arm, type Experiment, specsOf } from '../experiments/experiment';
import { experiments } from '../experiments';
import { inWorld, type Preset, presets } from '../experiments/presets';
import { check } from '../problems';
import type { RunRequest } from '../protocol';
import { requestSchema } from '../schema';
import { type Changes, withChanges } from '../experiments/settings';

/** A request that cannot be run, and why, in one sentence. */
export class RequestError extends Error {
  override name = 'RequestError';
}

/** A request with its names looked up. */
export interface ResolvedRequest {
  request: RunRequest;
  experiment: Experiment;
  /** In the order of the request. */
  arms: Arm[];
  /** With the changes that are asked for. */
  preset: Preset;
  /** Parsed, by name. */
  specs: Record<string, Spec>;
}

/** The request with everything it names. @throws RequestError with one sentence about the first thing wrong */
export function resolveRequest(input: unknown): ResolvedRequest {
  const parsed = check(requestSchema, input);
  if ('problem' in parsed) throw new RequestError(`The request is malformed: ${parsed.problem}.`);
  const request = parsed.value;
  const experiment = lookUp(experiments, 'experiment', request.experiment);
  const preset = changed(lookUp(presets, 'preset', request.preset), request.changes);
  const known = Object.fromEntries(experiment.arms.map((arm) => [arm.id, arm]));
  const arms = request.arms.map((id) => lookUp(known, `arm of experiment ${experiment.name}`, id));
  refuseTwice('arm', request.arms);
  refuseTwice('seed', request.seeds);
  if (request.base === 'scratch') requireMeasurable(request.seeds, arms, preset);
  return { request, experiment, arms, preset, specs: parseSpecs(request.specs, arms) };
}

/** The request itself, checked. @throws RequestError with one sentence about the first thing wrong */
export const parseRunRequest = (input: unknown): RunRequest => resolveRequest(input).request;

function lookUp<T>(table: Record<string, T>, kind: string, name: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  const known = Object.keys(table);
  throw new RequestError(`${quoted(name)} is no ${kind}; there are ${listed(known)}.${didYouMean(name, known)}`);
}

function changed(preset: Preset, changes: Changes = {}): Preset {
  try {
    return withChanges(preset, changes);
  } catch (error) {
    throw new RequestError(`The settings cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

/** Pretrained models are measured by what people do who hold a principle, and by what those do who do not. */
function requireMeasurable(seeds: readonly number[], arms: readonly Arm[], preset: Preset): void {
  for (const variant of new Set(arms.map(({ base }) => base?.world))) {
    for (const seed of seeds) {
      const world = makeWorld(seed, inWorld(preset, variant).world);
      for (const probes of [linkageProbes(world), knowledgeProbes(world)]) {
        if (new Set(probes.map(({ held }) => held)).size < 2)
          throw new RequestError(
            `In the world of seed ${seed} people who could be compared hold either all principles or none: choose another share of those who hold one, or more people.`,
          );
      }
    }
  }
}

function refuseTwice(kind: string, items: readonly (string | number)[]): void {
  const twice = items.find((item, i) => items.indexOf(item) < i);
  if (twice !== undefined) throw new RequestError(`The request names ${kind} ${twice} twice.`);
}

function parseSpecs(texts: Record<string, string>, arms: Arm[]): Record<string, Spec> {
  for (const arm of arms) {
    const missing = specsOf(arm).find((spec) => !Object.hasOwn(texts, spec));
    if (missing !== undefined)
      throw new RequestError(
        `Arm ${arm.id} reads the specification "${missing}", whose text is missing from the request.`,
      );
  }
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      try {
        return [name, parseSpec(text)];
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
        throw new RequestError(`Specification ${quoted(name)}: ${error.message}.`);
      }
    }),
  );
}
