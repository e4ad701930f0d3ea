/** Command lines that make a record, or some of its numbers again, each with the commit at which it does. */
import { worldOfBase } from '../../workers/experiments/experiment';
import { presetNamed } from '../../workers/experiments/presets';
import { changesOf } from '../../workers/experiments/settings';
import type { Replica } from '../../workers/protocol';
import { recordFile } from '../../records/file-name';
import type { RunRecord } from '../../records/schema';
import { plainDecimal } from '../format';
import { grouped } from '../grouped';
import { sessionsOf, unmarked } from './sessions';

/** What is to be run again: these arms on these seeds. */
export interface Part {
  arms: readonly string[];
  seeds: readonly number[];
}

/** A command, and the version of the code for which it is meant. */
export interface CommandAt {
  /** As a record has it, but without the mark of files that were not committed. Undefined if it is not known. */
  commit: string | undefined;
  command: string;
}

/** The commit that made each file of shipped base weights, by the file's SHA-256. */
export type BaseCommits = Record<string, string>;

/**
 * Such as `npm run replicate -- --experiment agentic --preset standard --base shipped --arms aft --seeds 0,3 --out …`.
 * The file is named because commits from before `recordFile` would give other arms the same one, and refuse it then.
 */
export function rerunCommand(
  { experiment, config, configHash }: Pick<RunRecord, 'experiment' | 'config' | 'configHash'>,
  { arms, seeds }: Part,
): string {
  const { preset, base } = config;
  const known = presetNamed(preset);
  const changes = known ? changesOf(known, config) : {};
  return [
    'npm run replicate --',
    ...Object.entries({ experiment, preset, base }).map(([flag, value]) => `--${flag} ${value}`),
    `--arms ${arms.join(',')} --seeds ${seedFlag(seeds)}`,
    ...Object.entries(changes).map(([path, value]) => `--set ${path}=${plainDecimal(value)}`),
    `--out ${recordFile({ experiment, configHash, arms, seeds })}`,
  ].join(' ');
}

/**
 * The commands that make a part of a record again, each at a commit that made it: what a later commit brought is unknown
 * to an earlier one. Of a commit there are several where its arms were not all made on the same seeds.
 */
export function rerunCommands(record: RunRecord, part: Part): CommandAt[] {
  const isWanted = ({ arm, seed }: Replica) => part.arms.includes(arm) && part.seeds.includes(seed);
  const made = sessionsOf(record).flatMap(({ commit, replicas }) =>
    replicas.filter(isWanted).map((replica) => ({ ...replica, commit: unmarked(commit) })),
  );
  return grouped(made, ({ commit }) => commit).flatMap((replicas) =>
    rectangles(record.config.arms, replicas).map((one) => ({
      commit: replicas[0]!.commit,
      command: rerunCommand(record, one),
    })),
  );
}

/** Models as parts: arms that have the same seeds in one. @param order of the arms */
function rectangles(order: readonly string[], replicas: readonly Replica[]): Part[] {
  const seedsOf = (arm: string) => replicas.filter((one) => one.arm === arm).map(({ seed }) => seed);
  const rows = order
    .map((arm) => ({ arm, seeds: seedsOf(arm).sort((a, b) => a - b) }))
    .filter(({ seeds }) => seeds.length > 0);
  return grouped(rows, ({ seeds }) => seeds.join()).map((same) => ({
    arms: same.map(({ arm }) => arm),
    seeds: same[0]!.seeds,
  }));
}

/** The command that makes the recorded result of an experiment, where the page looks for it. */
export const recordCommand = (experiment: string): string =>
  `npm run replicate -- --experiment ${experiment} --out public/recorded/${experiment}.json`;

/**
 * The commands that make shipped base weights of a record again, and measure linkage and knowledge: one for each world and
 * commit. They write beside the shipped weights, not over them, so that the next checkout finds no file changed.
 */
export function pretrainCommands(
  { config, baseWeights }: Pick<RunRecord, 'config' | 'baseWeights'>,
  commits: BaseCommits,
): CommandAt[] {
  if (config.base !== 'shipped') return [];
  const preset = presetNamed(config.preset)?.base ?? config.preset;
  const made = baseWeights.map(({ seed, base, weights }) => ({
    seed,
    world: worldOfBase(base),
    commit: commits[weights] === undefined ? undefined : unmarked(commits[weights]),
  }));
  return grouped(made, ({ world, commit }) => `${world} ${commit}`).map((own) => {
    const [{ world, commit }] = own as [(typeof own)[number]];
    const seeds = seedFlag([...new Set(own.map(({ seed }) => seed))]);
    const inWorld = world === undefined ? '' : ` --world ${world}`;
    return { commit, command: `npm run pretrain -- --preset ${preset} --seeds ${seeds}${inWorld} --out runs/base` };
  });
}

/** Seeds as the command line takes them: a lone number would be a count. */
function seedFlag(seeds: readonly number[]): string {
  return seeds.length === 1 ? `${seeds[0]},` : seeds.join(',');
}

/** The command that brings back the code of a commit with what it needs, or null where it is none. */
export function checkoutCommand(commit = ''): string | null {
  return /^[0-9a-f]{7,40}\+?$/.test(commit) ? `git checkout ${unmarked(commit)} && npm ci` : null;
}

/** The commands that bring back the code of these commits, each once. */
export const checkoutCommands = (commits: readonly string[]): string[] => [
  ...new Set(commits.flatMap((commit) => checkoutCommand(commit) ?? [])),
];

/** Specifications of the record that are not those shipped with this report, by name. */
export function editedSpecs(record: Pick<RunRecord, 'config'>, shipped: Record<string, string>): string[] {
  const specs = record.config['specs'];
  if (typeof specs !== 'object' || specs === null || Array.isArray(specs)) return [];
  return Object.keys(specs).filter((name) => specs[name] !== shipped[name]);
}
