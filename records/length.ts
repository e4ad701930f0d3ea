/** How long the record of a run can become, so that none is trained whose record could not be read again. */
import { passesOf, stagesOf } from '../workers/run/plan';
import type { ResolvedRequest } from '../workers/run/request';
import { MAX_RECORD_LENGTH, megabytes } from './limits';

/** Characters of a number that was measured, as JSON, with its comma: at most `-1.2345678901234567e-100,`. */
const NUMBER = 25;

/** Characters of a model besides its numbers: its names, those of its metrics, the weights that it began from. */
const MODEL = 1500;

/** Numbers of a model's result: metrics, the grid of tasks, and what verdicts say of its seed. */
const RESULT = 100;

/** Characters that do not depend on how many models there are: settings, sentences. */
const REST = 500_000;

/**
 * The most characters that the record of a run takes.
 * @param models how many it has, those of earlier sessions included
 */
export function longestRecord(resolved: ResolvedRequest, models: number): number {
  const { request, preset } = resolved;
  const one = { ...resolved, request: { ...request, seeds: request.seeds.slice(0, 1) } };
  const stages = stagesOf(one, passesOf(one));
  const points = [...new Set(stages.map(({ name }) => name))].map((name) => {
    const own = stages.filter((stage) => stage.name === name);
    const steps = Math.max(...own.map((stage) => stage.steps));
    const ends = 2 * own.length; // the first and the last step of each have a point, whatever comes between
    const losses = Math.ceil(steps / preset.loggingEvery) + ends;
    const probes = Math.ceil(steps / preset.evaluation.probeEvery) + ends;
    return losses + 2 * probes;
  });
  return REST + models * (MODEL + NUMBER * (RESULT + points.reduce((sum, count) => sum + count, 0)));
}

/** @throws RangeError with one sentence if the record could not be read again */
export function requireRoom(resolved: ResolvedRequest, models: number): void {
  const length = longestRecord(resolved, models);
  if (length <= MAX_RECORD_LENGTH) return;
  throw new RangeError(
    `The record of ${models} models might have ${megabytes(length)}, and one has at most ${megabytes(MAX_RECORD_LENGTH)}: ask for fewer seeds or arms, in records of their own.`,
  );
}
