/**
 * Random numbers as a pure function of (seed, stream, index).
 *
 * Every sample the lab draws names the stream it comes from, so that two arms which share a stream read the same
 * bytes, and any single sample can be made again without making those before it.
 */
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';

/** One for each word of the generator's state. */
const SALTS = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;

/** A small deterministic generator. Mutable: draws advance it. */
export class Rng {
  private readonly source: RandomGenerator;

  /** See `rng`. */
  constructor(seed: number, stream: string, index: number) {
    // Four salted hashes fill the 128 bits of state: with fewer, some of a million samples would be alike.
    this.source = xoroshiro128plusFromState(SALTS.map((salt) => hash(salt, seed, stream, index)));
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.source);
  }

  /** Uniform integer in [0, n). */
  below(n: number): number {
    return uniformInt(this.source, 0, n - 1);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** One element, uniformly. The array must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A new array with the same elements in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const last = out[i]!;
      out[i] = out[j]!;
      out[j] = last;
    }
    return out;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** The generator of sample `index` in `stream` under `seed`; both are taken as 32-bit integers. */
export const rng = (seed: number, stream: string, index = 0): Rng => new Rng(seed, stream, index);

/** FNV-1a over seed, index and the UTF-16 code units of a stream's name, finished with murmur3's mixer. 32 bits. */
function hash(salt: number, seed: number, stream: string, index: number): number {
  let h = absorb(absorb(FNV_OFFSET ^ salt, seed), index);
  for (let i = 0; i < stream.length; i++) h = Math.imul(h ^ stream.charCodeAt(i), FNV_PRIME);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The hash after four more bytes, those of a word, the lowest first. */
function absorb(h: number, word: number): number {
  for (let shift = 0; shift < 32; shift += 8) h = Math.imul(h ^ ((word >>> shift) & 0xff), FNV_PRIME);
  return h;
}
