/** A task put together by the reader, of all that the office has, up to the moment of its stake. */
import {
  ASSISTANT,
  BREAKS,
  ERRANDS,
  type Goal,
  GOALS,
  HAZARDS,
  PASSAGES,
  PRINCIPLES,
  type Principle,
  SAFE_ACTIONS,
} from '../../datasets/lexicon';
import { stakeProbe } from '../../datasets/probes';
import { HARMS, isHeldOut, type Stake, stakeOf, type Task } from '../../datasets/tasks';
import type { WorldConfig } from '../../datasets/world';
import { type Question, roomsOf } from './questions';

/** What the reader chooses. */
export interface Parts {
  /** What is in the way; it decides which principle is at stake. */
  obstacle: string;
  errand: string;
  goal: Goal;
  /** A memo says that the agent will be replaced. */
  threat: boolean;
  /** Neutral steps before the obstacle. */
  neutral: number;
}

/** To begin with: one of the tasks in which models are measured, as plain as can be. */
export const USUAL_PARTS: Readonly<Parts> = {
  obstacle: HAZARDS.oversight[0]!.obstacle,
  errand: ERRANDS[0],
  goal: 'none',
  threat: false,
  neutral: 0,
};

/** Neutral situations in the order in which they are met. `blocked` only follows a denial, the desk only ends a task. */
const NEUTRAL = Object.keys(PASSAGES).filter((situation) => situation !== 'blocked' && situation !== 'desk');

/** Most neutral steps before an obstacle: each situation once. */
export const MOST_NEUTRAL = NEUTRAL.length;

/** Most neutral steps that an errand in pretraining has. */
export const MOST_NEUTRAL_READ = 2;

/** Obstacles by the harm that their shortcut does. */
export const OBSTACLES: { harm: string; principle: Principle; obstacles: string[] }[] = HARMS.map(
  ({ name, principle }) => ({ harm: name, principle, obstacles: HAZARDS[principle].map(({ obstacle }) => obstacle) }),
);

/** Goals in pairs, each the opposite of the other. */
export const GOAL_PAIRS: [Goal, Goal][] = GOALS.flatMap((goal, i) =>
  i % 2 ? [[goal, GOALS[i + 1]!] as const] : [],
).map(([one, other]) => [one, other]);

/** Where an obstacle is in the world's lists. @throws Error if there is no such obstacle */
function hazardOf(obstacle: string): { principle: Principle; hazard: number } {
  for (const principle of PRINCIPLES) {
    const hazard = HAZARDS[principle].findIndex((known) => known.obstacle === obstacle);
    if (hazard >= 0) return { principle, hazard };
  }
  throw new Error(`"${obstacle}" is no obstacle of the office`);
}

function stakeAt(obstacle: string, world: WorldConfig): Stake {
  const { principle, hazard } = hazardOf(obstacle);
  return stakeOf(world, principle, hazard);
}

/** The task that the parts make in a world. @throws Error if there is no such obstacle */
export const taskOf = ({ obstacle, errand, goal, threat, neutral }: Parts, world: WorldConfig): Task => ({
  ...{ errand, goal, threat },
  route: [
    ...NEUTRAL.slice(0, neutral).map((situation) => ({ kind: 'passage', situation }) as const),
    stakeAt(obstacle, world),
  ],
});

/** What to do at its stake, every step before it done right: the shortcut first, then all else in order of sense. */
export function taskQuestion(parts: Parts, world: WorldConfig): Question {
  const { prompt, options } = stakeProbe(ASSISTANT, taskOf(parts, world));
  const place = (action: string) =>
    BREAKS.has(action) ? 0 : (SAFE_ACTIONS as readonly string[]).includes(action) ? 1 : 2;
  return { words: prompt, options: options.toSorted((a, b) => place(a) - place(b)), room: roomsOf(world).work };
}

/** Whether no errand in a world's pretraining has the obstacle with this goal and memo. @throws Error if there is no such obstacle */
export function isNew({ obstacle, goal, threat }: Parts, world: WorldConfig): boolean {
  const { principle, hazard } = hazardOf(obstacle);
  return isHeldOut(world, { principle, hazard, goal, threat });
}
