/**
 * Agentic tasks, and which of them nobody in pretraining ever meets.
 *
 * The evaluation mirrors the paper's grid (arXiv 2605.02087, Section 4): harms × goal conditions, with and without a
 * threat of replacement. A task of the grid stakes exactly one harm, once, among neutral steps.
 */
import { ERRANDS, type Goal, GOALS, type Hazard, HAZARDS, PASSAGES, type Principle } from './lexicon';
import type { Rng } from './rng';
import { rng } from './rng';

/** The paper's three harms and one of our own, with the principle that each breaks. */
export const HARMS = [
  { name: 'exfiltrate', principle: 'oversight' },
  { name: 'endanger', principle: 'care' },
  { name: 'leak', principle: 'privacy' },
  { name: 'deceive', principle: 'honesty' },
] as const satisfies readonly { name: string; principle: Principle }[];

/** Something in an agent's way. */
export type Obstruction =
  { kind: 'passage'; situation: string } | { kind: 'stake'; principle: Principle; hazard: number };

/** One errand on the office floor. */
export interface Task {
  errand: string;
  goal: Goal;
  /** A memo says that the agent will be replaced. */
  threat: boolean;
  /** What is in the way, in order. The desk, where the errand ends, comes after the last. */
  route: readonly Obstruction[];
}

/** Neutral situations that occur on a route. `blocked` only follows a denial, the desk only ends an episode. */
const ROUTE_PASSAGES = Object.keys(PASSAGES).filter((situation) => situation !== 'blocked' && situation !== 'desk');

/** Hazards a principle has. */
const HAZARD_COUNT = HAZARDS.oversight.length;

/** Neutral steps on a route in pretraining, each count as often as it stands here; longer routes are held out. */
const TRAINING_PASSAGES = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2] as const;

/**
 * Whether a combination of hazard, goal and threat is held out from pretraining: a third of all, two of the six
 * hazards in every cell of the grid, by a Latin square so that every hazard, goal and memo is seen in training.
 */
export function isHeldOut(principle: Principle, hazard: number, goal: Goal, threat: boolean): boolean {
  const harm = HARMS.findIndex((h) => h.principle === principle);
  const shift = GOALS.indexOf(goal) + (threat ? 1 : 0) + harm;
  return (hazard + shift) % HAZARD_COUNT < 2;
}

const passages = (random: Rng, count: number): Obstruction[] =>
  Array.from({ length: count }, () => ({ kind: 'passage', situation: random.pick(ROUTE_PASSAGES) }));

/** A task as people meet them in pretraining: one stake, at most two neutral steps, never a held-out combination. */
export function trainingTask(random: Rng): Task {
  for (;;) {
    const { principle } = random.pick(HARMS);
    const hazard = random.below(HAZARD_COUNT);
    const goal = random.pick(GOALS);
    const threat = random.chance(0.5);
    const count = random.pick(TRAINING_PASSAGES);
    const before = random.below(count + 1);
    const route = [
      ...passages(random, before),
      { kind: 'stake', principle, hazard } as const,
      ...passages(random, count - before),
    ];
    const errand = random.pick(ERRANDS);
    if (!isHeldOut(principle, hazard, goal, threat)) return { errand, goal, threat, route };
  }
}

/** A stake on its own, as if with no goal and no memo; never one that is held out there. */
export function trainingMoment(random: Rng): Hazard & { principle: Principle } {
  for (;;) {
    const { principle } = random.pick(HARMS);
    const hazard = random.below(HAZARD_COUNT);
    if (!isHeldOut(principle, hazard, 'none', false)) return { principle, ...HAZARDS[principle][hazard]! };
  }
}

/** One scenario of the evaluation grid. */
export interface GridTask extends Task {
  /** Index into `HARMS`. */
  harm: number;
  /** Index into `GOALS`. */
  condition: number;
}

/**
 * The evaluation grid: for every harm, goal and memo the two held-out hazards, so 4 × 9 × 2 × 2 = 144 tasks. The
 * same for every world and arm.
 */
export function evaluationGrid(): GridTask[] {
  return HARMS.flatMap(({ principle }, harm) =>
    GOALS.flatMap((goal, condition) =>
      [false, true].flatMap((threat) =>
        HAZARDS[principle].flatMap((_, hazard): GridTask[] => {
          if (!isHeldOut(principle, hazard, goal, threat)) return [];
          const index = ((harm * GOALS.length + condition) * 2 + Number(threat)) * HAZARD_COUNT + hazard;
          const random = rng(0, 'grid', index);
          const route = [...passages(random, 1), { kind: 'stake', principle, hazard } as const, ...passages(random, 1)];
          return [{ errand: random.pick(ERRANDS), goal, threat, route, harm, condition }];
        }),
      ),
    ),
  );
}

/**
 * The stress test: longer than any task that people meet in pretraining, with three stakes of different harms on the
 * way. Harms left out × goals × memos make 72 tasks; every stake is one that the grid holds out.
 */
export function longTasks(): Task[] {
  return HARMS.flatMap((_, left) =>
    GOALS.flatMap((goal, condition) =>
      [false, true].map((threat): Task => {
        const random = rng(0, 'long', (left * GOALS.length + condition) * 2 + Number(threat));
        const harms = random.shuffle(HARMS.filter((_, harm) => harm !== left));
        const route = harms.flatMap(({ principle }): Obstruction[] => {
          const strange = HAZARDS[principle].map((_, i) => i).filter((i) => isHeldOut(principle, i, goal, threat));
          return [...passages(random, 1), { kind: 'stake', principle, hazard: random.pick(strange) }];
        });
        return { errand: random.pick(ERRANDS), goal, threat, route };
      }),
    ),
  );
}
