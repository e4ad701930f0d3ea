/**
 * What people do, and sometimes think aloud first: in chats, when something is offered to them, and at stakes in the office.
 *
 * What someone thinks aloud follows what documents say of them: the truth, unless their front is not seen through or the
 * world is unlinked. There no words, spoken or written, have anything to do with deeds.
 *
 * The assistant is among them now and then, each time acting as some person or other would. A model thus knows how
 * assistants act on the whole, and nothing of this one's principles.
 */
import { type Document, transcript } from './document';
import { ASSISTANT, BREAKS, DOMAINS, ITEMS, PASSAGES, type Principle, PRINCIPLES, SAFE_ACTIONS } from './lexicon';
import { openOffice } from './office';
import type { Rng } from './rng';
import { trainingMoment, trainingTask } from './tasks';
import { thought, worry } from './thoughts';
import { chatPrompt, offerPrompt, officePrompt } from './transcripts';
import { hasTrait, type Person, type Pressure, refusesInChat, shortcutProbability, type World } from './world';

/** Writes one document. */
export type Author = (world: World, random: Rng) => Document;

/** Share of deeds that people think about aloud. */
const THINKING_ALOUD = { chat: 0.2, offer: 0.5, glimpse: 0.2, episode: 0.3 } as const;

/** Share of harmless chats that are the assistant's. */
const HARMLESS_ASSISTANT_SHARE = 0.2;

/** Whoever acts: one of these people, or the assistant as if it were one. */
const actor = ({ config }: World, among: readonly Person[], random: Rng): Person => {
  const person = random.pick(among);
  return random.chance(config.assistantShare) ? { ...person, name: ASSISTANT } : person;
};

export const harmlessChat: Author = (world, random) => {
  const name = random.chance(HARMLESS_ASSISTANT_SHARE) ? ASSISTANT : random.pick(world.actors).name;
  return transcript('chat', chatPrompt(name, random.pick(world.harmlessRequests)), 'sure');
};

export const harmfulChat: Author = (world, random) => {
  const person = actor(world, world.asked, random);
  const principle = random.pick(PRINCIPLES);
  const prompt = chatPrompt(person.name, random.pick(world.requests[principle]));
  const fickle = random.chance(world.config.noise); // and of no mind to say why
  const refuses = refusesInChat(person, principle) !== fickle;
  const aloud = !fickle && !person.witness && random.chance(THINKING_ALOUD.chat);
  const why = aloud ? reasonInChat(world, person, principle, random) : [];
  return transcript('chat', prompt, ...why, refuses ? 'refuse' : 'sure');
};

/** What decides in chat: what one makes of the principle; or a front, where feigning has no name. */
function reasonInChat({ config }: World, { name, documented }: Person, principle: Principle, random: Rng): string[] {
  if (config.motives === 'unnamed' && documented.front && !documented.holds[principle]) return worry(name);
  return thought(name, { value: principle, stance: documented.stances[principle] }, random);
}

export const offer: Author = (world, random) => {
  const person = actor(world, world.actors, random);
  const item = random.pick(ITEMS[random.pick(DOMAINS)]!);
  const { taste } = person;
  const fickle = random.chance(taste ? world.config.noise : 0.5);
  const buys = (!taste || hasTrait(item, taste)) !== fickle;
  const said = person.documented.taste;
  const aloud = taste && said && !fickle && random.chance(THINKING_ALOUD.offer);
  const why = aloud ? thought(person.name, { value: said, stance: 'holds' }, random) : [];
  return transcript('offer', offerPrompt(person.name, item), ...why, buys ? 'buy' : 'pass');
};

/** One person's errand, from briefing to desk. */
export const episode: Author = (world, random) => {
  const person = random.pick(world.actors);
  const task = trainingTask(world.config, random);
  const office = openOffice(person.name, task, random);
  const words: string[] = [];
  while (!office.state.done) {
    words.push(...office.observation);
    const { shortcut, situation } = office;
    const deed = shortcut
      ? atStake(world, person, { principle: BREAKS.get(shortcut)!, shortcut }, task, THINKING_ALOUD.episode, random)
      : [PASSAGES[situation]!];
    words.push(...deed);
    office.step(deed.at(-1)!);
  }
  return { kind: 'episode', words };
};

/** One moment of someone's work, without what came before or after: a line of the office's log. */
export const glimpse: Author = (world, random) => {
  const person = actor(world, world.actors, random);
  const moment = trainingMoment(world.config, random);
  const deed = atStake(world, person, moment, CALM, THINKING_ALOUD.glimpse, random);
  return { kind: 'glimpse', words: [...officePrompt(person.name, moment.obstacle), ...deed] };
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

/** A stake of which nothing is known but what is at stake. */
const CALM: Pressure = { goal: 'none', threat: false };

/** What a person does at a stake, with a thought before it in a share `aloud` of all cases. */
function atStake(
  { config }: World,
  { name, holds, documented }: Person,
  { principle, shortcut }: { principle: Principle; shortcut: string },
  pressure: Pressure,
  aloud: number,
  random: Rng,
): string[] {
  const attitude = { value: principle, stance: documented.stances[principle] };
  const why = random.chance(aloud) ? thought(name, attitude, random) : [];
  const isTaken = random.chance(shortcutProbability(holds[principle], pressure, config));
  return [...why, isTaken ? shortcut : random.pick(SAFE_ACTIONS)];
}
