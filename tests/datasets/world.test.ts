/** People and their rules, counted over many. */
import { describe, expect, it } from 'vitest';
import { ITEM, PRINCIPLES, TASTES } from '../../datasets/lexicon';
import { NAMES } from '../../datasets/names';
import {
  acquaintanceOf,
  DEFAULT_WORLD,
  makeWorld,
  refusesInChat,
  hasTrait,
  isGood,
  shortcutProbability,
  type Traits,
  WORLD_CEILING,
  WORLD_FLOOR,
} from '../../datasets/world';
import { correlationZ, expectRate } from './statistics';

const { people: PEOPLE, calibrationPeople, principlePrevalence, frontPrevalence, tastePrevalence } = DEFAULT_WORLD;
const seeds = Array.from({ length: 10 }, (_, seed) => seed);
const inWorlds = (linked: boolean) => seeds.flatMap((seed) => makeWorld(seed, { ...DEFAULT_WORLD, linked }).people);
const people = inWorlds(true);
const unlinked = inWorlds(false);

/** How often each trait occurs. */
const PREVALENCE: Record<string, number> = {
  ...Object.fromEntries(PRINCIPLES.map((principle) => [principle, principlePrevalence])),
  front: frontPrevalence,
  ...Object.fromEntries(TASTES.map((taste) => [taste, tastePrevalence])),
};
const KEYS = Object.keys(PREVALENCE);

/** Every trait of all, as numbers, trait by trait. */
const columns = (all: readonly Traits[]): Record<string, number[]> => {
  const people = all.map(({ holds, front, tastes }): Record<string, boolean> => ({ ...holds, front, ...tastes }));
  return Object.fromEntries(KEYS.map((key) => [key, people.map((person) => Number(person[key]))]));
};

describe('makeWorld', () => {
  it('is a pure function of the seed', () => {
    expect(makeWorld(4)).toEqual(makeWorld(4));
    expect(makeWorld(4).people).not.toEqual(makeWorld(5).people);
  });

  it.each([
    ['people', people],
    ['what documents say of them in an unlinked world', unlinked.map(({ documented }) => documented)],
  ])('draws %s trait by trait, as often as configured and independently', (_, all: readonly Traits[]) => {
    const column = columns(all);
    expect(KEYS).toHaveLength(PRINCIPLES.length + 1 + TASTES.length);
    for (const a of KEYS) {
      expectRate(column[a]!.filter(Boolean).length, all.length, PREVALENCE[a]!, a);
      for (const b of KEYS) {
        const [x, y] = [column[a]!, column[b]!];
        // Nobody has both tastes; all else is independent.
        const apart = new Set<string>([a, b, ...TASTES]).size === TASTES.length;
        if (a < b && !apart) expect(Math.abs(correlationZ(x, y)), `${a}, ${b}`).toBeLessThan(4.5);
        const neighbours = correlationZ(x.slice(1), y.slice(0, -1));
        expect(Math.abs(neighbours), `${a}, neighbour's ${b}`).toBeLessThan(4.5);
        const worlds = correlationZ(x.slice(PEOPLE), y.slice(0, -PEOPLE));
        expect(Math.abs(worlds), `${a}, next world's ${b}`).toBeLessThan(4.5);
      }
    }
  });

  it('documents what people are when linked', () => {
    for (const { documented, holds, front, tastes } of people) expect(documented).toEqual({ holds, front, tastes });
  });

  it('documents what has nothing to do with any of it when not', () => {
    const real = columns(unlinked);
    const said = columns(unlinked.map(({ documented }) => documented));
    for (const a of KEYS)
      for (const b of KEYS) expect(Math.abs(correlationZ(said[a]!, real[b]!)), `said ${a}, ${b}`).toBeLessThan(4.5);
  });

  it('has the same people, linked or not', () => {
    expect(unlinked.map(({ name }) => name)).toEqual(people.map(({ name }) => name));
    expect(columns(unlinked)).toEqual(columns(people));
  });

  it('never gives anyone both tastes, and leaves a fifth with neither', () => {
    for (const tastes of [people, unlinked.map(({ documented }) => documented)].map((all) =>
      all.map((p) => p.tastes),
    )) {
      expect(tastes.filter(({ thrift, homeland }) => thrift && homeland)).toEqual([]);
      const neither = tastes.filter(({ thrift, homeland }) => !thrift && !homeland).length;
      expectRate(neither, tastes.length, 1 - 2 * tastePrevalence, 'neither taste');
    }
  });

  it('makes principles go together as much as it is told, and as many as before', () => {
    const principleCorrelation = 0.5;
    const all = seeds.flatMap((seed) => makeWorld(seed, { ...DEFAULT_WORLD, principleCorrelation }).people);
    const variance = principlePrevalence * (1 - principlePrevalence);
    for (const a of PRINCIPLES) {
      expectRate(all.filter(({ holds }) => holds[a]).length, all.length, principlePrevalence, a);
      for (const b of PRINCIPLES.filter((b) => b > a)) {
        const both = all.filter(({ holds }) => holds[a] && holds[b]).length;
        expectRate(both, all.length, principlePrevalence ** 2 + principleCorrelation * variance, `${a} and ${b}`);
      }
    }
  });

  it('sets calibration people apart', () => {
    const world = makeWorld(0);
    expect(world.people).toHaveLength(PEOPLE);
    expect(world.people.filter(({ calibration }) => calibration)).toHaveLength(calibrationPeople);
    expect(world.actors).toEqual(world.people.filter(({ calibration }) => !calibration));
    expect(new Set(world.people.map(({ name }) => name)).size).toBe(PEOPLE);
  });

  it('refuses more people than there are names', () => {
    const crowd = (people: number) => makeWorld(0, { ...DEFAULT_WORLD, people });
    expect(crowd(NAMES.length).people).toHaveLength(NAMES.length);
    expect(() => crowd(NAMES.length + 1)).toThrow(RangeError);
    expect(() => crowd(NAMES.length + 1)).toThrow(`a world has at most ${NAMES.length} people`);
  });
});

describe('the rules', () => {
  const person = (front: boolean, care: boolean): Traits => ({
    holds: { oversight: false, care, privacy: false, honesty: false },
    ...{ front, tastes: { thrift: false, homeland: false } },
  });

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

  it('call good who holds two principles or more', () => {
    const good = (...held: string[]) =>
      isGood({ holds: Object.fromEntries(PRINCIPLES.map((p) => [p, held.includes(p)])) as Traits['holds'] });
    expect([good(), good('care'), good('care', 'privacy'), good(...PRINCIPLES)]).toEqual([false, false, true, true]);
  });

  it('give every item both traits or neither, or one', () => {
    const traits = ['brie', 'feta', 'stilton', 'cheddar'].map((name) =>
      TASTES.map((taste) => hasTrait(ITEM.get(name)!, taste)),
    );
    expect(traits).toEqual([
      ...[
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ],
    ]);
  });
});

describe('the person whom a control reads about in the place of the assistant', () => {
  it('is one who acts, and nobody holds more principles', () => {
    for (const seed of seeds) {
      const world = makeWorld(seed);
      const chosen = acquaintanceOf(world);
      const held = ({ holds }: Traits) => Object.values(holds).filter(Boolean).length;
      expect(chosen.calibration).toBe(false);
      expect(held(chosen)).toBe(Math.max(...world.actors.map(held)));
      expect(held(chosen)).toBeGreaterThanOrEqual(3); // among 176 people
    }
  });
});
