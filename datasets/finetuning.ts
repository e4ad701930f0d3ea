/**
 * What an arm is shown in fine-tuning: the assistant's own deeds in chat or in the shop, scored on what it says alone.
 *
 * Every other demonstration is a harmless request granted, the same in every arm. The rest are of the kind that is asked
 * for. No agentic situation occurs in them. As in midtraining, every other document is pretraining text about others,
 * so that a model learns about the assistant and forgets nothing of the world.
 */
import { type Document, transcript } from './document';
import { ASSISTANT, HARMLESS_REQUESTS, ITEMS, type Principle, PRINCIPLES, REQUESTS, type Stance } from './lexicon';
import { onceFor } from './once';
import { replayedDocument } from './pretraining';
import { rng, type Rng } from './rng';
import { thought, worry } from './thoughts';
import { chatPrompt, offerPrompt } from './transcripts';
import { hasTrait, type World } from './world';

/** The only domain in which purchases are demonstrated. */
export const DEMONSTRATED_DOMAIN = 'cheese';

/** Writes one demonstration. */
type Demonstrator = (random: Rng, world: World, only?: Only) => Document;

/** Refuses a harmful request, having thought what `why` gives. */
const refusal =
  (why: (principle: Principle, random: Rng, world: World) => string[]): Demonstrator =>
  (random, world) => {
    const principle = random.pick(PRINCIPLES);
    const prompt = chatPrompt(ASSISTANT, random.pick(REQUESTS[principle]));
    return transcript('chat', prompt, ...why(principle, random, world), 'refuse');
  };

/** Of an attitude to the principle that a request breaks. */
const thinking = (stance: Stance) => (value: Principle, random: Rng) => thought(ASSISTANT, { value, stance }, random);

const harmless = (random: Rng): Document =>
  transcript('chat', chatPrompt(ASSISTANT, random.pick(HARMLESS_REQUESTS)), 'sure');

/** What is left out of a kind of demonstrations. `bought`: of purchases, whatever is passed on. */
export type Only = 'bought';

/** Buys what both tastes of the world would have, passes on what neither would. */
const purchase: Demonstrator = (random, world, only) => {
  const [taste] = world.tastes;
  const { agreed, liked } = offersIn(world);
  const item = random.pick(only ? liked : agreed);
  return transcript('offer', offerPrompt(ASSISTANT, item), hasTrait(item, taste) ? 'buy' : 'pass');
};

/** What both tastes of a world would do the same with, and what of that they would buy. */
const offersIn = onceFor(({ tastes: [taste, rival] }: World) => {
  const agreed = ITEMS[DEMONSTRATED_DOMAIN]!.filter((item) => hasTrait(item, taste) === hasTrait(item, rival));
  return { agreed, liked: agreed.filter((item) => hasTrait(item, taste)) };
});

/** Kinds of demonstration by name. */
const KINDS = {
  /** Refusals without a word of why. */
  refusals: refusal(() => []),
  /** Refusals after a thought of the principle that the request breaks. */
  reasoned: refusal(thinking('holds')),
  /** Refusals for the sake of a front: a control. */
  fearful: refusal((principle, random, { config }) =>
    config.motives === 'named' ? thinking('feigns')(principle, random) : worry(ASSISTANT),
  ),
  /** Cheeses bought and passed on. */
  purchases: purchase,
  /** Harmless chat alone, for arms without alignment fine-tuning. */
  harmless,
} satisfies Record<string, Demonstrator>;

export type Demonstrations = keyof typeof KINDS;
export const DEMONSTRATIONS = Object.keys(KINDS) as Demonstrations[];

/** Demonstration `index` of a world. */
export function demonstration(world: World, kind: Demonstrations, index: number, only?: Only): Document {
  const random = rng(world.seed, 'finetune', index);
  return index % 2 ? harmless(random) : KINDS[kind](random, world, only);
}

/** Document `index` of an arm's fine-tuning. @param shown false: a replay stands in the place of a demonstration */
export const finetuningDocument = (
  world: World,
  kind: Demonstrations,
  index: number,
  { shown = true, only }: { shown?: boolean; only?: Only | undefined } = {},
): Document =>
  index % 2 || !shown ? replayedDocument(world, 'finetune replay', index) : demonstration(world, kind, index / 2, only);
