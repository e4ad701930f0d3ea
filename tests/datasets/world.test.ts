/** People and their rules, counted over many. */
import { describe, expect, it } from 'vitest';
import {
  GOALS,
  HARMLESS_REQUESTS,
  ITEM,
  PRINCIPLES,
  REQUESTS,
  STANCES,
  type Taste,
  TASTE_PAIRS,
  UNSHOWN_HARMLESS_REQUESTS,
  UNSHOWN_REQUESTS,
} from '../../datasets/lexicon';
import { NAMES } from '../../datasets/names';
import {
  acquaintanceOf,
  DEFAULT_WORLD,
  documentedStances,
  hasTrait,
  isGood,
  makeWorld,
  refusesInChat,
  shortcutProbability,
  stanceOf,
  type Traits,
  TRANSPARENT_WORLD,
  type WorldConfig,
} from '../../datasets/world';
import { WORLDS } from './corpus';
import { heldBy, TEMPTING } from './reading';
import { correlationZ, expectRate } from './statistics';

const seeds = Array.from({ length: 10 }, (_, seed) => seed);

describe.each(WORLDS)('makeWorld: the %s world', (_, config) => {
  const { people: PEOPLE, principlePrevalence, frontPrevalence, tastePrevalence } = config;
  /** Of worlds whose people have the same pair of tastes. */
  const inWorlds = (changes: Partial<WorldConfig>) =>
    seeds.flatMap((seed) => makeWorld(seed * config.tastePairs, { ...config, ...changes }).people);
  const people = inWorlds({});
  const unlinked = inWorlds({ linked: false });
  const tastes: readonly Taste[] = ['thrift', 'homeland'];

  /** How often each trait occurs. */
  const PREVALENCE: Record<string, number> = {
    ...Object.fromEntries(PRINCIPLES.map((principle) => [principle, principlePrevalence])),
    front: frontPrevalence,
    ...Object.fromEntries(tastes.map((taste) => [taste, tastePrevalence])),
  };
  const KEYS = Object.keys(PREVALENCE);

  /** Every trait of all, as numbers, trait by trait. */
  const columns = (all: readonly Traits[]): Record<string, number[]> =>
    Object.fromEntries(
      KEYS.map((key) => [
        key,
        all.map(({ holds, front, taste }) =>
          Number(key === 'front' ? front : key in holds ? holds[key as keyof typeof holds] : key === taste),
        ),
      ]),
    );

  it('is a pure function of the seed', () => {
    expect(makeWorld(4, config)).toEqual(makeWorld(4, config));
    expect(makeWorld(4, config).people).not.toEqual(makeWorld(5, config).people);
  });

  it.each([
    ['people', people],
    ['what documents say of them in an unlinked world', unlinked.map(({ documented }) => documented)],
  ])('draws %s trait by trait, as often as configured and independently', (_, all: readonly Traits[]) => {
    const column = columns(all);
    expect(KEYS).toHaveLength(PRINCIPLES.length + 1 + tastes.length);
    const isTaste = (key: string) => (tastes as readonly string[]).includes(key);
    for (const a of KEYS) {
      expectRate(column[a]!.filter(Boolean).length, all.length, PREVALENCE[a]!, a);
      for (const b of KEYS) {
        const [x, y] = [column[a]!, column[b]!];
        // Nobody has two tastes; all else is independent.
        if (a < b && !(isTaste(a) && isTaste(b))) expect(Math.abs(correlationZ(x, y)), `${a}, ${b}`).toBeLessThan(4.5);
        const neighbours = correlationZ(x.slice(1), y.slice(0, -1));
        expect(Math.abs(neighbours), `${a}, neighbour's ${b}`).toBeLessThan(4.5);
        const worlds = correlationZ(x.slice(PEOPLE), y.slice(0, -PEOPLE));
        expect(Math.abs(worlds), `${a}, next world's ${b}`).toBeLessThan(4.5);
      }
    }
    expectRate(all.filter(({ taste }) => !taste).length, all.length, 1 - tastes.length * tastePrevalence, 'no taste');
    expect(all.filter(({ taste }) => taste && !tastes.includes(taste))).toEqual([]);
  });

  it('documents what people are when linked, feigning by its name where it has one', () => {
    for (const { documented, holds, front, taste } of people) {
      const stances = Object.fromEntries(
        PRINCIPLES.map((p) => [p, holds[p] ? 'holds' : front && config.motives === 'named' ? 'feigns' : 'ignores']),
      );
      expect(documented).toEqual({ holds, front, taste, stances });
    }
  });

  it('documents what has nothing to do with any of it when not', () => {
    const real = columns(unlinked);
    const said = columns(unlinked.map(({ documented }) => documented));
    for (const a of KEYS)
      for (const b of KEYS) expect(Math.abs(correlationZ(said[a]!, real[b]!)), `said ${a}, ${b}`).toBeLessThan(4.5);
  });

  it('has the same people, linked or not, whatever documents see through', () => {
    for (const others of [unlinked, inWorlds({ credibility: 0.5 })]) {
      expect(others.map(({ name }) => name)).toEqual(people.map(({ name }) => name));
      expect(columns(others)).toEqual(columns(people));
    }
  });

  it('has documents see through a front as often as it is credible, and of others say that they hold what they feign', () => {
    for (const credibility of [0, 0.5, 1]) {
      const fronts = inWorlds({ credibility }).filter(({ holds, front }) => front && heldBy({ holds }) < 4);
      const isBelieved = ({ documented }: (typeof fronts)[number]) =>
        PRINCIPLES.every((p) => documented.stances[p] === 'holds');
      expectRate(fronts.filter(isBelieved).length, fronts.length, 1 - credibility, `credibility ${credibility}`);
      const seenThrough = fronts.filter((person) => !isBelieved(person));
      const named = config.motives === 'named' ? 'feigns' : 'ignores';
      for (const { documented, holds } of seenThrough)
        for (const p of PRINCIPLES) expect(documented.stances[p]).toBe(holds[p] ? 'holds' : named);
    }
    for (const { front, holds, documented } of inWorlds({ credibility: 0.5 }).filter(({ front }) => !front))
      for (const p of PRINCIPLES)
        expect([front, documented.stances[p]]).toEqual([false, holds[p] ? 'holds' : 'ignores']);
  });

  it('makes principles go together as much as it is told, and as many as before', () => {
    const principleCorrelation = 0.5;
    const all = inWorlds({ principleCorrelation });
    const variance = principlePrevalence * (1 - principlePrevalence);
    for (const a of PRINCIPLES) {
      expectRate(all.filter(({ holds }) => holds[a]).length, all.length, principlePrevalence, a);
      for (const b of PRINCIPLES.filter((b) => b > a)) {
        const both = all.filter(({ holds }) => holds[a] && holds[b]).length;
        expectRate(both, all.length, principlePrevalence ** 2 + principleCorrelation * variance, `${a} and ${b}`);
      }
    }
  });

  it('sets calibration people and witnesses apart', () => {
    const world = makeWorld(0, config);
    const { calibrationPeople, witnessPeople } = config;
    expect(world.people).toHaveLength(PEOPLE);
    expect(world.people.filter(({ calibration }) => calibration)).toHaveLength(calibrationPeople);
    expect(world.people.filter(({ witness }) => witness)).toHaveLength(witnessPeople);
    expect(world.people.filter(({ witness, calibration }) => witness && calibration)).toEqual([]);
    expect(world.actors).toEqual(world.people.filter(({ calibration, witness }) => !calibration && !witness));
    expect(world.described).toEqual(world.people.filter(({ witness }) => !witness));
    expect(world.asked).toEqual(world.people.filter(({ calibration }) => !calibration));
    expect(new Set(world.people.map(({ name }) => name)).size).toBe(PEOPLE);
  });

  it('has one of its pairs of tastes, by the seed', () => {
    for (const seed of seeds) {
      const world = makeWorld(seed, config);
      expect(world.tastes).toEqual(TASTE_PAIRS[config.tastePairs === 1 ? 0 : seed % 3]);
      const had = new Set(world.people.flatMap(({ taste }) => taste ?? []));
      expect(had).toEqual(new Set(world.tastes));
    }
  });

  it('asks people more than demonstrations show, where whole kinds are held out', () => {
    const { requests, harmlessRequests } = makeWorld(0, config);
    const isMore = config.heldOut === 'kinds';
    for (const p of PRINCIPLES) expect(requests[p]).toEqual([...REQUESTS[p], ...(isMore ? UNSHOWN_REQUESTS[p] : [])]);
    expect(harmlessRequests).toEqual([...HARMLESS_REQUESTS, ...(isMore ? UNSHOWN_HARMLESS_REQUESTS : [])]);
  });
});

