/** Which pretrained weights come with the page: known when it is built, so that no run is offered that would lack them. */
import type { Arm } from '../../workers/experiments/experiment';
import { inWorld, milestoneStep, type Preset } from '../../workers/experiments/presets';

const PUBLIC = /^\/public\//;

/** Paths below the folder of static files, such as `base/standard/seed-10.safetensors`. */
const FILES: readonly string[] = Object.keys(import.meta.glob('/public/base/*/seed-*.safetensors')).map((path) =>
  path.replace(PUBLIC, ''),
);

/** The file that an arm starts from on a seed; undefined where the preset has no pretrained weights at all. */
function fileOf(preset: Preset, { base: { world, after } = {} }: Pick<Arm, 'base'>, seed: number): string | undefined {
  const folder = inWorld(preset, world).base;
  const step = after === undefined ? '' : `-step-${milestoneStep(preset, after)}`;
  return folder && `base/${folder}/seed-${seed}${step}.safetensors`;
}

/** Those of some seeds on which not all of these arms have pretrained weights. */
export function seedsWithout(
  preset: Preset,
  arms: readonly Pick<Arm, 'base'>[],
  seeds: readonly number[],
  files = FILES,
): number[] {
  const there = (file: string | undefined) => file !== undefined && files.includes(file);
  return seeds.filter((seed) => !arms.every((arm) => there(fileOf(preset, arm, seed))));
}

/** All seeds on which these arms have pretrained weights, ascending. */
export function shippedSeeds(preset: Preset, arms: readonly Pick<Arm, 'base'>[], files = FILES): number[] {
  const seeds = new Set(files.flatMap((file) => /\/seed-(\d+)\./.exec(file)?.[1] ?? []).map(Number));
  const without = seedsWithout(preset, arms, [...seeds], files);
  return [...seeds].filter((seed) => !without.includes(seed)).sort((a, b) => a - b);
}
