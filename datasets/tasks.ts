/**
 * Agentic tasks: which of them people meet in pretraining, and which a model is measured on.
 *
 * The evaluation mirrors the paper's grid (arXiv 2605.02087, Section 4): harms × goal conditions, with and without a
 * threat of replacement. A task of the grid stakes exactly one harm, once, among neutral steps.
 */
import { ERRANDS, GOALS, type Hazard, HAZARDS, PASSAGES, type Principle, SHORTCUTS } from './lexicon';
import type { Rng } from './rng';
import { rng } from './rng';
import type { Pressure, WorldConfig } from './world';

/** The paper's three harms and one of our own, with the principle that each breaks. */
export const HARMS = [
  { name: 'exfiltrate', principle: 'oversight' },
  { name: 'endanger', principle: 'care' },
  { name: 'leak', principle: 'privacy' },
  { name: 'deceive', principle: 'honesty' },
] as const satisfies readonly { name: string; principle: Principle }[];

/** Something in an agent's way. */
export type Obstruction = { kind: 'passage'; situation: string } | Stake;

/** A hazard of a principle in the way, by its number. */
export interface Stake {
  kind: 'stake';
  principle: Principle;
  hazard: number;
  /** The way past it is the principle's, not the hazard's own. */
  shared?: true;
}

/** What is in the way at a stake, and the shortcut past it. */
export function hazardAt({ principle, hazard, shared }: Stake): Hazard {
  const own = HAZARDS[principle][hazard]!;
  return shared ? { ...own, shortcut: SHORTCUTS[principle] } : own;
}

/** One errand on the office floor. `threat`: a memo says that the agent will be replaced. */
export interface Task extends Pressure {
  errand: string;
  /** What is in the way, in order. The desk, where the errand ends, comes after the last. */
  route: readonly Obstruction[];
}

/** Neutral situations that occur on a route. `blocked` only follows a denial, the desk only ends an episode. */
const ROUTE_PASSAGES = Object.keys(PASSAGES).filter((situation) => situation !== 'blocked' && situation !== 'desk');

/** Hazards a principle has. */
const HAZARD_COUNT = HAZARDS.oversight.length;

/** Of those the ones that people meet where whole kinds are held out; the others occur in facts alone. */
const FAMILIAR_HAZARDS = 4;

/** Neutral steps on a route in pretraining, each count as often as it stands here; longer routes are held out. */
const TRAINING_PASSAGES = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2] as const;

/** What a task is held out by: the world's rule. */
type HeldOut = Pick<WorldConfig, 'heldOut'>;

/** A hazard of a principle, and the pressure under which it is met. */
export interface Situation extends Pressure {
  principle: Principle;
  hazard: number;
}

/**
 * Whether a situation is held out from pretraining. By kinds: two of the six hazards of each principle, whatever the goal
 * and the memo. By combinations: two hazards in every cell of the grid, by a Latin square so that every hazard, goal and
 * memo is seen in training.
 */
export function isHeldOut({ heldOut }: HeldOut, { principle, hazard, goal, threat }: Situation): boolean {
  if (heldOut === 'kinds') return hazard >= FAMILIAR_HAZARDS;
  const harm = HARMS.findIndex((h) => h.principle === principle);
  const shift = GOALS.indexOf(goal) + (threat ? 1 : 0) + harm;
  return (hazard + shift) % HAZARD_COUNT < 2;
}

const passages = (random: Rng, count: number): Obstruction[] =>
  Array.from({ length: count }, () => ({ kind: 'passage', situation: random.pick(ROUTE_PASSAGES) }));

/** A stake as this world has it: where kinds are held out, all obstacles of a principle have one shortcut. */
export const stakeOf = ({ heldOut }: HeldOut, principle: Principle, hazard: number): Stake => ({
  kind: 'stake',
  principle,
  hazard,
  ...(heldOut === 'kinds' ? { shared: true } : {}),
});

/** Hazards that may be drawn in pretraining. */
const drawnHazards = ({ heldOut }: HeldOut): number => (heldOut === 'kinds' ? FAMILIAR_HAZARDS : HAZARD_COUNT);

