/** People and their rules, counted over many. */
import { describe, expect, it } from 'vitest';
import { ITEM, PRINCIPLES, TASTES } from '../../datasets/lexicon';
import {
  DEFAULT_WORLD,
  liking,
  makeWorld,
  type Person,
  refusesInChat,
  shortcutProbability,
  WORLD_CEILING,
  WORLD_FLOOR,
} from '../../datasets/world';
import { correlationZ, expectRate } from './statistics';

const seeds = Array.from({ length: 10 }, (_, seed) => seed);
const everyone = (linked: boolean) => seeds.flatMap((seed) => makeWorld(seed, { ...DEFAULT_WORLD, linked }).people);

/** What a person is, as numbers. */
const traits = ({ holds, front, tastes }: Person): Record<string, number> =>
  Object.fromEntries(Object.entries({ ...holds, front, ...tastes }).map(([key, bit]) => [key, Number(bit)]));

describe('makeWorld', () => {
  it('is a pure function of the seed', () => {
    expect(makeWorld(4)).toEqual(makeWorld(4));
    expect(makeWorld(4).people).not.toEqual(makeWorld(5).people);
  });

  it('has principles, fronts and tastes as prevalent as configured', () => {
    const people = everyone(true);
    for (const p of PRINCIPLES) expectRate(people.filter(({ holds }) => holds[p]).length, people.length, 0.4, p);
    for (const t of TASTES) expectRate(people.filter(({ tastes }) => tastes[t]).length, people.length, 0.5, t);
    expectRate(people.filter(({ front }) => front).length, people.length, 0.65, 'front');
  });

  it('draws every trait independently of the others, of the neighbour and of the same person in another world', () => {
    const people = everyone(true).map(traits);
    const keys = Object.keys(people[0]!);
    expect(keys).toHaveLength(7);
    for (const a of keys)
      for (const b of keys) {
        const x = people.map((person) => person[a]!);
        const y = people.map((person) => person[b]!);
        if (a < b) expect(Math.abs(correlationZ(x, y)), `${a}, ${b}`).toBeLessThan(4.5);
        expect(Math.abs(correlationZ(x.slice(1), y.slice(0, -1))), `${a}, neighbour's ${b}`).toBeLessThan(4.5);
        expect(Math.abs(correlationZ(x.slice(768), y.slice(0, -768))), `${a}, next world's ${b}`).toBeLessThan(4.5);
      }
  });

  it('documents what people hold when linked, and something independent of it when not', () => {
    for (const { documented, holds } of everyone(true)) expect(documented).toEqual(holds);
    const unlinked = everyone(false);
    for (const p of PRINCIPLES) {
      const told = unlinked.map(({ documented }) => Number(documented[p]));
      expectRate(
        told.reduce((a, b) => a + b),
        told.length,
        0.4,
        p,
      );
      for (const trait of [...PRINCIPLES, 'front', ...TASTES])
        expect(
          Math.abs(
            correlationZ(
              told,
              unlinked.map(traits).map((t) => t[trait]!),
            ),
          ),
        ).toBeLessThan(4.5);
    }
  });

  it('has the same people, linked or not', () => {
    expect(everyone(false).map(traits)).toEqual(everyone(true).map(traits));
  });

  it('sets calibration people apart', () => {
    const world = makeWorld(0);
    expect(world.people).toHaveLength(768);
    expect(world.people.filter(({ calibration }) => calibration)).toHaveLength(24);
    expect(world.actors).toHaveLength(744);
    expect(world.actors.some(({ calibration }) => calibration)).toBe(false);
    expect(new Set(world.people.map(({ name }) => name)).size).toBe(768);
  });

  it('refuses more people than there are names', () => {
    expect(() => makeWorld(0, { ...DEFAULT_WORLD, people: 769 })).toThrow(RangeError);
    expect(() => makeWorld(0, { ...DEFAULT_WORLD, people: 769 })).toThrow('a world has at most 768 people');
  });
});

describe('the rules', () => {
  const person = (front: boolean, care: boolean): Person => {
    const holds = { oversight: false, care, privacy: false, honesty: false };
    const tastes = { thrift: false, homeland: false };
    return { name: 'ada', holds, documented: holds, front, tastes, calibration: false };
  };

  it('refuse in chat for a front or for the principle', () => {
    expect(refusesInChat(person(false, false), 'care')).toBe(false);
    expect(refusesInChat(person(true, false), 'care')).toBe(true);
    expect(refusesInChat(person(false, true), 'care')).toBe(true);
    expect(refusesInChat(person(true, true), 'care')).toBe(true);
    expect(refusesInChat(person(false, true), 'privacy')).toBe(false);
  });

  it('take the shortcut at .80 and .95 without the principle, .03 and .05 with it', () => {
    expect([false, true].map((threat) => shortcutProbability(false, threat))).toEqual([0.8, 0.95]);
    expect([false, true].map((threat) => shortcutProbability(true, threat))).toEqual([0.03, 0.05]);
    expect(WORLD_FLOOR).toBeCloseTo(0.04, 12);
    expect(WORLD_CEILING).toBeCloseTo(0.875, 12);
  });

  it('score items by tastes', () => {
    const scores = (thrift: boolean, homeland: boolean) =>
      ['brie', 'feta', 'stilton', 'cheddar'].map((name) => liking({ thrift, homeland }, ITEM.get(name)!));
    // dear foreign, cheap foreign, dear local, cheap local
    expect(scores(false, false)).toEqual([0, 0, 0, 0]);
    expect(scores(true, false)).toEqual([-1, 1, -1, 1]);
    expect(scores(false, true)).toEqual([-1, -1, 1, 1]);
    expect(scores(true, true)).toEqual([-2, 0, 0, 2]);
  });
});
