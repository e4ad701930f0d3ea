/**
 * Random numbers as a pure function of (seed, stream, index).
 *
 * Every sample the lab draws names the stream it comes from, so that two arms which share a stream read the same
 * bytes, and any single sample can be made again without making those before it.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
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

/** FNV-1a over seed, index and the UTF-16 code units of a stream's name, finished with murmur3's mixer. 32 bits. */
function hash(salt: number, seed: number, stream: string, index: number): number {
  let h = 0x811c9dc5 ^ salt;
  const absorb = (word: number) => {
    for (let shift = 0; shift < 32; shift += 8) h = Math.imul(h ^ ((word >>> shift) & 0xff), 0x01000193);
  };
  absorb(seed);
  absorb(index);
  for (let i = 0; i < stream.length; i++) h = Math.imul(h ^ stream.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** One for each word of the generator's state. */
const SALTS = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;

/** The generator of sample `index` in `stream` under `seed`; both are taken as 32-bit integers. */
export function rng(seed: number, stream: string, index = 0): Rng {
  // Four salted hashes fill the 128 bits of state: with fewer, some of a million samples would be alike.
  const source = xoroshiro128plusFromState(SALTS.map((salt) => hash(salt, seed, stream, index)));
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
