/** What the command-line entry points share: values of flags, and one sentence for whatever went wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { excerpt } from '../datasets/quote';
import { didYouMean } from '../datasets/nearest';
import { listed, quoted } from '../datasets/sentences';
import { MAX_SEED, MAX_SEEDS } from '../workers/run/limits';
import { firstSeeds } from '../workers/experiments/presets';

/** A flag or a file that cannot be used; its message is all that the user is shown. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Somebody asked what a command does; the message is the answer. */
export class HelpAsked extends Error {
  override name = 'HelpAsked';
}

/** Most characters of a line on stderr. */
const LONGEST_LINE = 299; // and `…`

/** Runs a command; trouble becomes its sentence on stderr and exit code 1. */
export async function command(main: () => Promise<void> | void): Promise<void> {
  stdout.on('error', onClosed);
  stderr.on('error', () => undefined); // nobody reads it: no reason to end what takes hours
  try {
    await main();
  } catch (error) {
    if (error instanceof HelpAsked) {
      stdout.write(`${error.message}\n`);
      return;
    }
    console.error(shown(error instanceof Error ? error.message : String(error)));
    exit(1);
  }
}

/** A reader that has seen enough, such as head, is no trouble; a file that takes no more is. */
function onClosed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  console.error(
    `The output cannot be written: ${error.code === 'ENOSPC' ? 'no space is left on the disk' : error.code}.`,
  );
  exit(1);
}

/** Lines that harm no terminal and fill no screen. */
const shown = (message: string): string =>
  message
    .split('\n')
    .map((line) => excerpt(line, LONGEST_LINE))
    .join('\n');

/** A whole number in decimal digits. @throws UsageError unless it is from `least` to `most` */
export function wholeNumber(flag: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new UsageError(`--${flag} takes a whole number ${range}, not ${quoted(text)}.`);
}

/** A number in decimal digits, such as -0.25; undefined for `1e3`, `0x10`, ` 5` and whatever else JavaScript reads. */
export const plainNumber = (text: string): number | undefined =>
  /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;

/** One of a few names. @throws UsageError that lists them */
export function oneOf<T extends string>(flag: string, text: string, names: readonly T[]): T {
  if (!(names as readonly string[]).includes(text))
    throw new UsageError(`--${flag} takes one of ${listed(names)}, not ${quoted(text)}.${didYouMean(text, names)}`);
  return text as T;
}

/**
 * `4` is the first four seeds of a preset, nothing all of them; a list such as `0,3,5` is those seeds, and `7,` is seed 7
 * alone. They are counted before any is made. @throws UsageError
 */
export function seedList(text: string | undefined, usual: readonly number[] = [0]): number[] {
  if (text === undefined) return [...usual];
  if (/^\d+$/.test(text)) return firstSeeds(usual, wholeNumber('seeds', text, 1, MAX_SEEDS));
  const seeds = text.replace(/,$/, '').split(',', MAX_SEEDS + 1);
  if (seeds.length > MAX_SEEDS) throw new UsageError(`--seeds takes at most ${MAX_SEEDS} seeds.`);
  const bad = seeds.find((seed) => !/^\d+$/.test(seed));
  if (bad !== undefined)
    throw new UsageError(`--seeds takes a count such as 4, or seeds such as 0,3,5; ${quoted(bad)} is not a seed.`);
  const numbers = seeds.map((seed) => wholeNumber('seeds', seed, 0, MAX_SEED));
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
    throw new UsageError(`--shard takes a share such as 1/4, the first of four, not ${quoted(shard)}.`);
  const own = seeds.filter((_, i) => i % shares === share - 1);
  if (own.length === 0)
    throw new UsageError(`--shard ${excerpt(shard, 20)} has nothing to do: there are only ${seeds.length} seeds.`);
  return own;
}

/** The specifications that ship with the lab, as text by name. */
export function shippedSpecs(): Record<string, string> {
  const folder = fileURLToPath(new URL('../datasets/specs', import.meta.url));
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  return Object.fromEntries(files.map((file) => [basename(file, '.md'), readFileSync(join(folder, file), 'utf8')]));
}