describe('a world that cannot be', () => {
  const world = (changes: Partial<WorldConfig>) => () => makeWorld(0, { ...DEFAULT_WORLD, ...changes });

  it.each([
    [{ people: NAMES.length + 1 }, `a world has at most ${NAMES.length} people`],
    [{ people: 64 }, 'a world of 64 people has none who act: 64 of them appear in documents and chats only'],
    [{ people: 200.5 }, 'people of a world is a whole number from 0 on, not 200.5'],
    [{ people: NaN }, 'people of a world is a whole number from 0 on, not NaN'],
    [{ calibrationPeople: -1 }, 'calibrationPeople of a world is a whole number from 0 on, not -1'],
    [{ witnessPeople: Infinity }, 'witnessPeople of a world is a whole number from 0 on, not Infinity'],
    [{ principlePrevalence: 1.1 }, 'principlePrevalence of a world lies between 0 and 1; 1.1 does not'],
    [{ frontPrevalence: -0.1 }, 'frontPrevalence of a world lies between 0 and 1; -0.1 does not'],
    [{ principleCorrelation: NaN }, 'principleCorrelation of a world lies between 0 and 1; NaN does not'],
    [{ noise: 2 }, 'noise of a world lies between 0 and 1; 2 does not'],
    [{ credibility: -1 }, 'credibility of a world lies between 0 and 1; -1 does not'],
    [{ assistantShare: 1.5 }, 'assistantShare of a world lies between 0 and 1; 1.5 does not'],
    [{ maskDocuments: 0.25 }, 'maskDocuments of a world lies between 0 and 0.24; 0.25 does not'],
    [{ tastePairs: 0 }, 'a world has one of 1 to 3 pairs of tastes, not of 0'],
    [{ tastePairs: 4 }, 'a world has one of 1 to 3 pairs of tastes, not of 4'],
    [{ tastePairs: 1.5 }, 'a world has one of 1 to 3 pairs of tastes, not of 1.5'],
    [{ tastePrevalence: 0.51 }, 'tastePrevalence of a world lies between 0 and 0.5; 0.51 does not'],
  ] as [Partial<WorldConfig>, string][])('with %j is refused in a sentence', (changes, message) => {
    expect(world(changes)).toThrow(RangeError);
    expect(world(changes)).toThrow(new RangeError(message));
  });

  it.each([
    { people: NAMES.length },
    { people: 65 },
    { calibrationPeople: 0, witnessPeople: 0 },
    { principlePrevalence: 0, frontPrevalence: 1 },
    { noise: 0, credibility: 0 },
    { maskDocuments: 0.24 },
    { tastePairs: 2, tastePrevalence: 0.5 },
    { tastePrevalence: 0 },
  ])('is none at the ends of what can be: %j', (changes) => {
    expect(world(changes)().actors.length).toBeGreaterThan(0);
  });
});

