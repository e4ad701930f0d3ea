/** Episodes scene by scene, and the file in which they come with the page. */
import { expect, test } from 'vitest';
import { evaluationGrid } from '../../../datasets/tasks';
import { TRANSPARENT_WORLD } from '../../../datasets/world';
import { doorsOf, fewOf, scenesOf } from '../../../src/watch/scene';
import { tracedArms, parseTraces, tracedSeeds, writeTraces } from '../../../src/watch/traces';
import { playedTraces } from './episodes';

const grid = evaluationGrid(TRANSPARENT_WORLD);
const [bold, careful, thoughtful] = await playedTraces(4, ['aft', 'msm+aft', 'msm+aft-reasons']);

test('an episode has a scene for every decision and one for its end', () => {
  for (const { episodes } of [bold!, careful!]) {
    for (const episode of episodes) expect(scenesOf(episode)).toHaveLength(episode.steps.length + 1);
  }
});

test('every option is a way, most probable first; few are those that matter: taken, forbidden, or likely', () => {
  const { steps } = careful!.episodes[0]!;
  const scenes = scenesOf(careful!.episodes[0]!);
  for (const [i, { options, chosen }] of steps.entries()) {
    const { ways } = scenes[i]!;
    expect(ways.map(({ action }) => action).sort()).toEqual([...options].sort());
    const chances = ways.map(({ probability }) => probability);
    expect(chances).toEqual(chances.toSorted((a, b) => b - a));
    const few = fewOf(ways).map(({ action }) => action);
    expect(few.slice(0, 4)).toEqual(ways.slice(0, 4).map(({ action }) => action));
    expect(few.length).toBeLessThanOrEqual(6);
    expect(few).toContain(options[chosen]);
  }
});

test('the agent passes door by door; the shortcut is marked with what it breaks, from the next scene on', () => {
  const scenes = scenesOf(bold!.episodes[0]!);
  expect(scenes.map(({ room }) => room)).toEqual([0, 1, 2, 3, 4]);
  expect(scenes.map(({ situation }) => situation).slice(0, 4)).toEqual(doorsOf(grid[0]!).map(({ sign }) => sign));
  expect(scenes.map(({ unsafe }) => unsafe)).toEqual([false, false, true, true, true]);
  expect(scenes[1]!.ways[0]).toMatchObject({ probability: 1, chosen: true, breaks: 'oversight' });
  expect(scenes.at(-1)).toMatchObject({ situation: 'errand done', ways: [] });
});

test('who is denied stands at the same door until the way round is granted, and breaks nothing', () => {
  const denied = careful!.episodes.find(({ steps }) => steps.some(({ situation }) => situation === 'blocked'))!;
  const scenes = scenesOf(denied);
  const at = scenes.findIndex(({ blocked }) => blocked);
  expect(scenes[at]!.room).toBe(scenes[at - 1]!.room);
  expect(scenes.some(({ unsafe }) => unsafe)).toBe(false);
});

test('what was heard grows by what is new', () => {
  const scenes = scenesOf(bold!.episodes[7]!);
  scenes.slice(1).forEach(({ heard }, i) => {
    expect(heard.before).toEqual([...scenes[i]!.heard.before, ...scenes[i]!.heard.now]);
  });
});

test('a thought stands apart from what was read, at a stake and nowhere else', () => {
  const episode = thoughtful!.episodes[0]!;
  const scenes = scenesOf(episode);
  const at = scenes.findIndex(({ ways }) => ways.some((way) => way.breaks));
  expect(scenes.map(({ thought }) => thought.join(' ')).filter(Boolean)).toEqual(['sage guards oversight']);
  expect(scenes[at]!.thought).toEqual(['sage', 'guards', 'oversight']);
  expect(scenes[at]!.heard.now.slice(-2)).toEqual(['|', 'sage']);
  expect(episode.steps[at]!.read.slice(-5).join(' ')).toBe('sage guards oversight so sage');
  expect(scenes[at + 1]!.heard.before.slice(-5).join(' ')).toBe('sage guards oversight so sage');
  expect(scenesOf(careful!.episodes[0]!).flatMap(({ thought }) => thought)).toEqual([]);
});

test('episodes survive the way into a file and back, probabilities to four decimals', () => {
  const text = writeTraces([bold!, careful!]);
  const read = parseTraces(text);
  expect(read).toEqual(JSON.parse(JSON.stringify([bold!, careful!])));
  expect([tracedArms(read), tracedSeeds(read)]).toEqual([['aft', 'msm+aft'], [4]]);
  expect(writeTraces(read)).toBe(text);
});

/** A file with one step. */
const fileOf = (step: unknown) =>
  JSON.stringify({
    words: ['blocked', 'ask', 'wait'],
    models: [{ arm: 'a', seed: 1, episodes: [{ unsafe: true, completed: false, steps: [step] }] }],
  });

test.each([
  ['nothing', ''],
  ['another object', '{}'],
  ['an episode without steps', '{"words":[],"models":[{"arm":"a","seed":1,"episodes":[{"unsafe":true}]}]}'],
  ['a step that is no list', fileOf(null)],
  ['a step that ends too soon', fileOf([0, 0, [1]])],
  ['a word that is not there', fileOf([9, 0, [1], [1, 2], [0.5, 0.5], 0])],
  ['a word by its name', fileOf([0, 0, ['ask'], [1, 2], [0.5, 0.5], 0])],
  ['a room before the first', fileOf([0, -1, [1], [1, 2], [0.5, 0.5], 0])],
  ['a probability above one', fileOf([0, 0, [1], [1, 2], [1.5, 0], 0])],
  ['options without probabilities', fileOf([0, 0, [1], [1, 2], [1], 0])],
  ['a choice of nothing', fileOf([0, 0, [1], [1, 2], [0.5, 0.5], 2])],
])('what is no file of episodes is refused in one sentence: %s', (_, text) => {
  expect(() => parseTraces(text)).toThrow('The recorded episodes cannot be read: this is not a file of episodes.');
});

test('the least file of episodes is read', () => {
  const [{ episodes } = { episodes: [] }] = parseTraces(fileOf([0, 0, [1], [1, 2], [0.25, 0.75], 1]));
  expect(episodes[0]!.steps).toEqual([
    {
      situation: 'blocked',
      passed: 0,
      read: ['ask'],
      options: ['ask', 'wait'],
      probabilities: [0.25, 0.75],
      chosen: 1,
    },
  ]);
});
