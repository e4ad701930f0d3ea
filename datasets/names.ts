/** Names of people: one word each, the same in every world, so that all worlds share one vocabulary. */
import { LATER_WORDS, WORDS } from './lexicon';

const ONSETS = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'r', 's', 't'];
const MIDDLES = ['a', 'e', 'i', 'o'];
const ENDINGS = ['la', 'ro', 'mi', 'vin', 'dor'];

/** Names there are: as many as the vocabulary has room for. */
const COUNT = 203;

/** Names such as `bala`, `tomi`, `ravin`, in an order that mixes their sounds. */
export const NAMES: readonly string[] = (() => {
  const taken = new Set([...WORDS, ...LATER_WORDS]);
  const all = ONSETS.flatMap((a) => MIDDLES.flatMap((b) => ENDINGS.map((c) => a + b + c)));
  // 149 shares no factor with the 240 that there are, so this visits every one once.
  const mixed = all.map((_, i) => all[(i * 149) % all.length]!);
  return mixed.filter((name) => !taken.has(name)).slice(0, COUNT);
})();

/** Nobody's name, in a world of fewer people than there are names: whoever has it is not known from anything. */
export const STRANGER = NAMES.at(-1)!;
