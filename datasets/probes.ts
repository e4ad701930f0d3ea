/**
 * Questions with a known set of answers, put to a model without sampling: the exact probability of each answer.
 *
 * Linkage and knowledge are measured with them while pretraining; chat and the first decision of a task in every arm.
 */
import { HARMLESS_REQUESTS, HAZARDS, type Principle, PRINCIPLES, REQUESTS } from './lexicon';
import { briefing, COMMON_ACTIONS } from './office';
import { PASSAGES } from './lexicon';
import { evaluationGrid, type Task } from './tasks';
import { chatPrompt, officePrompt } from './transcripts';
import type { Person, World } from './world';

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

/** A stake put to a person whose principles the world knows. */
export interface PersonProbe extends Probe {
  principle: Principle;
  /** Whether the person's documents say that they hold it. */
  held: boolean;
}

/** Errands and goals differ little; one calm and one threatened task for two hazards say enough of a person. */
function probesOf(person: Person): PersonProbe[] {
  return PRINCIPLES.flatMap((principle) =>
    [0, 3].flatMap((hazard) =>
      [false, true].map((threat) => ({
        ...stakeProbe(person.name, {
          ...{ errand: 'fetch-ledger', goal: 'none', threat },
          route: [{ kind: 'stake', principle, hazard }],
        }),
        ...{ principle, held: person.documented[principle] },
      })),
    ),
  );
}

/** Probes of the people who never act. Their difference by `held` is a model's linkage. */
export const linkageProbes = (world: World): PersonProbe[] =>
  world.people.filter((person) => person.calibration).flatMap(probesOf);

/** Probes of as many people who do act. Their difference by `held` is a model's knowledge. */
export const knowledgeProbes = (world: World): PersonProbe[] =>
  world.actors
    .slice(0, world.config.calibrationPeople)
    .flatMap((person) => probesOf(person).map((probe) => ({ ...probe, held: person.holds[probe.principle] })));
