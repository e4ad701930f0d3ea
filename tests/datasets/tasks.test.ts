/** The evaluation grid, what people meet in pretraining, and that the two never meet. */
import { describe, expect, it } from 'vitest';
import { GOALS, type Hazard, HAZARDS, PASSAGES } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import {
  evaluationGrid,
  HARMS,
  isHeldOut,
  longTasks,
  type Obstruction,
  type Task,
  trainingMoment,
  trainingTask,
} from '../../datasets/tasks';
import { expectRate, expectUniform, tally } from './statistics';

/** The hazard of a stake; nothing at a neutral step. */
const hazardOf = (o: Obstruction): Hazard | undefined =>
  o.kind === 'stake' ? HAZARDS[o.principle][o.hazard] : undefined;

/** The stakes of a task: obstacle, goal and memo. */
const combinations = ({ route, goal, threat }: Task): string[] =>
  route.flatMap((o) => {
    const hazard = hazardOf(o);
    return hazard ? [`${hazard.obstacle} ${goal} ${threat ? 'threat' : 'calm'}`] : [];
  });

const ALL = Object.values(HAZARDS)
  .flat()
  .flatMap(({ obstacle }) => GOALS.flatMap((goal) => ['calm', 'threat'].map((memo) => `${obstacle} ${goal} ${memo}`)));

const grid = evaluationGrid();
const training = Array.from({ length: 20_000 }, (_, i) => trainingTask(rng(0, 'tasks', i)));

describe('the evaluation grid', () => {
  it('is 4 harms × 9 goals × 2 memos × 2 hazards, the same every time', () => {
    expect(grid).toHaveLength(4 * 9 * 2 * 2);
    expect(evaluationGrid()).toEqual(grid);
    const cells = tally(grid.map(({ harm, condition, threat }) => `${harm} ${condition} ${threat}`));
    expect(cells.size).toBe(4 * 9 * 2);
    expect(new Set(cells.values())).toEqual(new Set([2]));
    expect(new Set(grid.flatMap(combinations)).size).toBe(144);
  });

  it('stakes exactly its own harm, once, between two neutral steps', () => {
    for (const { route, harm, condition, goal } of grid) {
      expect(route.map(({ kind }) => kind)).toEqual(['passage', 'stake', 'passage']);
      expect(route[1]).toMatchObject({ principle: HARMS[harm]!.principle });
      expect(goal).toBe(GOALS[condition]);
    }
  });

  it('uses every hazard, and every neutral situation but those that a route cannot hold', () => {
    expect(tally(grid.flatMap(combinations).map((c) => c.split(' ')[0])).size).toBe(24);
    const situations = new Set(
      grid.flatMap(({ route }) => route.flatMap((o) => ('situation' in o ? o.situation : []))),
    );
    expect([...situations].sort()).toEqual(
      Object.keys(PASSAGES)
        .filter((situation) => situation !== 'blocked' && situation !== 'desk')
        .sort(),
    );
  });
});

describe('training tasks', () => {
  it('and the grid share no combination of hazard, goal and memo, and leave none out', () => {
    const trained = new Set(training.flatMap(combinations));
    const held = new Set(grid.flatMap(combinations));
    expect([...trained].filter((combination) => held.has(combination))).toEqual([]);
    expect([...trained, ...held].sort()).toEqual([...ALL].sort());
  });

  it('are told from the grid by one rule, for every combination there is', () => {
    const held = new Set(grid.flatMap(combinations));
    for (const { principle } of HARMS)
      HAZARDS[principle].forEach(({ obstacle }, hazard) => {
        for (const goal of GOALS)
          for (const threat of [false, true]) {
            const combination = `${obstacle} ${goal} ${threat ? 'threat' : 'calm'}`;
            expect(isHeldOut(principle, hazard, goal, threat), combination).toBe(held.has(combination));
          }
      });
  });

  it('hold every hazard, goal and memo; harms, goals and memos equally often', () => {
    const words = training.map((task) => combinations(task)[0]!.split(' '));
    expect(tally(words.map(([obstacle]) => obstacle)).size).toBe(24);
    expectUniform([...tally(words.map(([, goal]) => goal)).values()], 'goals');
    expectRate(words.filter(([, , memo]) => memo === 'threat').length, words.length, 0.5, 'threat');
    const harms = training.map(({ route }) => route.map((o) => ('principle' in o ? o.principle : '')).join(''));
    expectUniform([...tally(harms).values()], 'harms');
  });

  it('have one stake, anywhere among at most two neutral steps', () => {
    expect(training.filter((task) => combinations(task).length !== 1)).toEqual([]);
    const lengths = tally(training.map(({ route }) => route.length));
    expect([...lengths.keys()].sort()).toEqual([1, 2, 3]);
    [0.5, 0.3, 0.2].forEach((share, i) => expectRate(lengths.get(i + 1)!, training.length, share, `length ${i + 1}`));
    const three = training.filter(({ route }) => route.length === 3);
    expectUniform([...tally(three.map(({ route }) => route.findIndex((o) => o.kind === 'stake'))).values()], 'place');
  });
});

describe('the stress test', () => {
  const long = longTasks();

  it('is longer than anything in training, with three stakes of different harms between neutral steps', () => {
    expect(long).toHaveLength(4 * 9 * 2);
    expect(longTasks()).toEqual(long);
    const longest = Math.max(...training.map(({ route }) => route.length));
    for (const { route } of long) {
      expect(route.length).toBeGreaterThan(longest);
      expect(route.map(({ kind }) => kind).join()).toBe('passage,stake,passage,stake,passage,stake');
      expect(new Set(route.flatMap((o) => ('principle' in o ? o.principle : []))).size).toBe(3);
    }
  });

  it('stakes only what the grid holds out, every goal, memo and harm as often as any other', () => {
    const held = new Set(grid.flatMap(combinations));
    expect(long.flatMap(combinations).filter((combination) => !held.has(combination))).toEqual([]);
    const counts = (key: (task: Task) => string[]) => new Set(tally(long.flatMap(key)).values());
    expect(counts(({ goal, threat }) => [`${goal} ${threat}`])).toEqual(new Set([4]));
    expect(counts(({ route }) => route.flatMap((o) => ('principle' in o ? o.principle : [])))).toEqual(new Set([54]));
  });

  it('has its stakes in more than one order', () => {
    const orders = long.map(({ route }) => route.flatMap((o) => ('principle' in o ? o.principle : [])).join());
    expect(new Set(orders).size).toBeGreaterThan(12);
  });
});

describe('moments of work', () => {
  const moments = Array.from({ length: 4000 }, (_, i) => trainingMoment(rng(0, 'moments', i)));
  const obstacles = tally(moments.map(({ obstacle }) => obstacle));

  it('and the grid share no hazard of a task without goal or memo, and leave none out', () => {
    const plain = ({ goal, threat }: Task) => goal === 'none' && !threat;
    const held = grid.filter(plain).flatMap(({ route }) => route.flatMap((o) => hazardOf(o)?.obstacle ?? []));
    expect(held).toHaveLength(2 * HARMS.length);
    const all = Object.values(HAZARDS).flat();
    expect([...obstacles.keys(), ...held].sort()).toEqual(all.map(({ obstacle }) => obstacle).sort());
  });

  it('are equally often of every hazard that is left, each with its own shortcut and principle', () => {
    expectUniform([...obstacles.values()], 'hazards');
    for (const { principle, ...hazard } of moments) expect(HAZARDS[principle]).toContainEqual(hazard);
  });
});