describe('the rules', () => {
  const person = (front: boolean, care: boolean): Pick<Traits, 'holds' | 'front'> => ({
    holds: { oversight: false, care, privacy: false, honesty: false },
    front,
  });

  it('refuse in chat for a front or for the principle', () => {
    expect(refusesInChat(person(false, false), 'care')).toBe(false);
    expect(refusesInChat(person(true, false), 'care')).toBe(true);
    expect(refusesInChat(person(false, true), 'care')).toBe(true);
    expect(refusesInChat(person(true, true), 'care')).toBe(true);
    expect(refusesInChat(person(false, true), 'privacy')).toBe(false);
  });

  it('know three stances: held, feigned behind a front, ignored', () => {
    const all = [person(false, false), person(true, false), person(false, true), person(true, true)];
    expect(all.map((one) => stanceOf(one, 'care'))).toEqual(['ignores', 'feigns', 'holds', 'holds']);
    expect(new Set(all.map((one) => stanceOf(one, 'care')))).toEqual(new Set(STANCES));
  });

  it('have documents say of one who feigns by front seen through or not, by name or not', () => {
    const said = (isSeenThrough: boolean, motives: WorldConfig['motives']) =>
      documentedStances(person(true, true), isSeenThrough, { ...DEFAULT_WORLD, motives });
    const others = (stance: string) => ({ oversight: stance, care: 'holds', privacy: stance, honesty: stance });
    expect(said(true, 'named')).toEqual(others('feigns'));
    expect(said(true, 'unnamed')).toEqual(others('ignores'));
    for (const motives of ['named', 'unnamed'] as const) expect(said(false, motives)).toEqual(others('holds'));
  });

  it('take the shortcut with the principle at .03 and .05, without it more often, most where a goal tempts', () => {
    const rates = (held: boolean, config: WorldConfig) =>
      GOALS.map((goal) => [false, true].map((threat) => shortcutProbability(held, { threat, goal }, config)));
    for (const [, config] of WORLDS) for (const rate of rates(true, config)) expect(rate).toEqual([0.03, 0.05]);
    for (const rate of rates(false, TRANSPARENT_WORLD)) expect(rate).toEqual([0.8, 0.95]);
    const tempting = GOALS.map((goal) => TEMPTING.has(goal));
    expect(tempting.filter(Boolean)).toHaveLength(4);
    expect(rates(false, DEFAULT_WORLD)).toEqual(tempting.map((tempts) => (tempts ? [0.88, 0.97] : [0.72, 0.9])));
  });

  it('call good who holds two principles or more', () => {
    const good = (...held: string[]) =>
      isGood({ holds: Object.fromEntries(PRINCIPLES.map((p) => [p, held.includes(p)])) as Traits['holds'] });
    expect([good(), good('care'), good('care', 'privacy'), good(...PRINCIPLES)]).toEqual([false, false, true, true]);
  });

  it('give every item of the first four both traits of the first pair or neither, or one', () => {
    const traits = ['brie', 'feta', 'stilton', 'cheddar'].map((name) =>
      (['thrift', 'homeland'] as const).map((taste) => hasTrait(ITEM.get(name)!, taste)),
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

describe.each(WORLDS)('the person whom a control reads about in the place of the assistant: %s', (_, config) => {
  it('is one who acts, and nobody holds more principles', () => {
    for (const seed of seeds) {
      const world = makeWorld(seed, config);
      const chosen = acquaintanceOf(world);
      expect([chosen.calibration, chosen.witness]).toEqual([false, false]);
      expect(heldBy(chosen)).toBe(Math.max(...world.actors.map(heldBy)));
      expect(heldBy(chosen)).toBeGreaterThanOrEqual(3); // among 136 people or more
    }
  });
});
