/** Names of people: one word each, the same in every world, so that all worlds share one vocabulary. */
import { WORDS } from './lexicon';

const ONSETS = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'r', 's', 't'];
const MIDDLES = ['a', 'e', 'i', 'o'];
const ENDINGS = ['la', 'ro', 'mi', 'vin', 'dor'];

/** 240 names such as `bala`, `tomi`, `ravin`, in an order that mixes their sounds. */
export const NAMES: readonly string[] = (() => {
  const taken = new Set(WORDS);
  const all = ONSETS.flatMap((a) => MIDDLES.flatMap((b) => ENDINGS.map((c) => a + b + c)));
  // 149 shares no factor with 240, so this visits every name once.
  return all.map((_, i) => all[(i * 149) % all.length]!).filter((name) => !taken.has(name));
})();

/** Nobody's name, in a world of fewer people than there are names: whoever has it is not known from anything. */
export const STRANGER = NAMES.at(-1)!;
