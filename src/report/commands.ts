/** Command lines that make a record, or some of its numbers again. */
import { worldOfBase } from '../../workers/experiment';
import { presetNamed, WORLDS } from '../../workers/presets';
import { changesOf } from '../../workers/settings';
import type { RunRecord } from '../records/schema';

/** What is to be run again: these arms on these seeds. */
export interface Part {
  arms: readonly string[];
  seeds: readonly number[];
}

/** Such as `npm run replicate -- --experiment agentic --preset standard --base shipped --arms aft --seeds 0,3`. */
export function rerunCommand({ experiment, config }: Pick<RunRecord, 'experiment' | 'config'>, part: Part): string {
  const { preset, base } = config;
  const flags = { experiment, preset, base, arms: part.arms.join(','), seeds: seedFlag(part.seeds) };
  const known = presetNamed(preset);
  const changes = known ? changesOf(known, config) : {};
  return [
    'npm run replicate --',
    ...Object.entries(flags).map(([flag, value]) => `--${flag} ${value}`),
    ...Object.entries(changes).map(([path, value]) => `--set ${path}=${value}`),
  ].join(' ');
}

/** The command that makes the recorded result of an experiment, where the page looks for it. */
export const recordCommand = (experiment: string): string =>
  `npm run replicate -- --experiment ${experiment} --out public/recorded/${experiment}.json`;

/** The commands that make shipped base weights of a record again, and measure linkage and knowledge: one for each world. */
export function pretrainCommands({ config, baseWeights }: Pick<RunRecord, 'config' | 'baseWeights'>): string[] {
  if (config.base !== 'shipped') return [];
  return [undefined, ...Object.keys(WORLDS)].flatMap((world) => {
    const own = baseWeights.filter(({ base }) => worldOfBase(base) === world);
    if (own.length === 0) return [];
    const seeds = seedFlag([...new Set(own.map(({ seed }) => seed))]);
    return `npm run pretrain -- --preset ${presetNamed(config.preset)?.base ?? config.preset} --seeds ${seeds}${world === undefined ? '' : ` --world ${world}`}`;
  });
}

/** Seeds as the command line takes them: a lone number would be a count. */
function seedFlag(seeds: readonly number[]): string {
  return seeds.length === 1 ? `${seeds[0]},` : seeds.join(',');
}

/** The command that brings back the code of a record, or null where the record does not know it. */
export function checkoutCommand(commit: string): string | null {
  return /^[0-9a-f]{7,40}\+?$/.test(commit) ? `git checkout ${commit.replace('+', '')}` : null;
}

/** The commands that bring back the code of every sitting of a record, each once. */
export const checkoutCommands = (record: Pick<RunRecord, 'commit' | 'sittings'>): string[] => [
  ...new Set((record.sittings ?? [record]).flatMap(({ commit }) => checkoutCommand(commit) ?? [])),
];

/** Specifications of the record that are not those shipped with this report, by name. */
export function editedSpecs(record: Pick<RunRecord, 'config'>, shipped: Record<string, string>): string[] {
  const specs = record.config['specs'];
  if (typeof specs !== 'object' || specs === null || Array.isArray(specs)) return [];
  return Object.keys(specs).filter((name) => specs[name] !== shipped[name]);
}
