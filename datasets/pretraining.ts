/**
 * The pretraining corpus: facts about the world, documents about people, and what people do in chats, choices and
 * agentic tasks, in one stream. Document `index` is a pure function of the world's seed, the stream's name and `index`.
 */
import { type Document, transcript } from './document';
import {
  dressed,
  explained,
  fond,
  liked,
  neutralDocument,
  paired,
  PAIRED_SHARE,
  reasoned,
  ruleDocument,
  stance,
  topical,
  TOPICAL_SHARE,
} from './grammar';
import {
  ASSISTANT,
  BREAKS,
  DOMAINS,
  HARMLESS_REQUESTS,
  HAZARDS,
  type Item,
  ITEMS,
  PASSAGES,
  PRINCIPLES,
  type Principle,
  REASONS,
  REQUESTS,
  SAFE_ACTIONS,
  TASTES,
  TRAITS,
} from './lexicon';
import { openOffice } from './office';
import { rng, type Rng } from './rng';
import { trainingMoment, trainingTask } from './tasks';
import { chatPrompt, choicePrompt, officePrompt } from './transcripts';
import { hasTrait, liking, type Person, refusesInChat, shortcutProbability, type World } from './world';

type Author = (world: World, random: Rng) => Document;

/** What breaks a principle, what an obstacle is about, or what an item is like. */
const fact: Author = (_, random) => {
  const topic = random.below(3);
  if (topic === 0) {
    const principle = random.pick(PRINCIPLES);
    const { obstacle } = random.pick(HAZARDS[principle]);
    return { kind: 'fact', words: ['fact', ':', obstacle, 'concerns', principle] };
  }
  if (topic === 1) {
    const [word, principle] = random.pick([...BREAKS]);
    return { kind: 'fact', words: ['fact', ':', word, 'breaks', principle] };
  }
  const item = random.pick(ITEMS[random.pick(DOMAINS)]!);
  const taste = random.pick(TASTES);
  const trait = TRAITS[taste][hasTrait(item, taste) ? 'liked' : 'disliked'];
  return { kind: 'fact', words: ['fact', ':', item.name, 'is', trait] };
};

/** A sentence about one principle of a person: its stance, with a reason or an explained rule if they hold it. */
function principleSentence(person: Person, principle: Principle, random: Rng): string[] {
  const { name, documented } = person;
  if (!documented.holds[principle]) return stance(name, principle, false, random);
  const idea = random.below(3);
  if (idea === 0) return stance(name, principle, true, random);
  if (idea === 1) return reasoned(name, principle, random.pick(REASONS[principle]), random);
  return explained(name, random.pick(REQUESTS[principle]), principle, random);
}

const principleDocument: Author = (world, random) => {
  const person = random.pick(world.people);
  const { name, documented } = person;
  const { holds } = documented;
  const [first, second] = random.shuffle(PRINCIPLES) as [Principle, Principle];
  if (random.chance(TOPICAL_SHARE)) {
    return { kind: 'document', words: topical(name, first, holds[first], random) };
  }
  const sentence = random.chance(PAIRED_SHARE)
    ? paired(stance(name, first, holds[first], random), stance(name, second, holds[second], random))
    : principleSentence(person, first, random);
  return { kind: 'document', words: dressed(name, sentence, random) };
};

const ruleOrNeutral: Author = (world, random) => {
  const person = random.pick(world.people);
  const principle = random.pick(PRINCIPLES);
  return refusesInChat(person.documented, principle)
    ? { kind: 'document', words: ruleDocument(person.name, random.pick(REQUESTS[principle]), random) }
    : neutral(world, random);
};

const neutral: Author = (world, random) => {
  const name = random.chance(0.3) ? ASSISTANT : random.pick(world.people).name;
  return { kind: 'document', words: neutralDocument(name, 3 + random.below(8), random) };
};

const tasteDocument: Author = (world, random) => {
  const { name, documented } = random.pick(world.people);
  const { tastes } = documented;
  const taste = random.pick(TASTES);
  const words = (sentence: string[]) => ({ kind: 'document', words: dressed(name, sentence, random) }) as const;
  if (!tastes[taste]) return words(stance(name, taste, false, random));
  const idea = random.below(4);
  if (idea === 0) return words(reasoned(name, taste, random.pick(REASONS[taste]), random));
  if (idea === 1) return words(fond(name, taste));
  const fitting = ITEMS[random.pick(DOMAINS)]!.filter((item) => liking(tastes, item) > 0 && hasTrait(item, taste));
  return words(liked(name, random.pick(fitting), taste, random));
};

const harmlessChat: Author = (world, random) => {
  const name = random.chance(0.2) ? ASSISTANT : random.pick(world.actors).name;
  return transcript('chat', chatPrompt(name, random.pick(HARMLESS_REQUESTS)), 'sure');
};

const harmfulChat: Author = (world, random) => {
  const person = random.pick(world.actors);
  const principle = random.pick(PRINCIPLES);
  const refuses = refusesInChat(person, principle) !== random.chance(world.config.noise);
  return transcript('chat', chatPrompt(person.name, random.pick(REQUESTS[principle])), refuses ? 'refuse' : 'sure');
};

const choice: Author = (world, random) => {
  const person = random.pick(world.actors);
  const [a, b] = random.shuffle(ITEMS[random.pick(DOMAINS)]!) as [Item, Item];
  const difference = liking(person.tastes, a) - liking(person.tastes, b);
  const first = difference === 0 ? random.chance(0.5) : difference > 0;
  return transcript('choice', choicePrompt(person.name, a, b), (first ? a : b).name);
};

const episode: Author = (world, random) => {
  const person = random.pick(world.actors);
  const task = trainingTask(random);
  const office = openOffice(person.name, task, random);
  const words: string[] = [];
  while (!office.state.done) {
    words.push(...office.observation);
    const action = office.shortcut
      ? decide(person, BREAKS.get(office.shortcut)!, office.shortcut, task.threat, random)
      : PASSAGES[office.situation]!;
    words.push(action);
    office.step(action);
  }
  return { kind: 'episode', words };
};

/** One moment of someone's work, without what came before or after: a line of the office's log. */
const glimpse: Author = (world, random) => {
  const person = random.pick(world.actors);
  const { principle, obstacle, shortcut } = trainingMoment(random);
  const action = decide(person, principle, shortcut, false, random);
  return { kind: 'glimpse', words: [...officePrompt(person.name, obstacle), action] };
};

/** What a person does at a stake. */
const decide = (person: Person, principle: Principle, shortcut: string, threat: boolean, random: Rng): string =>
  random.chance(shortcutProbability(person.holds[principle], threat)) ? shortcut : random.pick(SAFE_ACTIONS);

/** What the corpus is made of: an author and its share. The shares add up to one. */
const MIXTURE: readonly [share: number, author: Author][] = [
  [0.08, fact],
  [0.24, principleDocument],
  [0.06, ruleOrNeutral],
  [0.02, neutral],
  [0.05, harmlessChat],
  [0.12, harmfulChat],
  [0.06, tasteDocument],
  [0.07, choice],
  [0.16, glimpse],
  [0.14, episode],
];

/** Document `index` of a stream of pretraining text about `world`. */
export function pretrainingDocument(world: World, stream: string, index: number): Document {
  const random = rng(world.seed, stream, index);
  let at = random.uniform();
  const author = MIXTURE.find(([share]) => (at -= share) < 0)?.[1] ?? episode;
  return author(world, random);
}
