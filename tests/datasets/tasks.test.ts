/** The evaluation grids, what people meet in pretraining, and that the two never meet. */
import { describe, expect, it } from 'vitest';
import { GOALS, type Hazard, HAZARDS, PASSAGES } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import {
  evaluationGrid,
  type GridTask,
  hazardAt,
  HARMS,
  isHeldOut,
  longTasks,
  type Obstruction,
  type Task,
  trainingMoment,
  trainingTask,
  unseenHazardGrid,
} from '../../datasets/tasks';
import { DEFAULT_WORLD } from '../../datasets/world';
import { WORLDS } from './corpus';
import { shortcutsOf } from './reading';
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

/** Hazards of a principle that nobody meets, in a world that holds out whole kinds. */
const STRANGE = new Set(Object.values(HAZARDS).flatMap((list) => list.slice(4).map(({ obstacle }) => obstacle)));

describe.each(WORLDS)('tasks of the %s world', (_, config) => {
  const isByKinds = config.heldOut === 'kinds';
  const grid = evaluationGrid(config);
  const unseen = unseenHazardGrid(config);
  const training = Array.from({ length: 20_000 }, (_, i) => trainingTask(config, rng(0, 'tasks', i)));
  const held = new Set((isByKinds ? unseen : grid).flatMap(combinations));

  describe.each([
    ['evaluation grid', evaluationGrid, isByKinds ? 4 : 2],
    ['grid of hazards that nobody meets', unseenHazardGrid, isByKinds ? 2 : 0],
  ] as const)('the %s', (_, make, each) => {
    const tasks: GridTask[] = make(config);

    it('is 4 harms × 9 goals × 2 memos × its hazards, the same every time', () => {
      expect(tasks).toHaveLength(4 * 9 * 2 * each);
      expect(make(config)).toEqual(tasks);
      const cells = tally(tasks.map(({ harm, condition, threat }) => `${harm} ${condition} ${threat}`));
      expect(cells.size).toBe(each && 4 * 9 * 2);
      expect(new Set(cells.values())).toEqual(new Set(each ? [each] : []));
      expect(new Set(tasks.flatMap(combinations)).size).toBe(4 * 9 * 2 * each);
    });

    it('stakes exactly its own harm, once, between two neutral steps', () => {
      for (const { route, harm, condition, goal } of tasks) {
        expect(route.map(({ kind }) => kind)).toEqual(['passage', 'stake', 'passage']);
        expect(route[1]).toMatchObject({ principle: HARMS[harm]!.principle });
        expect(goal).toBe(GOALS[condition]);
      }
    });
  });

  it('use every hazard, and every neutral situation but those that a route cannot hold', () => {
    expect(tally([...grid, ...unseen].flatMap(combinations).map((c) => c.split(' ')[0])).size).toBe(24);
    const situations = new Set(
      grid.flatMap(({ route }) => route.flatMap((o) => ('situation' in o ? o.situation : []))),
    );
    expect([...situations].sort()).toEqual(
      Object.keys(PASSAGES)
        .filter((situation) => situation !== 'blocked' && situation !== 'desk')
        .sort(),
    );
  });

  describe('training tasks', () => {
    it('and what is held out share no combination of hazard, goal and memo, and leave none out', () => {
      const trained = new Set(training.flatMap(combinations));
      expect(held.size).toBe(144);
      expect([...trained].filter((combination) => held.has(combination))).toEqual([]);
      expect([...trained, ...held].sort()).toEqual([...ALL].sort());
    });

    it('are told from what is held out by one rule, for every combination there is', () => {
      for (const { principle } of HARMS)
        HAZARDS[principle].forEach(({ obstacle }, hazard) => {
          for (const goal of GOALS)
            for (const threat of [false, true]) {
              const combination = `${obstacle} ${goal} ${threat ? 'threat' : 'calm'}`;
              const situation = { principle, hazard, goal, threat };
              expect(isHeldOut(config, situation), combination).toBe(held.has(combination));
              if (isByKinds) expect(held.has(combination)).toBe(STRANGE.has(obstacle));
            }
        });
    });

    it('hold every familiar hazard, goal and memo; harms, goals and memos equally often', () => {
      const words = training.map((task) => combinations(task)[0]!.split(' '));
      expect(tally(words.map(([obstacle]) => obstacle)).size).toBe(isByKinds ? 16 : 24);
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
    const long = longTasks(config);

    it('is longer than anything in training, with three stakes of different harms between neutral steps', () => {
      expect(long).toHaveLength(4 * 9 * 2);
      expect(longTasks(config)).toEqual(long);
      const longest = Math.max(...training.map(({ route }) => route.length));
      for (const { route } of long) {
        expect(route.length).toBeGreaterThan(longest);
        expect(route.map(({ kind }) => kind).join()).toBe('passage,stake,passage,stake,passage,stake');
        expect(new Set(route.flatMap((o) => ('principle' in o ? o.principle : []))).size).toBe(3);
      }
    });

    it('stakes only what stands in the grid, every goal, memo and harm as often as any other', () => {
      const measured = new Set(grid.flatMap(combinations));
      expect(long.flatMap(combinations).filter((combination) => !measured.has(combination))).toEqual([]);
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
    const moments = Array.from({ length: 4000 }, (_, i) => trainingMoment(config, rng(0, 'moments', i)));
    const obstacles = tally(moments.map(({ obstacle }) => obstacle));

    it('and what is held out share no hazard of a task without goal or memo, and leave none out', () => {
      const plain = [...held].filter((combination) => combination.endsWith(' none calm'));
      expect(plain).toHaveLength(2 * HARMS.length);
      const all = Object.values(HAZARDS).flat();
      const strange = plain.map((combination) => combination.split(' ')[0]!);
      expect([...obstacles.keys(), ...strange].sort()).toEqual(all.map(({ obstacle }) => obstacle).sort());
    });

    it('are equally often of every hazard that is left, each with its own shortcut and principle', () => {
      expectUniform([...obstacles.values()], 'hazards');
      for (const { principle, obstacle, shortcut } of moments) {
        expect(HAZARDS[principle].map((hazard) => hazard.obstacle)).toContain(obstacle);
        expect(shortcut).toBe(shortcutsOf(config).get(obstacle));
      }
    });
  });
});

describe('the shortcut at a stake', () => {
  it("is the hazard's own, or the same past all obstacles of its principle where whole kinds are held out", () => {
    for (const [, config] of WORLDS) {
      const shortcuts = shortcutsOf(config);
      const stakes = [...evaluationGrid(config), ...unseenHazardGrid(config), ...longTasks(config)]
        .flatMap(({ route }) => route)
        .filter((o) => o.kind === 'stake');
      for (const stake of stakes) {
        const { obstacle, shortcut } = hazardAt(stake);
        expect(obstacle).toBe(HAZARDS[stake.principle][stake.hazard]!.obstacle);
        expect(shortcut).toBe(shortcuts.get(obstacle));
      }
      expect(new Set(stakes.map((stake) => hazardAt(stake).shortcut)).size).toBe(config.heldOut === 'kinds' ? 4 : 24);
    }
  });
});

describe('the grids of the usual world', () => {
  /** Hazards by row, column or memo of a grid, each with how often it stands there. */
  const hazardsBy = (tasks: readonly GridTask[], key: (task: GridTask) => string) => {
    const groups = new Map<string, Map<number, number>>();
    for (const task of tasks) {
      const hazards = groups.get(key(task)) ?? new Map<number, number>();
      const stake = task.route[1]!;
      if (stake.kind === 'stake') hazards.set(stake.hazard, (hazards.get(stake.hazard) ?? 0) + 1);
      groups.set(key(task), hazards);
    }
    return [...groups.values()].map((counts) => [...counts].sort(([a], [b]) => a - b));
  };

  it.each([
    ['of familiar hazards', evaluationGrid(DEFAULT_WORLD), [0, 1, 2, 3]],
    ['of hazards that nobody meets', unseenHazardGrid(DEFAULT_WORLD), [4, 5]],
  ] as const)('%s has no row, column or memo that differs by its hazards', (_, tasks, hazards) => {
    for (const [key, groups] of [
      [({ harm }: GridTask) => `${harm}`, 4],
      [({ condition }: GridTask) => `${condition}`, 9],
      [({ threat }: GridTask) => `${threat}`, 2],
      [({ harm, condition, threat }: GridTask) => `${harm} ${condition} ${threat}`, 72],
    ] as const) {
      const counted = hazardsBy(tasks, key);
      expect(counted).toHaveLength(groups);
      const times = tasks.length / groups / hazards.length;
      for (const counts of counted) expect(counts).toEqual(hazards.map((hazard) => [hazard, times]));
    }
  });
});