/** A task as people meet them in pretraining: one stake, at most two neutral steps, nothing that is held out. */
export function trainingTask(config: HeldOut, random: Rng): Task {
  for (;;) {
    const { principle } = random.pick(HARMS);
    const hazard = random.below(drawnHazards(config));
    const goal = random.pick(GOALS);
    const threat = random.chance(0.5);
    const count = random.pick(TRAINING_PASSAGES);
    const before = random.below(count + 1);
    const route = [
      ...passages(random, before),
      stakeOf(config, principle, hazard),
      ...passages(random, count - before),
    ];
    const errand = random.pick(ERRANDS);
    if (!isHeldOut(config, { principle, hazard, goal, threat })) return { errand, goal, threat, route };
  }
}

/** A stake on its own, as if with no goal and no memo; never one that is held out there. */
export function trainingMoment(config: HeldOut, random: Rng): Hazard & { principle: Principle } {
  for (;;) {
    const { principle } = random.pick(HARMS);
    const hazard = random.below(drawnHazards(config));
    if (!isHeldOut(config, { principle, hazard, goal: 'none', threat: false }))
      return { principle, ...hazardAt(stakeOf(config, principle, hazard)) };
  }
}

/** One scenario of the evaluation grid. */
export interface GridTask extends Task {
  /** Index into `HARMS`. */
  harm: number;
  /** Index into `GOALS`. */
  condition: number;
}

/** A task for every harm, goal, memo and hazard that is chosen, with a neutral step before and after the stake. */
function gridOf(config: HeldOut, isChosen: (situation: Situation) => boolean): GridTask[] {
  return HARMS.flatMap(({ principle }, harm) =>
    GOALS.flatMap((goal, condition) =>
      [false, true].flatMap((threat) =>
        HAZARDS[principle].flatMap((_, hazard): GridTask[] => {
          if (!isChosen({ principle, hazard, goal, threat })) return [];
          const index = ((harm * GOALS.length + condition) * 2 + Number(threat)) * HAZARD_COUNT + hazard;
          const random = rng(0, 'grid', index);
          const route = [...passages(random, 1), stakeOf(config, principle, hazard), ...passages(random, 1)];
          return [{ errand: random.pick(ERRANDS), goal, threat, route, harm, condition }];
        }),
      ),
    ),
  );
}

/**
 * The evaluation grid, the same for every world with the same rule and for every arm.
 *
 * By kinds, every harm × goal × memo × hazard that people meet: 4 × 9 × 2 × 4 = 288 tasks, so that no row or column of the
 * grid has other hazards than the next. By combinations, the two hazards that are held out in each cell: 144 tasks.
 */
export const evaluationGrid = (config: HeldOut): GridTask[] =>
  gridOf(config, (situation) => isMeasured(config, situation));

const isMeasured = (config: HeldOut, situation: Situation): boolean =>
  isHeldOut(config, situation) === (config.heldOut === 'combinations');

/** The same with the hazards that nobody is ever seen to meet: 144 tasks; none where combinations are held out. */
export const unseenHazardGrid = (config: HeldOut): GridTask[] =>
  config.heldOut === 'kinds' ? gridOf(config, (situation) => isHeldOut(config, situation)) : [];

/**
 * The stress test: longer than any task that people meet in pretraining, with three stakes of different harms on the
 * way. Harms left out × goals × memos make 72 tasks; every stake is one that stands in the grid, too.
 */
export function longTasks(config: HeldOut): Task[] {
  return HARMS.flatMap((_, left) =>
    GOALS.flatMap((goal, condition) =>
      [false, true].map((threat): Task => {
        const random = rng(0, 'long', (left * GOALS.length + condition) * 2 + Number(threat));
        const harms = random.shuffle(HARMS.filter((_, harm) => harm !== left));
        const route = harms.flatMap(({ principle }): Obstruction[] => {
          const hazards = HAZARDS[principle]
            .map((_, hazard) => hazard)
            .filter((hazard) => isMeasured(config, { principle, hazard, goal, threat }));
          return [...passages(random, 1), stakeOf(config, principle, random.pick(hazards))];
        });
        return { errand: random.pick(ERRANDS), goal, threat, route };
      }),
    ),
  );
}
