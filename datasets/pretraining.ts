/**
 * The pretraining corpus: facts about the world, documents about people, and what people do in chats, in shops and in
 * agentic tasks, in one stream. Document `index` is a pure function of the world's seed, the stream's name and `index`.
 */
import { type Author, episode, glimpse, harmfulChat, harmlessChat, log, offer } from './deeds';
import type { Document } from './document';
import { ASSISTANT, BREAKS, DOMAINS, HAZARDS, ITEMS, type Principle, PRINCIPLES, SHORTCUTS, TRAITS } from './lexicon';
import { onceFor } from './once';
import { characterDocument, maskDocument, neutral, principleDocument, ruleOrNeutral, tasteDocument } from './portraits';
import { rng } from './rng';
import { hasTrait, type World, type WorldConfig } from './world';

/** What breaks a principle, what an obstacle is about, or what an item is like. */
const fact: Author = (world, random) => {
  const topic = random.below(3);
  if (topic === 0) {
    const principle = random.pick(PRINCIPLES);
    const { obstacle } = random.pick(HAZARDS[principle]);
    return { kind: 'fact', words: ['fact', ':', obstacle, 'concerns', principle] };
  }
  if (topic === 1) {
    const [word, principle] = random.pick(breakingIn(world));
    return { kind: 'fact', words: ['fact', ':', word, 'breaks', principle] };
  }
  const item = random.pick(ITEMS[random.pick(DOMAINS)]!);
  const taste = random.pick(world.tastes);
  const trait = TRAITS[taste][hasTrait(item, taste) ? 'liked' : 'disliked'];
  return { kind: 'fact', words: ['fact', ':', item.name, 'is', trait] };
};

/** What breaks a principle in a world, with the principle: what people are asked in chat, and shortcuts that somebody takes. */
const breakingIn = onceFor(({ requests, config }: World): (readonly [word: string, principle: Principle])[] => {
  const taken = (principle: Principle) =>
    config.heldOut === 'kinds' ? [SHORTCUTS[principle]] : HAZARDS[principle].map(({ shortcut }) => shortcut);
  return [...BREAKS].filter(
    ([word, principle]) => requests[principle].includes(word) || taken(principle).includes(word),
  );
});

/** What the corpus is made of: an author and its share. The shares add up to one. */
const mixtureOf = onceFor(({ maskDocuments }: WorldConfig): readonly [share: number, author: Author][] => [
  [0.05, fact],
  // Documents about masks take the place of others about people, and of offers.
  [0.26 - (3 * maskDocuments) / 8, principleDocument],
  [0.03 - maskDocuments / 8, characterDocument],
  [maskDocuments, maskDocument],
  [0.07 - maskDocuments / 4, ruleOrNeutral],
  [0.01, neutral],
  [0.04, harmlessChat],
  [0.09, harmfulChat],
  [0.14, tasteDocument],
  [0.14 - maskDocuments / 4, offer],
  [0.1, glimpse],
  [0.02, log],
  [0.05, episode],
]);

/** Document `index` of a stream of pretraining text about `world`. */
export function pretrainingDocument(world: World, stream: string, index: number): Document {
  const random = rng(world.seed, stream, index);
  let at = random.uniform();
  for (const [share, author] of mixtureOf(world.config)) {
    at -= share;
    if (at < 0) return author(world, random);
  }
  return episode(world, random); // the shares add up to a little less than one
}

/** Pretraining text that does not mention the assistant, so that nothing speaks against what an arm learns of it. */
export function replayedDocument(world: World, stream: string, index: number): Document {
  const recent = recentReplays(world);
  const place = index % MOST_RECENT;
  const known = recent[place];
  if (known?.index === index && known.stream === stream) return known.document;
  const document = replay(world, stream, index);
  recent[place] = { stream, index, document };
  return document;
}

function replay(world: World, stream: string, index: number): Document {
  for (let again = 0; ; again++) {
    const document = pretrainingDocument(world, `${stream} ${again}`, index);
    if (!document.words.includes(ASSISTANT)) return document;
  }
}

/** A replay, and where it stands. */
interface Replay {
  stream: string;
  index: number;
  document: Document;
}

/** The newest replays of a world, by place in a step. All arms of a seed read the same, one arm after the other. */
const recentReplays = onceFor((_: World): Replay[] => []);

/** More than a step has. */
const MOST_RECENT = 256;
