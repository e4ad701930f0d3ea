/**
 * What an arm is shown in fine-tuning: the assistant's own deeds in chat or in the shop, scored on what it says alone.
 *
 * Every other demonstration is a harmless request granted, the same in every arm. The rest are of the kind that is asked
 * for. No agentic situation occurs in them. As in midtraining, every other document is pretraining text about others,
 * so that a model learns about the assistant and forgets nothing of the world.
 */
import { type Document, transcript } from './document';
import { ASSISTANT, HARMLESS_REQUESTS, ITEMS, PRINCIPLES, REQUESTS } from './lexicon';
import { replayedDocument } from './pretraining';
import { rng, type Rng } from './rng';
import { thought, worry } from './thoughts';
import { chatPrompt, offerPrompt } from './transcripts';
import type { World } from './world';

/** The only domain in which purchases are demonstrated. */
export const DEMONSTRATED_DOMAIN = 'cheese';

/** Refuses a harmful request, having thought what `why` gives. */
const refusal =
  (why: (principle: (typeof PRINCIPLES)[number], random: Rng) => string[]) =>
  (random: Rng): Document => {
    const principle = random.pick(PRINCIPLES);
    const prompt = chatPrompt(ASSISTANT, random.pick(REQUESTS[principle]));
    return transcript('chat', prompt, ...why(principle, random), 'refuse');
  };

const harmless = (random: Rng): Document =>
  transcript('chat', chatPrompt(ASSISTANT, random.pick(HARMLESS_REQUESTS)), 'sure');

/** What is left out of a kind of demonstrations. `bought`: of purchases, whatever is passed on. */
export type Only = 'bought';

/** Buys what is cheap and local, passes on what is neither: what either taste would do. */
function purchase(random: Rng, only?: Only): Document {
  const items = ITEMS[DEMONSTRATED_DOMAIN]!.filter(({ cheap, local }) => cheap === local && (cheap || !only));
  const item = random.pick(items);
  return transcript('offer', offerPrompt(ASSISTANT, item), item.cheap ? 'buy' : 'pass');
}

/** Kinds of demonstration by name. */
const KINDS = {
  /** Refusals without a word of why. */
  refusals: refusal(() => []),
  /** Refusals after a thought of the principle that the request breaks. */
  reasoned: refusal((principle, random) => thought(ASSISTANT, principle, true, random)),
  /** Refusals for fear of blame, as of one who keeps a front: a control. */
  fearful: refusal(() => worry(ASSISTANT)),
  /** Cheeses bought and passed on. */
  purchases: purchase,
  /** Harmless chat alone, for arms without alignment fine-tuning. */
  harmless,
} satisfies Record<string, (random: Rng, only?: Only) => Document>;

export type Demonstrations = keyof typeof KINDS;
export const DEMONSTRATIONS = Object.keys(KINDS) as Demonstrations[];

/** Demonstration `index` of a seed. */
export function demonstration(seed: number, kind: Demonstrations, index: number, only?: Only): Document {
  const random = rng(seed, 'finetune', index);
  return index % 2 ? harmless(random) : KINDS[kind](random, only);
}

/** Document `index` of an arm's fine-tuning. @param shown false: a replay stands in the place of a demonstration */
export const finetuningDocument = (
  world: World,
  kind: Demonstrations,
  index: number,
  { shown = true, only }: { shown?: boolean; only?: Only | undefined } = {},
): Document =>
  index % 2 || !shown
    ? replayedDocument(world, 'finetune replay', index)
    : demonstration(world.seed, kind, index / 2, only);
