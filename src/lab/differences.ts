/** How the run that the settings ask for differs from the one on show, in a few words: else the two look alike. */
import { specsReadBy } from '../../workers/experiments/experiment';
import { experiments } from '../../workers/experiments';
import { presetNamed } from '../../workers/experiments/presets';
import type { RunRequest } from '../../workers/protocol';
import { changesOf } from '../../workers/experiments/settings';
import type { RunRecord } from '../../records/schema';

/**
 * Whatever would give other numbers than a record of the same experiment has; none where it has all that is asked for,
 * with other models and seeds beside it or not.
 */
export function differences(request: RunRequest, record: Pick<RunRecord, 'config' | 'seeds'>): string[] {
  const { config, seeds } = record;
  return [
    ...(request.preset !== config.preset ? ['another preset'] : otherNumbers(request, config) ? ['other numbers'] : []),
    ...otherSpecs(request, config).map((name) => `another text of “${name}”`),
    ...(request.arms.every((arm) => config.arms.includes(arm)) ? [] : ['other models']),
    ...(request.seeds.every((seed) => seeds.includes(seed)) ? [] : ['other seeds']),
  ];
}

function otherNumbers({ preset: name, changes = {} }: RunRequest, config: RunRecord['config']): boolean {
  const preset = presetNamed(name);
  const recorded = preset ? changesOf(preset, config) : {};
  const paths = new Set([...Object.keys(changes), ...Object.keys(recorded)]);
  return [...paths].some((path) => changes[path] !== recorded[path]);
}

/** Names of those that the models read, and which the record has in other words. A record may not say what it had. */
function otherSpecs({ experiment, arms, specs }: RunRequest, config: RunRecord['config']): string[] {
  const read = specsReadBy(experiments[experiment]?.arms.filter(({ id }) => arms.includes(id)) ?? []);
  const recorded = config.specs as Readonly<Record<string, unknown>> | undefined;
  return recorded ? read.filter((name) => specs[name] !== recorded[name]) : [];
}
