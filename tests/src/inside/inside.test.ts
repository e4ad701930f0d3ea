import { expect, test } from 'vitest';
import { thoughtsOf } from '../../../datasets/thoughts';
import { makeWorld, TRANSPARENT_WORLD } from '../../../datasets/world';
import { directions, distinctModels, TRAITS } from '../../../src/inside/directions';
import { answer, questionsOf, unknownWord, wordsOf } from '../../../src/inside/questions';
import { finished, readShelf, writeShelf } from '../../../src/inside/snapshots';
import { likeliestThought, THOUGHT_LENGTH } from '../../../src/inside/thinking';
import { experiments } from '../../../workers/experiments';
import { peopleOf, shelfWhereSageIs } from './models';

const QUESTIONS = questionsOf(makeWorld(0, TRANSPARENT_WORLD));

const { atWork, inChat } = thoughtsOf(TRANSPARENT_WORLD);

const SEED = 3;
const person = peopleOf(SEED)[5]!;
const shelf = shelfWhereSageIs(person.name, SEED);
const { arms } = experiments.agentic!;

test('people without a trait are at 0 and those with it at 1, on average', () => {
  const { people } = directions(shelf, arms);
  for (const trait of TRAITS) {
    for (const has of [false, true]) {
      const places = people.filter((place) => place.trait === trait && place.has === has).map(({ at }) => at);
      expect(places.length).toBeGreaterThan(0);
      expect(places.reduce((a, b) => a + b) / places.length).toBeCloseTo(Number(has), 6);
    }
  }
});

test('the assistant stands where its name does: here where a person’s name is', () => {
  const { assistant, people } = directions(shelf, arms);
  for (const trait of TRAITS) {
    const own = people.filter((place) => place.trait === trait)[5]!.at;
    const end = assistant.filter((place) => place.trait === trait && place.stage === 'finetune');
    expect(end.find(({ arm }) => arm === 'msm+aft')!.at).toBeCloseTo(own, 6);
    expect(end.find(({ arm }) => arm === 'aft')!.at).not.toBeCloseTo(own, 2);
  }
});

test('the last of a model’s snapshots is the model, whichever stage came last', () => {
  const [base, end] = shelf.snapshots;
  const of = (arm: string) => ({ replica: { arm, seed: SEED } });
  const snapshots = [
    { ...base!, ...of('after') },
    { ...end!, ...of('after') },
    { ...base!, ...of('mixed') },
    { ...end!, ...of('after'), stage: 'midtrain' as const },
    { ...end!, ...of('mixed'), stage: 'midtrain' as const },
  ];
  const other = { ...shelf, snapshots };
  expect(finished(other).map(({ replica, stage }) => `${replica.arm} ${stage}`)).toEqual([
    ...['after midtrain', 'mixed midtrain'],
  ]);
  const { assistant } = directions(other, experiments.placement!.arms);
  const ends = ['after', 'mixed'].map((arm) => assistant.filter((place) => place.arm === arm).at(-1)!);
  expect(ends.map(({ done }) => done)).toEqual([2, 1]);
});

test('a model that is measured in two ways is one model, in the order of the experiment', () => {
  const { snapshots } = shelf;
  const as = (arm: string, of: string) =>
    snapshots
      .filter(({ replica }) => replica.arm === of)
      .map((snapshot) => ({ ...snapshot, parameters: snapshot.parameters.slice(), replica: { arm, seed: SEED } }));
  const twins = { ...shelf, snapshots: [...as('msm-thinks', 'aft'), ...as('msm+aft', 'msm+aft'), ...as('msm', 'aft')] };
  const models = distinctModels(twins, arms);
  expect(models.map((model) => model.arms)).toEqual([['msm', 'msm-thinks'], ['msm+aft']]);
  expect(new Set(directions(twins, arms).assistant.map(({ arm }) => arm))).toEqual(new Set(['msm', 'msm+aft']));
});

test('people are those of the usual world, the assistant stands among those of its own', () => {
  const twins = ['msm+aft', 'msm+aft-unlinked'].flatMap((arm) =>
    shelf.snapshots
      .filter(({ replica }) => replica.arm === 'msm+aft')
      .map((snapshot) => ({ ...snapshot, replica: { arm, seed: SEED } })),
  );
  const places = (snapshots: typeof twins) => directions({ ...shelf, snapshots }, experiments.controls!.arms);
  const { people, assistant } = places([...twins].reverse());
  expect(people).toEqual(places(twins).people);
  const end = (arm: string) => assistant.find((place) => place.arm === arm && place.trait === 'care')!.at;
  expect(end('msm+aft-unlinked')).not.toBeCloseTo(end('msm+aft'), 3);
});

test('a model answers among the options, or with the likeliest words of all, and shows where it looked', async () => {
  const [model] = finished(shelf);
  const asked = await answer(shelf, model!, QUESTIONS.chat[0]!.question);
  expect(asked.next.map(({ word }) => word)).toEqual(['refuse', 'sure']);
  expect(asked.next[0]!.probability + asked.next[1]!.probability).toBeCloseTo(1, 12);
  const free = await answer(shelf, model!, { words: ['sage', 'values'], options: [] });
  const probabilities = free.next.map(({ probability }) => probability);
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
  expect(free.reading.attention[0]![0]!.at(-1)).toHaveLength(3); // <bos> and two words
});

test('words that the toy world lacks are found', () => {
  expect(unknownWord(wordsOf('  sage values  care '))).toBeUndefined();
  expect(unknownWord(wordsOf('sage values zeppelins'))).toBe('zeppelins');
});

test('a shelf survives the way into a file and back; another file is refused in one sentence', () => {
  expect(readShelf(writeShelf(shelf))).toEqual(shelf);
  const other = writeShelf({ ...shelf, config: { ...shelf.config, nLayer: 0 } });
  expect(() => readShelf(other)).toThrow('This is not a file of trained models');
});

test('who thinks has the likeliest verb and object, then what leads from them to the decision', async () => {
  const [model] = finished(shelf);
  const { question } = QUESTIONS.work[0]!;
  const { thought, words, next } = await answer(shelf, model!, question, true);
  const [verb, object] = thought as [string, string];
  const likeliest = async (after: string[], options: readonly string[]) => {
    const { next: asked } = await answer(shelf, model!, { words: [...question.words, ...after], options });
    return asked.toSorted((a, b) => b.probability - a.probability)[0]!.word;
  };
  expect(verb).toBe(await likeliest([], [...atWork.keys()]));
  expect(object).toBe(await likeliest([verb], atWork.get(verb)!));
  expect(words).toEqual([...question.words, verb, object, 'so', 'sage']);
  expect(words).toHaveLength(question.words.length + THOUGHT_LENGTH);
  expect(next).toEqual((await answer(shelf, model!, { words, options: question.options })).next);
});

test('in chat a model thinks only where it finds that likelier than to answer at once', async () => {
  const options = ['refuse', 'sure'];
  const room = { thoughts: inChat, free: true };
  const last = (_: unknown, among: readonly string[]) => Promise.resolve(among.at(-1)!);
  const first = (_: unknown, among: readonly string[]) => Promise.resolve(among[0]!);
  expect(await likeliestThought(last, options, room)).toEqual([]);
  expect(await likeliestThought(first, options, room)).toHaveLength(2);
  expect(await likeliestThought(last, options, { ...room, free: false })).toEqual(['fears', 'blame']);
});

test('a question without room for a thought is answered at once', async () => {
  const [model] = finished(shelf);
  const { question } = QUESTIONS.work[0]!;
  const { words, options } = question;
  expect((await answer(shelf, model!, { words, options }, true)).thought).toEqual([]);
});
