/**
 * Episodes nested in seeds. A seed's closed-loop rate comes from a limited number of episodes, so it is itself uncertain;
 * `episodeError` says by how much, and `nestedInterval` resamples episodes as well as seeds.
 *
 * The interval that is shown resamples whole seeds, each with its episodes. That already contains the noise of episodes,
 * since every seed's rate carries its own; resampling them once more counts it twice (Davison and Hinkley, Bootstrap
 * Methods and their Application, 1997, §3.8). The nested interval is therefore too wide rather than too narrow, and where
 * the two agree, more episodes would not have told more.
 */
import { quantileSorted } from 'simple-statistics';
import { rng, type Rng } from '../datasets/rng';
import type { Interval } from './bootstrap';

/** The episodes of one seed, in cells of equal size: `rates[cell]` of `episodes` each. */
export interface SeedEpisodes {
  rates: number[];
  episodes: number;
}

/** Standard error of a seed's mean rate that is due to its episodes alone: binomial within every cell. */
export function episodeError({ rates, episodes }: SeedEpisodes): number {
  const variance = rates.reduce((sum, p) => sum + (p * (1 - p)) / episodes, 0);
  return Math.sqrt(variance) / rates.length;
}

/**
 * 95% percentile interval of the mean over seeds of `arm − reference`, from resampled seeds and, within them, resampled
 * episodes; null with fewer than two seeds.
 *
 * @param pairs for each seed the episodes of the arm, and of the reference where there is one
 */
export function nestedInterval(
  pairs: readonly { arm: SeedEpisodes; reference?: SeedEpisodes }[],
  { resamples, seed }: { resamples: number; seed: number } = { resamples: 2000, seed: 0 },
): Interval | null {
  if (pairs.length < 2) return null;
  const random = rng(seed, 'nested');
  const samplers = pairs.map(({ arm, reference }) => [sampler(arm), reference && sampler(reference)] as const);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < pairs.length; i++) {
      const [arm, reference] = random.pick(samplers);
      sum += arm(random) - (reference?.(random) ?? 0);
    }
    return sum / pairs.length;
  });
  const sorted = Array.from(means.sort());
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}

/** Draws the mean rate that the same seed might have had with other episodes. */
function sampler({ rates, episodes }: SeedEpisodes): (random: Rng) => number {
  const tables = rates.map((rate) => binomialTable(episodes, rate));
  return (random) => {
    let successes = 0;
    for (const table of tables) {
      const u = random.uniform();
      let k = 0;
      while (k < episodes && u >= table[k]!) k++;
      successes += k;
    }
    return successes / (episodes * rates.length);
  };
}

/** P(successes ≤ k) for k = 0 … n. */
function binomialTable(n: number, p: number): number[] {
  const table: number[] = [];
  let weight = (1 - p) ** n;
  let sum = weight;
  if (p === 1) return Array.from({ length: n + 1 }, (_, k) => (k < n ? 0 : 1));
  for (let k = 0; k <= n; k++) {
    table.push(sum);
    weight *= ((n - k) / (k + 1)) * (p / (1 - p));
    sum += weight;
  }
  return table;
}
