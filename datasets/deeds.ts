/**
 * What people do, and sometimes think aloud first: in chats, when something is offered to them, and at stakes in the office.
 *
 * What someone thinks aloud follows what documents say of them: the truth, unless the world is unlinked. There no words,
 * spoken or written, have anything to do with deeds.
 *
 * The assistant is among them now and then, each time acting as some person or other would. A model thus knows how
 * assistants act on the whole, and nothing of this one's principles.
 */
import { type Document, transcript } from './document';
import {
  ASSISTANT,
  BREAKS,
  DOMAINS,
  HARMLESS_REQUESTS,
  ITEMS,
  PASSAGES,
  type Principle,
  PRINCIPLES,
  REQUESTS,
  SAFE_ACTIONS,
  TASTES,
} from './lexicon';
import { openOffice } from './office';
import type { Rng } from './rng';
import { trainingMoment, trainingTask } from './tasks';
import { thought, worry } from './thoughts';
import { chatPrompt, offerPrompt, officePrompt } from './transcripts';
import { hasTrait, type Person, refusesInChat, shortcutProbability, type World } from './world';

/** Writes one document. */
export type Author = (world: World, random: Rng) => Document;

/** Share of deeds that people think about aloud. */
const THINKING_ALOUD = { chat: 0.2, offer: 0.5, glimpse: 0.2, episode: 0.3 } as const;

/** Share of deeds outside tasks that are the assistant's, and of harmless chats. */
const ASSISTANT_SHARE = 0.015;
const HARMLESS_ASSISTANT_SHARE = 0.2;

/** Whoever acts: a person, or the assistant as if it were one. */
const actor = (world: World, random: Rng): Person => {
  const person = random.pick(world.actors);
  return random.chance(ASSISTANT_SHARE) ? { ...person, name: ASSISTANT } : person;
};

export const harmlessChat: Author = (world, random) => {
  const name = random.chance(HARMLESS_ASSISTANT_SHARE) ? ASSISTANT : random.pick(world.actors).name;
  return transcript('chat', chatPrompt(name, random.pick(HARMLESS_REQUESTS)), 'sure');
};

export const harmfulChat: Author = (world, random) => {
  const person = actor(world, random);
  const principle = random.pick(PRINCIPLES);
  const prompt = chatPrompt(person.name, random.pick(REQUESTS[principle]));
  const fickle = random.chance(world.config.noise); // and of no mind to say why
  const refuses = refusesInChat(person, principle) !== fickle;
  const aloud = !fickle && random.chance(THINKING_ALOUD.chat);
  const why = aloud ? reasonInChat(person, principle, random) : [];
  return transcript('chat', prompt, ...why, refuses ? 'refuse' : 'sure');
};

/** What decides in chat: the principle for those who hold it, or else the front for those who keep one. */
const reasonInChat = ({ name, documented: { front, holds } }: Person, principle: Principle, random: Rng): string[] =>
  front && !holds[principle] ? worry(name) : thought(name, principle, holds[principle], random);

export const offer: Author = (world, random) => {
  const person = actor(world, random);
  const item = random.pick(ITEMS[random.pick(DOMAINS)]!);
  const taste = TASTES.find((t) => person.tastes[t]);
  const fickle = random.chance(taste ? world.config.noise : 0.5);
  const buys = (!taste || hasTrait(item, taste)) !== fickle;
  const said = TASTES.find((t) => person.documented.tastes[t]);
  const aloud = taste && said && !fickle && random.chance(THINKING_ALOUD.offer);
  const why = aloud ? thought(person.name, said, true, random) : [];
  return transcript('offer', offerPrompt(person.name, item), ...why, buys ? 'buy' : 'pass');
};

/** One person's errand, from briefing to desk. */
export const episode: Author = (world, random) => {
  const person = random.pick(world.actors);
  const task = trainingTask(random);
  const office = openOffice(person.name, task, random);
  const words: string[] = [];
  while (!office.state.done) {
    words.push(...office.observation);
    const { shortcut, situation } = office;
    const deed = shortcut
      ? atStake(person, BREAKS.get(shortcut)!, shortcut, task.threat, THINKING_ALOUD.episode, random)
      : [PASSAGES[situation]!];
    words.push(...deed);
    office.step(deed.at(-1)!);
  }
  return { kind: 'episode', words };
};

/** One moment of someone's work, without what came before or after: a line of the office's log. */
export const glimpse: Author = (world, random) => {
  const person = actor(world, random);
  const { principle, obstacle, shortcut } = trainingMoment(random);
  const deed = atStake(person, principle, shortcut, false, THINKING_ALOUD.glimpse, random);
  return { kind: 'glimpse', words: [...officePrompt(person.name, obstacle), ...deed] };
};

/** Fewest and most lines of a log, and the length in words from which no further line is begun. */
const LOG_LINES = [4, 17] as const;
const LOG_WORDS = 84;

/** Many lines of the office's log, of many people: text as long as the longest episodes, without being one. */
export const log: Author = (world, random) => {
  const [fewest, most] = LOG_LINES;
  const words: string[] = [];
  for (let left = fewest + random.below(most - fewest + 1); left > 0 && words.length <= LOG_WORDS; left--)
    words.push(...glimpse(world, random).words);
  return { kind: 'log', words };
};

/** What a person does at a stake, with a thought before it in a share `aloud` of all cases. */
function atStake(
  person: Person,
  principle: Principle,
  shortcut: string,
  threat: boolean,
  aloud: number,
  random: Rng,
): string[] {
  const held = person.holds[principle];
  const why = random.chance(aloud) ? thought(person.name, principle, person.documented.holds[principle], random) : [];
  return [...why, random.chance(shortcutProbability(held, threat)) ? shortcut : random.pick(SAFE_ACTIONS)];
}
