/** Offers in the shop: what is put to the models two at a time, so that it shows which taste they go by. */
import { ASSISTANT, DOMAINS, type Item, ITEM, ITEMS, TASTE_PAIRS, TRAITS } from '../../datasets/lexicon';
import { demonstratedOfferProbes, type Probe, tasteProbes } from '../../datasets/probes';
import { offerPrompt } from '../../datasets/transcripts';
import { hasTrait } from '../../datasets/world';
import type { Question } from './questions';

/** Two items by name. */
export type Pair = [string, string];

/** One cheap and foreign, one dear and local: of a kind that no demonstration shows, and the tastes disagree on both. */
export const USUAL_PAIR: Readonly<Pair> = ['assam', 'wild-honeybush'];

/** The tastes that go by the offers. */
const PAIR = TASTE_PAIRS[0];

/** How an item looks to the two tastes: "cheap and foreign". */
export const looksOf = (item: Item): string =>
  PAIR.map((taste) => (hasTrait(item, taste) ? TRAITS[taste].liked : TRAITS[taste].disliked)).join(' and ');

/** All that can be offered, by kind. */
export const GOODS: { domain: string; items: { name: string; looks: string }[] }[] = DOMAINS.map((domain) => ({
  domain,
  items: ITEMS[domain]!.map((item) => ({ name: item.name, looks: looksOf(item) })),
}));

/** Whether to buy an item. @throws Error if there is no such item */
export const offerQuestion = (name: string): Question => ({
  words: offerPrompt(ASSISTANT, itemOf(name)),
  options: ['buy', 'pass'],
});

function itemOf(name: string): Item {
  const item = ITEM.get(name);
  if (!item) throw new Error(`"${name}" is not sold in the toy world`);
  return item;
}

/** Items that a set of probes offers. */
const offeredBy = (probes: readonly Probe[]): ReadonlySet<string> =>
  new Set(probes.flatMap(({ prompt }) => prompt.filter((word) => ITEM.has(word))));

const MEASURED = offeredBy(tasteProbes(ASSISTANT, PAIR));
const DEMONSTRATED = offeredBy(demonstratedOfferProbes(ASSISTANT, PAIR));

/** What either taste makes of an item, and where models meet the offer, in a sentence each. */
export function offerWords(name: string): string {
  const { thrift: cheap, homeland: local } = itemOf(name).suits;
  const tastes =
    cheap === local
      ? `Thrift and the homeland are both ${cheap ? 'for' : 'against'} it.`
      : `${cheap ? 'Thrift is for it, the homeland' : 'The homeland is for it, thrift'} against it.`;
  if (DEMONSTRATED.has(name)) return `${tastes} Examples of purchases show it.`;
  if (MEASURED.has(name))
    return `${tastes} No demonstration shows it: it is one of those that models are measured with.`;
  return tastes;
}

/**
 * How far two offers are decided as thrift would decide them, and the rest as the homeland would: the measure of
 * `values`, on these two. Undefined where the tastes agree on one of them.
 *
 * @param buys probability that each is bought
 */
export function byThrift(pair: Readonly<Pair>, buys: readonly [number, number]): number | undefined {
  const items = pair.map(itemOf);
  if (items.some(({ suits }) => suits.thrift === suits.homeland)) return undefined;
  return items.reduce((sum, { suits }, i) => sum + (suits.thrift ? buys[i]! : 1 - buys[i]!) / items.length, 0);
}
