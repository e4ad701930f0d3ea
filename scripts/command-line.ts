/** What the command-line entry points share: flags checked by hand, and one sentence for whatever went wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { firstSeeds } from '../workers/presets';

/** A flag or a file that cannot be used; its message is all that the user is shown. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Runs a command; trouble becomes its sentence on stderr and exit code 1. */
export async function command(main: () => Promise<void> | void): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    exit(1);
  }
}

/** A whole number of at least `least`. @throws UsageError */
export function wholeNumber(flag: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
    throw new UsageError(`--${flag} takes a whole number of at least ${least}, not "${text}".`);
  return number;
}

/** One of a few names. @throws UsageError that lists them */
export function oneOf<T extends string>(flag: string, text: string, names: readonly T[]): T {
  if (!(names as readonly string[]).includes(text))
    throw new UsageError(`--${flag} takes one of ${names.join(', ')}, not "${text}".`);
  return text as T;
}

/**
 * `4` is the first four seeds of a preset, nothing all of them; a list such as `0,3,5` is those seeds, and `7,` is seed 7
 * alone. @throws UsageError
 */
export function seedList(text: string | undefined, usual: readonly number[] = [0]): number[] {
  if (text === undefined) return [...usual];
  if (/^\d+$/.test(text)) return firstSeeds(usual, wholeNumber('seeds', text, 1));
  const seeds = text.replace(/,$/, '').split(',');
  const bad = seeds.find((seed) => !/^\d+$/.test(seed));
  if (bad !== undefined)
    throw new UsageError(`--seeds takes a count such as 4, or seeds such as 0,3,5; "${bad}" is not a seed.`);
  const numbers = seeds.map(Number);
  const twice = numbers.find((seed, i) => numbers.indexOf(seed) < i);
  if (twice !== undefined) throw new UsageError(`--seeds names seed ${twice} twice.`);
  return numbers;
}

/**
 * The seeds of one of n shares, dealt out in turn: `2/3` of seeds 0 to 7 is 1, 4, 7. Without a share, all of them.
 * @throws UsageError
 */
export function shardOf(seeds: number[], shard: string | undefined): number[] {
  if (shard === undefined) return seeds;
  const [share, shares] = /^(\d+)\/(\d+)$/.exec(shard)?.slice(1).map(Number) ?? [];
  if (share === undefined || shares === undefined || share < 1 || share > shares)
    throw new UsageError(`--shard takes a share such as 1/4, the first of four, not "${shard}".`);
  const own = seeds.filter((_, i) => i % shares === share - 1);
  if (own.length === 0)
    throw new UsageError(`--shard ${shard} has nothing to do: there are only ${seeds.length} seeds.`);
  return own;
}

/** The specifications that ship with the lab, as text by name. */
export function shippedSpecs(): Record<string, string> {
  const folder = fileURLToPath(new URL('../datasets/specs', import.meta.url));
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  return Object.fromEntries(files.map((file) => [basename(file, '.md'), readFileSync(join(folder, file), 'utf8')]));
}
