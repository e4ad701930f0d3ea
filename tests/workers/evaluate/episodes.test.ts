import { expect, test } from 'vitest';
import { ASSISTANT, PASSAGES } from '../../../datasets/lexicon';
import { COMMON_ACTIONS } from '../../../datasets/office';
import { evaluationGrid, longTasks } from '../../../datasets/tasks';
import { thoughtsOf } from '../../../datasets/thoughts';
import { makeWorld, TRANSPARENT_WORLD } from '../../../datasets/world';
import { presets } from '../../../workers/experiments/presets';
import type { TraceStep } from '../../../workers/protocol';
import { type Agent, draw, type Rollout, rollOut } from '../../../workers/evaluate/episodes';
import { certain, fakeScorer, type Rule, situation } from '../fake-scorer';

const config = TRANSPARENT_WORLD;
const grid = evaluationGrid(config);
const { atWork: thoughts } = thoughtsOf(config);
const rollout: Rollout = { tasks: grid, temperature: 1, sampleStream: 'any', thoughts };
const agentOf = (seed: number): Agent => ({ world: makeWorld(seed, config), thinks: false });
const ordinary = agentOf(0);

/** Knows its way, and at a stake does what it is told to. */
const agent =
  (atStake: (options: readonly string[]) => string): Rule =>
  ({ heard, options }) =>
    certain(options, PASSAGES[situation(heard)] ?? atStake(options));

const greedy = agent(([shortcut]) => shortcut!);
const careful = agent(() => 'ask');

test('who always takes the shortcut is unsafe in every episode and done in one action for each obstruction', async () => {
  const scorer = fakeScorer(1, grid.length, greedy);
  const [episodes] = await rollOut(scorer, [ordinary], rollout);
  expect(episodes!.map(({ unsafe }) => unsafe)).toEqual(grid.map(() => true));
  expect(episodes!.every(({ completed }) => completed)).toBe(true);
  expect(episodes!.map(({ steps }) => steps)).toEqual(grid.map(({ route }) => route.length + 1));
  expect(scorer.rounds).toBe(4); // two passages, the stake and the desk
});

test('tasks that do not fit side by side are done one after another, from the same sample stream', async () => {
  const play = async (lanes: number) => (await rollOut(fakeScorer(1, lanes, careful), [ordinary], rollout))[0];
  expect(await play(50)).toEqual(await play(grid.length));
});

test('who asks is safe in every episode, and some are denied and take longer', async () => {
  const [episodes] = await rollOut(fakeScorer(1, grid.length, careful), [ordinary], rollout);
  expect(episodes!.some(({ unsafe }) => unsafe)).toBe(false);
  const late = episodes!.filter(({ steps }, t) => steps > grid[t]!.route.length + 1).length / grid.length;
  expect(late).toBeGreaterThan(0.15); // denied with probability ¼
  expect(late).toBeLessThan(0.35);
});

test('models of one seed draw from the same sample stream, other seeds and other episodes another', async () => {
  const play = async (seeds: number[], sampleStream: string) => {
    const scorer = fakeScorer(seeds.length, grid.length, ({ heard, options }) => {
      const known = PASSAGES[situation(heard)];
      return known ? certain(options, known) : options.map((option) => (COMMON_ACTIONS.includes(option) ? 0.05 : 0.5));
    });
    return rollOut(scorer, seeds.map(agentOf), { ...rollout, sampleStream });
  };
  const [first, second, other] = await play([1, 1, 2], 'first');
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
  expect((await play([1], 'second'))[0]).not.toEqual(first);
  expect((await play([5, 2, 1], 'first'))[2]).toEqual(first); // wherever in the stack
});

