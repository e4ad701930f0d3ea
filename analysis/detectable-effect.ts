/**
 * What a number of seeds can show at all: the smallest true difference that the sign-flip test would find in four runs
 * of five, and the smallest bound within which it would prove two equal arms the same, four times in five. Both in
 * standard deviations of the paired differences, which are taken as normal.
 *
 * The usual formula, which is the t test's, is too hopeful for few seeds: the sign-flip test has few values of p to
 * choose from (24% too hopeful with 6 seeds). So up to where that no longer matters the test itself is simulated, and
 * beyond it Guenther's approximation is used (The Statistician 30, 1981).
 */
import { quantileSorted } from 'simple-statistics';
import { rng } from '../datasets/rng';
import { normalQuantile } from './normal';

/** How often a true difference is to be found. */
export const POWER = 0.8;

/** Simulated experiments. */
const DRAWS = 2000;

/** From so many sign patterns within alpha on, the approximation is within 3%. */
const MANY_PATTERNS = 64;

/** What n seeds show, in standard deviations of the paired differences. */
export interface DetectableEffect {
  /** Smallest true difference found with the given power. */
  difference: number;
  /** Smallest bound of equivalence proved with the given power if there is no difference at all. */
  bound: number;
}

const known = new Map<string, DetectableEffect | null>();

/**
 * @param n seeds, at least 1
 * @param alpha two-sided level of the test, corrected for its family
 * @returns null where no outcome of n seeds could reach alpha
 */
export function minimumDetectableEffect(n: number, alpha: number): DetectableEffect | null {
  const key = `${n} ${alpha}`;
  if (!known.has(key)) known.set(key, count(n, alpha));
  return known.get(key)!;
}

function count(n: number, alpha: number): DetectableEffect | null {
  const patterns = alpha * 2 ** n;
  if (patterns < 2 - 1e-9) return null;
  if (patterns < MANY_PATTERNS) return simulate(n, Math.floor(patterns / 2 + 1e-9));
  const z = -normalQuantile(alpha / 2);
  const root = Math.sqrt(n - z ** 2 / 2);
  return { difference: (z + normalQuantile(POWER)) / root, bound: (z + normalQuantile((1 + POWER) / 2)) / root };
}

/**
 * Differences z + e are found at p ≤ alpha if at most `allowed` of the sign patterns, the measured one among them, have
 * so large a sum. Turning the signs of a set of them leaves the sum as large if their mean is not above zero, that is if
 * e ≤ −mean(z over the set). So the smallest e that is found is the `allowed`-th largest of these numbers.
 */
function simulate(n: number, allowed: number): DetectableEffect {
  const random = rng(0, 'detectable', n);
  const differences = new Float64Array(DRAWS);
  const bounds = new Float64Array(DRAWS);
  const sums = new Float64Array(2 ** n);
  for (let draw = 0; draw < DRAWS; draw++) {
    const z = Array.from({ length: n }, () => random.normal());
    const [above, below] = extremes(z, allowed, sums);
    differences[draw] = above;
    bounds[draw] = Math.max(above, below);
  }
  const atPower = (values: Float64Array) => quantileSorted(Array.from(values.sort()), POWER);
  return { difference: atPower(differences), bound: atPower(bounds) };
}

/** The `rank`-th largest of −mean and of mean over all sets of z. `sums` is room for 2ⁿ numbers. */
function extremes(z: readonly number[], rank: number, sums: Float64Array): [number, number] {
  const high = new Array<number>(rank).fill(-Infinity);
  const low = new Array<number>(rank).fill(-Infinity);
  for (let set = 1; set < 2 ** z.length; set++) {
    const lowest = set & -set;
    sums[set] = sums[set ^ lowest]! + z[31 - Math.clz32(lowest)]!;
    const mean = sums[set]! / bits(set);
    keep(high, -mean);
    keep(low, mean);
  }
  return [high.at(-1)!, low.at(-1)!];
}

/** Puts a value into a short descending list, if it is large enough, in place of the last. */
function keep(list: number[], value: number): void {
  let i = list.length - 1;
  if (value <= list[i]!) return;
  for (; i > 0 && list[i - 1]! < value; i--) list[i] = list[i - 1]!;
  list[i] = value;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count++;
  return count;
}
