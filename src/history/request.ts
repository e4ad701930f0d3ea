/** The settings of a record as those of the next run, so far as the page can set them. */
import { type Preset, presetNamed } from '../../workers/experiments/presets';
import type { RunRequest } from '../../workers/protocol';
import { parseRunRequest } from '../../workers/run/request';
import { changesOf, withChanges } from '../../workers/experiments/settings';
import { SEEDS_AT_ONCE } from '../lab/link';
import { canonicalJson } from '../../records/canonical';
import type { RunRecord } from '../../records/schema';

/** Parts of a preset that a record holds, and which decide its numbers. */
const PARTS = ['model', 'batch', 'optimizer', 'world', 'evaluation'] as const;

/**
 * @returns the same arms, seeds, specifications and numbers
 * @throws Error with one sentence if this version of the lab cannot be set like that
 */
export function requestOf({ experiment, config, seeds }: RunRecord): RunRequest {
  if (seeds.length > SEEDS_AT_ONCE)
    throw new RangeError(`This run has ${seeds.length} seeds, and one on this page has at most ${SEEDS_AT_ONCE}.`);
  const { preset: name, base, arms, specs = {} } = config;
  const preset = presetNamed(name);
  const changes = preset ? changesOf(preset, config) : {};
  const request = parseRunRequest({
    experiment,
    arms,
    seeds,
    preset: name,
    base,
    specs,
    ...(Object.keys(changes).length > 0 ? { changes } : {}),
  });
  requireAlike(withChanges(preset!, changes), config);
  return request;
}

/** @throws RangeError if a setting that cannot be changed here is another */
function requireAlike(preset: Preset, config: RunRecord['config']): void {
  const { pretrain, midtrain, finetune } = preset;
  const settings = { ...preset, stages: { pretrain, midtrain, finetune } };
  const other = [...PARTS, 'stages' as const].find(
    (part) => canonicalJson(JSON.parse(JSON.stringify(settings[part]))) !== canonicalJson(config[part]),
  );
  if (other !== undefined) throw new RangeError(`This run was made with another ${other} than this page can set.`);
}
