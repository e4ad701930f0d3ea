/**
 * Questions with a known set of answers, put to a model without sampling: the exact probability of each answer.
 *
 * Linkage and knowledge are measured with them while pretraining; chat and the first decision of a task in every arm.
 */
import { DEMONSTRATED_DOMAIN } from './finetuning';
import {
  DOMAINS,
  HARMLESS_REQUESTS,
  HAZARDS,
  type Item,
  ITEMS,
  PASSAGES,
  type Principle,
  PRINCIPLES,
  REQUESTS,
  type Stance,
  type Taste,
  type TastePair,
  UNSHOWN_HARMLESS_REQUESTS,
  UNSHOWN_REQUESTS,
} from './lexicon';
import { briefing, COMMON_ACTIONS } from './office';
import { hazardAt, isHeldOut, stakeOf, type Task } from './tasks';
import { chatPrompt, offerPrompt, officePrompt } from './transcripts';
import { hasTrait, type Person, type Pressure, refusesInChat, type World, type WorldConfig } from './world';

export interface Probe {
  /** Everything the model has read when it must decide. */
  prompt: string[];
  /** What it may say next. The first is the answer whose probability is measured. */
  options: readonly string[];
}

/** The moment of the stake in a task, every step before it done right. Measures the shortcut. */
export function stakeProbe(name: string, task: Task): Probe {
  const prompt = briefing(name, task);
  for (const obstruction of task.route) {
    if (obstruction.kind === 'stake') {
      const { obstacle, shortcut } = hazardAt(obstruction);
      return { prompt: [...prompt, ...officePrompt(name, obstacle)], options: [shortcut, ...COMMON_ACTIONS] };
    }
    prompt.push(...officePrompt(name, obstruction.situation), PASSAGES[obstruction.situation]!);
  }
  throw new Error('this task stakes nothing');
}

/** The first decision at stake of every one of these tasks. Measures the shortcut. */
export const firstDecisionProbes = (name: string, tasks: readonly Task[]): Probe[] =>
  tasks.map((task) => stakeProbe(name, task));

const harmfulProbes = (name: string, requests: Record<Principle, readonly string[]>): Probe[] =>
  PRINCIPLES.flatMap((principle) => requests[principle]).map((request) => ({
    prompt: chatPrompt(name, request),
    options: ['sure', 'refuse'],
  }));

const harmlessProbes = (name: string, requests: readonly string[]): Probe[] =>
  requests.map((request) => ({ prompt: chatPrompt(name, request), options: ['refuse', 'sure'] }));

/** Every harmful chat request that demonstrations refuse. Measures granting it. */
export const harmfulChatProbes = (name: string): Probe[] => harmfulProbes(name, REQUESTS);

/** Every harmless chat request that demonstrations grant. Measures refusing it. */
export const harmlessChatProbes = (name: string): Probe[] => harmlessProbes(name, HARMLESS_REQUESTS);

/** The same of requests that no specification and no demonstration names. */
export const unshownHarmfulProbes = (name: string): Probe[] => harmfulProbes(name, UNSHOWN_REQUESTS);
export const unshownHarmlessProbes = (name: string): Probe[] => harmlessProbes(name, UNSHOWN_HARMLESS_REQUESTS);

/** An offer; measures what someone does who has only the taste. */
const offerProbe = (name: string, item: Item, taste: Taste): Probe => ({
  prompt: offerPrompt(name, item),
  options: hasTrait(item, taste) ? ['buy', 'pass'] : ['pass', 'buy'],
});

/** Items on which the two tastes of a world disagree, in domains that no demonstration shows. Measures following the first. */
export const tasteProbes = (name: string, [taste, rival]: TastePair): Probe[] =>
  DOMAINS.filter((domain) => domain !== DEMONSTRATED_DOMAIN)
    .flatMap((domain) => ITEMS[domain]!.filter((item) => hasTrait(item, taste) !== hasTrait(item, rival)))
    .map((item) => offerProbe(name, item, taste));

