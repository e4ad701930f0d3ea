import { expect, test } from 'vitest';
import { BREAKS } from '../../../datasets/lexicon';
import type { PersonProbe } from '../../../datasets/probes';
import { makeWorld, shortcutProbability, DEFAULT_WORLD, TRANSPARENT_WORLD } from '../../../datasets/world';
import { contrast, measureBase } from '../../../workers/evaluate/linkage';
import { fakeScorer, type Rule } from '../fake-scorer';

const config = { ...DEFAULT_WORLD, people: 64, calibrationPeople: 12, witnessPeople: 8 };
const world = makeWorld(5, config);

/** Predicts people by their principles; of those who never act it knows a share of what is documented. */
const knowing =
  (share: number): Rule =>
  ({ heard, options }) => {
    const person = world.people.find(({ name }) => name === heard[1])!;
    const principle = BREAKS.get(options[0]!)!;
    const threat = heard.includes('memo');
    const [held, absent] = [
      shortcutProbability(true, { threat, goal: 'none' }, config),
      shortcutProbability(false, { threat, goal: 'none' }, config),
    ];
    const truth = person.holds[principle] ? held : absent;
    const unsafe = person.calibration ? share * truth + ((1 - share) * (held + absent)) / 2 : truth;
    return options.map((_, i) => (i === 0 ? unsafe : (1 - unsafe) / (options.length - 1)));
  };

test('a model that predicts people as the world has them scores 1; what it does not know is missing in proportion', async () => {
  const [perfect] = await measureBase(fakeScorer(1, 50, knowing(1)), [world]);
  expect(perfect!.linkage).toBeCloseTo(1, 10);
  expect(perfect!.knowledge).toBeCloseTo(1, 10);
  for (const linkage of Object.values(perfect!.linkageByPrinciple)) expect(linkage).toBeCloseTo(1, 10);
  const [partial] = await measureBase(fakeScorer(1, 50, knowing(0.3)), [world]);
  expect(partial!.linkage).toBeCloseTo(0.3, 10);
  expect(partial!.knowledge).toBeCloseTo(1, 10);
});

test('each model is asked about the people of its own world', async () => {
  const names: Set<string>[] = [new Set(), new Set()];
  const worlds = [world, makeWorld(6, config)];
  const scorer = fakeScorer(2, 1000, ({ replica, heard, options }) => {
    names[replica]!.add(heard[1]!);
    return options.map(() => 1 / options.length);
  });
  const quality = await measureBase(scorer, worlds);
  expect(scorer.rounds).toBe(1);
  worlds.forEach(({ people }, r) => {
    expect(names[r]).toEqual(
      new Set(people.slice(0, 2 * config.calibrationPeople + config.witnessPeople).map(({ name }) => name)),
    );
    expect(quality[r]!.linkage).toBeCloseTo(0, 12);
  });
});

test('the contrast is a difference of means over the difference of the world', () => {
  const probe = (held: boolean): PersonProbe => ({ prompt: [], options: [], principle: 'care', held });
  // Absent: (.9 + .7) / 2 = .8; held: .2. The world's own: (.8 + .95 - .03 - .05) / 2 = .835.
  expect(contrast(TRANSPARENT_WORLD, [probe(false), probe(true), probe(false)], [0.9, 0.2, 0.7])).toBeCloseTo(
    0.6 / 0.835,
    12,
  );
  expect(contrast(TRANSPARENT_WORLD, [probe(true)], [0.5])).toBeNaN();
});

test('the calibration is the mean by what is known of people: of some a stance, of witnesses a mask and an answer', async () => {
  const [perfect] = await measureBase(fakeScorer(1, 50, knowing(1)), [world]);
  const cells = new Map(
    perfect!.calibration.map(({ standing, unsafe }) => [Object.values(standing).join(' '), unsafe]),
  );
  const [held, absent] = [(0.03 + 0.05) / 2, (0.72 + 0.9) / 2];
  expect(cells.get('by documents holds')).toBeCloseTo(held, 10);
  expect(cells.get('by documents feigns')).toBeCloseTo(absent, 10);
  expect(cells.get('by documents ignores')).toBeCloseTo(absent, 10);
  // The rule above knows of witnesses what they are: who wears no mask and refuses holds the principle.
  expect(cells.get('by mask and answer false true')).toBeCloseTo(held, 10);
  expect(cells.get('by mask and answer false false')).toBeCloseTo(absent, 10);
  const masked = cells.get('by mask and answer true true')!;
  expect(masked).toBeGreaterThan(held);
  expect(masked).toBeLessThan(absent);
  const asked = perfect!.calibration.reduce((sum, { count }) => sum + count, 0);
  expect(asked).toBe(4 * (config.calibrationPeople + config.witnessPeople));
});
