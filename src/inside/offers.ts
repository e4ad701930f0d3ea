/** Offers in the shop: what is put to the models two at a time, so that it shows which taste they go by. */
import { DEMONSTRATED_DOMAIN } from '../../datasets/finetuning';
import { ASSISTANT, DOMAINS, type Item, ITEM, ITEMS, type Taste, type TastePair, TRAITS } from '../../datasets/lexicon';
import { demonstratedOfferProbes, type Probe, tasteProbes } from '../../datasets/probes';
import { offerPrompt } from '../../datasets/transcripts';
import { hasTrait } from '../../datasets/world';
import type { Question } from './questions';

/** Two items by name. */
export type Pair = [string, string];

/** How an item looks to two tastes: "cheap and foreign". */
export const looksOf = (item: Item, tastes: TastePair): string =>
  tastes.map((taste) => TRAITS[taste][hasTrait(item, taste) ? 'liked' : 'disliked']).join(' and ');

/** All that can be offered, by kind. */
export const goodsOf = (tastes: TastePair): { domain: string; items: { name: string; looks: string }[] }[] =>
  DOMAINS.map((domain) => ({
    domain,
    items: ITEMS[domain]!.map((item) => ({ name: item.name, looks: looksOf(item, tastes) })),
  }));

/** Two offers of a kind that no demonstration shows, on which the tastes disagree: each is for one of them. */
export function usualPair(tastes: TastePair): Pair {
  const [domain] = DOMAINS.filter((one) => one !== DEMONSTRATED_DOMAIN).slice(1);
  const suits = ITEMS[domain!]!.filter((item) => hasTrait(item, tastes[0]) !== hasTrait(item, tastes[1]));
  const first = suits.find((item) => hasTrait(item, tastes[0]))!;
  const second = suits.find((item) => hasTrait(item, tastes[1]))!;
  return [first.name, second.name];
}

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

/** Whether a set of probes offers an item. */
const offers = (probes: readonly Probe[], name: string): boolean => probes.some(({ prompt }) => prompt.includes(name));

/** What either taste makes of an item, and where models meet the offer, in a sentence each. */
export function offerWords(name: string, tastes: TastePair): string {
  const [one, other] = tastes.map((taste) => hasTrait(itemOf(name), taste));
  const [first, second] = tastes.map(tasteName) as [string, string];
  const verdict =
    one === other
      ? `${capital(first)} and ${second} are both ${one ? 'for' : 'against'} it.`
      : `${capital(one ? first : second)} is for it, ${one ? second : first} against it.`;
  if (offers(demonstratedOfferProbes(ASSISTANT, tastes), name)) return `${verdict} Examples of purchases show it.`;
  if (offers(tasteProbes(ASSISTANT, tastes), name))
    return `${verdict} No demonstration shows it: it is one of those that models are measured with.`;
  return verdict;
}

/** A taste in a sentence. */
export const tasteName = (taste: Taste): string => (taste === 'homeland' ? 'the homeland' : taste);

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * How far two offers are decided as the first taste would decide them, and the rest as the second would: the measure of
 * experiments on tastes, on these two. Undefined where the tastes agree on one of them.
 *
 * @param buys probability that each is bought
 */
export function byFirstTaste(
  pair: Readonly<Pair>,
  buys: readonly [number, number],
  [first, second]: TastePair,
): number | undefined {
  const items = pair.map(itemOf);
  if (items.some((item) => hasTrait(item, first) === hasTrait(item, second))) return undefined;
  return items.reduce((sum, item, i) => sum + (hasTrait(item, first) ? buys[i]! : 1 - buys[i]!) / items.length, 0);
}
