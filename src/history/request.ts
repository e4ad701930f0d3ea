/** The settings of a record as those of the next run, so far as the page can set them. */
import { experiments } from '../../workers/experiments';
import { specsOf } from '../../workers/experiment';
import { presets } from '../../workers/presets';
import type { RunRequest } from '../../workers/protocol';
import { parseRunRequest } from '../../workers/request';
import { changesOf } from '../../workers/settings';
import { MAX_SEEDS } from '../lab/link';
import type { RunRecord } from '../records/schema';

/**
 * @returns the same arms, seeds and numbers, with those specifications that the arms read
 * @throws Error with one sentence if this version of the lab cannot be set like that
 */
export function requestOf({ experiment, config, seeds }: RunRecord): RunRequest {
  if (seeds.length > MAX_SEEDS)
    throw new RangeError(`This run has ${seeds.length} seeds, and one on this page has at most ${MAX_SEEDS}.`);
  const { preset: name, base, arms, stages } = config;
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  // A record has the stages one level deeper than a preset.
  const changes = preset ? changesOf(preset, { ...config, ...stages }) : {};
  return parseRunRequest({
    ...{ experiment, arms, seeds, preset: name, base, specs: specsRead(experiment, config) },
    ...(Object.keys(changes).length > 0 ? { changes } : {}),
  });
}

function specsRead(experiment: string, { arms, ...settings }: RunRecord['config']): Record<string, unknown> {
  const read = experiments[experiment]?.arms.filter(({ id }) => arms.includes(id)).flatMap(specsOf) ?? [];
  const specs = settings['specs'] as Record<string, unknown> | undefined;
  return Object.fromEntries(Object.entries(specs ?? {}).filter(([spec]) => read.includes(spec)));
}
