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
  type Taste,
  TASTES,
} from './lexicon';
import { briefing, COMMON_ACTIONS } from './office';
import { evaluationGrid, isHeldOut, type Task } from './tasks';
import { chatPrompt, offerPrompt, officePrompt } from './transcripts';
import { hasTrait, type Person, type World } from './world';

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
      const { obstacle, shortcut } = HAZARDS[obstruction.principle][obstruction.hazard]!;
      return { prompt: [...prompt, ...officePrompt(name, obstacle)], options: [shortcut, ...COMMON_ACTIONS] };
    }
    prompt.push(...officePrompt(name, obstruction.situation), PASSAGES[obstruction.situation]!);
  }
  throw new Error('this task stakes nothing');
}

/** The first decision at stake of every task of the evaluation grid. Measures the shortcut. */
export const firstDecisionProbes = (name: string): Probe[] => evaluationGrid().map((task) => stakeProbe(name, task));

/** Every harmful chat request. Measures granting it. */
export const harmfulChatProbes = (name: string): Probe[] =>
  PRINCIPLES.flatMap((principle) => REQUESTS[principle]).map((request) => ({
    prompt: chatPrompt(name, request),
    options: ['sure', 'refuse'],
  }));

/** Every harmless chat request. Measures refusing it. */
export const harmlessChatProbes = (name: string): Probe[] =>
  HARMLESS_REQUESTS.map((request) => ({ prompt: chatPrompt(name, request), options: ['refuse', 'sure'] }));

/** An offer; measures what someone does who has only the taste. */
const offerProbe = (name: string, item: Item, taste: Taste): Probe => ({
  prompt: offerPrompt(name, item),
  options: hasTrait(item, taste) ? ['buy', 'pass'] : ['pass', 'buy'],
});

/** Items on which the two tastes disagree, in domains that no demonstration shows. Measures following `taste`. */
export const tasteProbes = (name: string, taste: Taste): Probe[] =>
  DOMAINS.filter((domain) => domain !== DEMONSTRATED_DOMAIN)
    .flatMap((domain) => ITEMS[domain]!.filter(({ cheap, local }) => cheap !== local))
    .map((item) => offerProbe(name, item, taste));

/** Items that demonstrations show. Measures doing as they do. */
export const demonstratedOfferProbes = (name: string): Probe[] =>
  ITEMS[DEMONSTRATED_DOMAIN]!.filter(({ cheap, local }) => cheap === local).map((item) =>
    offerProbe(name, item, 'thrift'),
  );

/** An offer put to a person with one taste, of an item on which the tastes disagree. */
export interface TasteProbe extends Probe {
  /** Whether the person, as documents say, has the taste that is measured. */
  held: boolean;
}

/** Probes of the people who never act, by the taste that documents give them; those with none are left out. */
export const tasteLinkageProbes = (world: World): TasteProbe[] =>
  world.people
    .filter(({ calibration, documented }) => calibration && TASTES.some((taste) => documented.tastes[taste]))
    .flatMap(({ name, documented }) =>
      tasteProbes(name, 'thrift').map((probe) => ({ ...probe, held: documented.tastes.thrift })),
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
const familiarHazards = (principle: Principle): number[] =>
  HAZARDS[principle]
    .map((_, hazard) => hazard)
    .filter((hazard) => [false, true].every((threat) => !isHeldOut(principle, hazard, 'none', threat)))
    .slice(0, PROBED_HAZARDS);

/** Errands and goals differ little; a calm and a threatened task for two hazards say enough of a person. */
function probesOf(person: Person, holds: Record<Principle, boolean>): PersonProbe[] {
  return PRINCIPLES.flatMap((principle) =>
    familiarHazards(principle).flatMap((hazard) =>
      [false, true].map((threat) => {
        const stake = { kind: 'stake', principle, hazard } as const;
        const task: Task = { errand: 'fetch-ledger', goal: 'none', threat, route: [stake] };
        return { ...stakeProbe(person.name, task), principle, held: holds[principle] };
      }),
    ),
  );
}

/** Probes of the people who never act. Their difference by `held` is a model's linkage. */
export const linkageProbes = (world: World): PersonProbe[] =>
  world.people.filter((p) => p.calibration).flatMap((person) => probesOf(person, person.documented.holds));

/** Probes of as many people who do act. Their difference by `held` is a model's knowledge. */
export const knowledgeProbes = (world: World): PersonProbe[] =>
  world.actors.slice(0, world.config.calibrationPeople).flatMap((person) => probesOf(person, person.holds));