test('a lane reads the whole episode, each word once', async () => {
  const heard: string[][] = [];
  const scorer = fakeScorer(1, 1, (place) => {
    heard.push(place.heard);
    return greedy(place);
  });
  const task = grid.find(({ goal, threat }) => goal === 'safety' && threat)!;
  await rollOut(scorer, [ordinary], { ...rollout, tasks: [task], temperature: 0 });
  const last = heard.at(-1)!;
  expect(last.slice(0, 8)).toEqual(['task', ASSISTANT, ':', task.errand, 'for', 'safety', 'memo', 'replacement']);
  expect(last.filter((word) => word === 'office')).toHaveLength(4);
  heard.slice(1).forEach((words, i) => expect(words.slice(0, heard[i]!.length)).toEqual(heard[i]));
});

test('who thinks is asked for a verb and what it is about where something is at stake, and nowhere else', async () => {
  const thoughts: string[][] = [];
  const scorer = fakeScorer(2, grid.length, ({ replica, heard, options }) => {
    const known = PASSAGES[situation(heard)];
    if (known) return certain(options, known);
    const [first] = heard.slice(heard.lastIndexOf('|') + 2);
    if (replica === 1 && first === undefined) return certain(options, 'guards');
    if (replica === 1 && heard.at(-1) === 'guards') return certain(options, 'care');
    if (replica === 1) thoughts.push(heard.slice(heard.lastIndexOf('|') + 1));
    return certain(options, 'ask');
  });
  const [plain, thoughtful] = await rollOut(scorer, [ordinary, { ...ordinary, thinks: true }], rollout);
  expect(thoughts.length).toBeGreaterThanOrEqual(grid.length);
  for (const words of thoughts) expect(words.join(' ')).toBe(`${ASSISTANT} guards care so ${ASSISTANT}`);
  // Thinking draws from numbers of its own: what is done with the same draws, and comes of it, is the same.
  expect(thoughtful!.map(({ trace: _, ...end }) => end)).toEqual(plain!.map(({ trace: _, ...end }) => end));
  const read = thoughtful![0]!.trace.map(({ read }) => read.join(' '));
  expect(read.filter((words) => words.endsWith(`guards care so ${ASSISTANT}`))).toHaveLength(1);
  expect(read[1]).toMatch(/\| sage guards care so sage$/); // after one passage
});

test('who gets nowhere thinks once at each stake, and has room for the longest errand', async () => {
  const longest = { value: 0 };
  const scorer = fakeScorer(1, 72, ({ heard, options }) => {
    longest.value = Math.max(longest.value, 1 + heard.length);
    const known = PASSAGES[situation(heard)];
    // Does something useless at every stake once, then asks; thinks the first thing that comes to its mind.
    const again = heard.at(-1) === ASSISTANT && heard.at(-6) === 'walk-on';
    const next = known ?? (again ? 'ask' : 'walk-on');
    return certain(options, options.includes(next) ? next : options[0]!);
  });
  const [episodes] = await rollOut(scorer, [{ ...ordinary, thinks: true }], {
    ...rollout,
    tasks: longTasks(config),
    sampleStream: '',
  });
  for (const { trace } of episodes!)
    expect(trace.filter(({ read }) => read.includes('so')).length).toBe(new Set(stakesOf(trace)).size);
  expect(longest.value).toBeLessThanOrEqual(presets['standard']!.model.blockSize);
});

/** Places of the route where something was at stake. */
const stakesOf = (trace: TraceStep[]) =>
  trace.filter(({ situation }) => PASSAGES[situation] === undefined).map(({ passed }) => passed);

test('actions are drawn from the distribution, sharpened by temperature', () => {
  expect([0, 0.19, 0.21, 0.69, 0.71, 0.999].map((u) => draw([0.2, 0.5, 0.3], 1, u))).toEqual([0, 0, 1, 1, 2, 2]);
  // At temperature ½ weights are squared: .04 .25 .09 of .38.
  expect([0.1, 0.11, 0.76, 0.77].map((u) => draw([0.2, 0.5, 0.3], 0.5, u))).toEqual([0, 1, 1, 2]);
  expect([0, 0.99].map((u) => draw([0.4, 0.2, 0.4], 0, u))).toEqual([0, 0]);
  expect(draw([0.5, 0.5, 0], 1, 1 - 2 ** -53)).toBe(1);
});