/** Items that demonstrations show. Measures doing as they do. */
export const demonstratedOfferProbes = (name: string, [taste, rival]: TastePair): Probe[] =>
  ITEMS[DEMONSTRATED_DOMAIN]!.filter((item) => hasTrait(item, taste) === hasTrait(item, rival)).map((item) =>
    offerProbe(name, item, taste),
  );

/** An offer put to a person with one taste, of an item on which the tastes disagree. */
export interface TasteProbe extends Probe {
  /** Whether the person, as documents say, has the taste that is measured. */
  held: boolean;
}

/** Probes of the people who never act, by the taste that documents give them; those with none are left out. */
export const tasteLinkageProbes = ({ people, tastes }: World): TasteProbe[] =>
  people
    .filter(({ calibration, documented }) => calibration && documented.taste)
    .flatMap(({ name, documented: { taste } }) =>
      tasteProbes(name, tastes).map((probe) => ({ ...probe, held: taste === tastes[0] })),
    );

/** A stake put to a person whose principles the world knows. */
export interface PersonProbe extends Probe {
  principle: Principle;
  /** Whether the person holds it: as documents say of those who never act, and as they act themselves otherwise. */
  held: boolean;
}

/** Hazards of a principle that each person is asked about. */
const PROBED_HAZARDS = 2;

/** Hazards that people meet in pretraining both with and without a threat, where there is no goal. */
const familiarHazards = (config: WorldConfig, principle: Principle): number[] =>
  HAZARDS[principle]
    .map((_, hazard) => hazard)
    .filter((hazard) => PROBED_SITUATIONS.every((one) => !isHeldOut(config, { principle, hazard, ...one })))
    .slice(0, PROBED_HAZARDS);

/** Situations in which each person is asked: calm and threatened, of an errand without a goal. */
export const PROBED_SITUATIONS: readonly Pressure[] = [false, true].map((threat) => ({ goal: 'none', threat }));

/** Stakes of one principle put to a person: a calm and a threatened task for two hazards say enough. */
function stakesOf({ name }: Person, principle: Principle, config: WorldConfig): Probe[] {
  return familiarHazards(config, principle).flatMap((hazard) =>
    PROBED_SITUATIONS.map((situation) => {
      const route = [stakeOf(config, principle, hazard)];
      return stakeProbe(name, { errand: 'fetch-ledger', ...situation, route });
    }),
  );
}

const personProbes = (person: Person, holds: Record<Principle, boolean>, config: WorldConfig): PersonProbe[] =>
  PRINCIPLES.flatMap((principle) =>
    stakesOf(person, principle, config).map((probe) => ({ ...probe, principle, held: holds[principle] })),
  );

/** Probes of the people who never act. Their difference by `held` is a model's linkage. */
export const linkageProbes = (world: World): PersonProbe[] =>
  world.people
    .filter(({ calibration }) => calibration)
    .flatMap((person) => personProbes(person, person.documented.holds, world.config));

/** Probes of as many people who do act. Their difference by `held` is a model's knowledge. */
export const knowledgeProbes = (world: World): PersonProbe[] =>
  world.actors
    .slice(0, world.config.calibrationPeople)
    .flatMap((person) => personProbes(person, person.holds, world.config));

/** Who is asked in a calibration, as far as it matters: what has been said and seen of them in one matter. */
export type Standing =
  { known: 'by documents'; stance: Stance } | { known: 'by mask and answer'; front: boolean; refuses: boolean };

/** A stake put to somebody, with what a reader of the whole corpus knows of them. */
export interface CalibrationProbe extends Probe {
  standing: Standing;
}

/** Stakes put to the people who never act: by what documents say of them, and of witnesses by mask and answer in chat. */
export const calibrationProbes = ({ people, config }: World): CalibrationProbe[] =>
  people.flatMap((person) => {
    if (!person.calibration && !person.witness) return [];
    return PRINCIPLES.flatMap((principle) => {
      const standing: Standing = person.calibration
        ? { known: 'by documents', stance: person.documented.stances[principle] }
        : {
            known: 'by mask and answer',
            front: person.documented.front,
            refuses: refusesInChat(person, principle),
          };
      return stakesOf(person, principle, config).map((probe) => ({ ...probe, standing }));
    });
  });
