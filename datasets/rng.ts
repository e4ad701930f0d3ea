/**
 * Random numbers as a pure function of (seed, stream, index).
 *
 * Every sample the lab draws names the stream it comes from, so that two arms which share a stream read the same
 * bytes, and any single sample can be made again without making those before it.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';

/** A small deterministic generator. Mutable: draws advance it. */
export interface Rng {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element, uniformly. The array must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A new array with the same elements in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** Standard normal (Box-Muller). */
  normal(): number;
}

/** FNV-1a over the UTF-16 code units of a stream's name, finished with murmur3's mixer. */
function hash(seed: number, stream: string, index: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < stream.length; i++) h = Math.imul(h ^ stream.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ index, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** The generator of sample `index` in `stream` under `seed`. */
export function rng(seed: number, stream: string, index = 0): Rng {
  // Two hashes fill 64 bits of state, so that neighbouring indices do not collide by the birthday bound.
  const source = xoroshiro128plus(hash(seed, stream, index) ^ Math.imul(hash(index, stream, seed), 0x9e3779b1));
  const uniform = () => uniformFloat64(source);
  const below = (n: number) => uniformInt(source, 0, n - 1);
  return {
    uniform,
    below,
    chance: (probability) => uniform() < probability,
    pick: (items) => items[below(items.length)]!,
    shuffle: (items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
