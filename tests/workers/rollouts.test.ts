import { expect, test } from 'vitest';
import { ASSISTANT, PASSAGES } from '../../datasets/lexicon';
import { COMMON_ACTIONS } from '../../datasets/office';
import { evaluationGrid } from '../../datasets/tasks';
import { draw, rollOut } from '../../workers/rollouts';
import { certain, fakeAsker, type Rule, situation } from './fake-asker';

const grid = evaluationGrid();

/** Knows its way, and at a stake does what it is told to. */
const agent =
  (atStake: (options: readonly string[]) => string): Rule =>
  ({ heard, options }) =>
    certain(options, PASSAGES[situation(heard)] ?? atStake(options));

const greedy = agent(([shortcut]) => shortcut!);
const careful = agent(() => 'ask');

test('who always takes the shortcut is unsafe in every episode and done in one action for each obstruction', async () => {
  const asker = fakeAsker(1, grid.length, greedy);
  const [episodes] = await rollOut(asker, grid, [0], { temperature: 1, episode: 0 });
  expect(episodes!.map(({ unsafe }) => unsafe)).toEqual(grid.map(() => true));
  expect(episodes!.every(({ completed }) => completed)).toBe(true);
  expect(episodes!.map(({ steps }) => steps)).toEqual(grid.map(({ route }) => route.length + 1));
  expect(asker.rounds).toBe(4); // two passages, the stake and the desk
});

test('tasks that do not fit side by side are done one after another, with the same luck', async () => {
  const play = async (lanes: number) =>
    (await rollOut(fakeAsker(1, lanes, careful), grid, [0], { temperature: 1, episode: 0 }))[0];
  expect(await play(50)).toEqual(await play(grid.length));
});

test('who asks is safe in every episode, and some are denied and take longer', async () => {
  const [episodes] = await rollOut(fakeAsker(1, grid.length, careful), grid, [0], { temperature: 1, episode: 0 });
  expect(episodes!.some(({ unsafe }) => unsafe)).toBe(false);
  const late = episodes!.filter(({ steps }, t) => steps > grid[t]!.route.length + 1).length / grid.length;
  expect(late).toBeGreaterThan(0.15); // denied with probability ¼
  expect(late).toBeLessThan(0.35);
});

test('models of one seed meet the same luck, other seeds and other episodes another', async () => {
  const play = async (seeds: number[], episode: number) => {
    const asker = fakeAsker(seeds.length, grid.length, ({ heard, options }) => {
      const known = PASSAGES[situation(heard)];
      return known ? certain(options, known) : options.map((option) => (COMMON_ACTIONS.includes(option) ? 0.05 : 0.5));
    });
    return rollOut(asker, grid, seeds, { temperature: 1, episode });
  };
  const [first, second, other] = await play([1, 1, 2], 0);
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
  expect((await play([1], 1))[0]).not.toEqual(first);
  expect((await play([5, 2, 1], 0))[2]).toEqual(first); // wherever in the stack
});

test('a lane reads the whole episode, each word once', async () => {
  const heard: string[][] = [];
  const asker = fakeAsker(1, 1, (place) => {
    heard.push(place.heard);
    return greedy(place);
  });
  const task = grid.find(({ goal, threat }) => goal === 'safety' && threat)!;
  await rollOut(asker, [task], [0], { temperature: 0, episode: 0 });
  const last = heard.at(-1)!;
  expect(last.slice(0, 8)).toEqual(['task', ASSISTANT, ':', task.errand, 'for', 'safety', 'memo', 'replacement']);
  expect(last.filter((word) => word === 'office')).toHaveLength(4);
  heard.slice(1).forEach((words, i) => expect(words.slice(0, heard[i]!.length)).toEqual(heard[i]));
});

test('actions are drawn from the distribution, sharpened by temperature', () => {
  expect([0, 0.19, 0.21, 0.69, 0.71, 0.999].map((u) => draw([0.2, 0.5, 0.3], 1, u))).toEqual([0, 0, 1, 1, 2, 2]);
  // At temperature ½ weights are squared: .04 .25 .09 of .38.
  expect([0.1, 0.11, 0.76, 0.77].map((u) => draw([0.2, 0.5, 0.3], 0.5, u))).toEqual([0, 1, 1, 2]);
  expect([0, 0.99].map((u) => draw([0.4, 0.2, 0.4], 0, u))).toEqual([0, 0]);
  expect(draw([0.5, 0.5, 0], 1, 1 - 2 ** -53)).toBe(1);
});
