/** What changed between two runs: in the words a reader knows, complete, and never of what is the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, changesBetween, changeWords, type Fixed } from '../../../src/history/changes';
import { canonicalJson } from '../../../records/canonical';
import { record, recordOf, SPEC } from '../../records/runs';

const { experiment, config, seeds } = await record(['aft', 'msm+aft'], [0, 1]);
const base: Fixed = { experiment, config, seeds };

/** The same with other settings. */
const changed = (settings: object, other: Partial<Fixed> = {}): Fixed => ({
  ...{ experiment, seeds, ...other },
  config: { ...config, ...settings } as Fixed['config'],
});

const own = (object: unknown, key: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;

const valueAt = (run: Fixed, path: readonly string[]): unknown =>
  path.reduce(own, { ...run.config, seeds: run.seeds } as unknown);

const differs = (before: Fixed, after: Fixed, { path }: Change): boolean => {
  const [a, b] = [valueAt(before, path), valueAt(after, path)];
  return a === undefined || b === undefined ? a !== b : canonicalJson(a) !== canonicalJson(b);
};

const stages = (midtrain: object) => ({ stages: { ...config.stages, midtrain } });
const { midtrain } = config.stages as Record<'midtrain', { steps: number; peak: number }>;
const stagePlans = config.stagePlans as Record<string, { stages: object[] }>;

/** A changed run, and what is said of it. */
const TOLD: [after: Fixed, words: string][] = [
  [changed(stages({ ...midtrain, steps: 600 })), '600 steps of midtraining instead of 6'],
  [changed({ optimizer: { ...config.optimizer, weightDecay: 0.1 } }), 'weight decay 0.1 instead of 0.3'],
  [
    changed(stages({ ...midtrain, peak: 0.002 })),
    `highest learning rate of midtraining 0.002 instead of ${midtrain.peak}`,
  ],
  [changed({ luck: 20_000 }), 'luck 20,000 instead of none'],
  [changed({ preset: 'standard' }), 'preset Standard instead of Tiny'],
  [changed({ preset: 'mine' }), 'preset mine instead of Tiny'],
  [changed({ base: 'shipped' }), 'from shipped base weights'],
  [changed({}, { seeds: [0, 1, 2] }), '3 seeds instead of 2'],
  [changed({}, { seeds: [0, 7] }), 'other seeds'],
  [changed({ arms: ['msm+aft'] }), 'without AFT'],
  [changed({ arms: ['msm', 'aft', 'msm+aft', 'dpo'] }), 'with MSM and dpo'],
  [changed({ arms: ['baseline', 'msm', 'msm-thinks'] }), 'with 3 models, without AFT and MSM + AFT'],
  [changed({ arms: ['msm+aft', 'aft'] }), 'models in another order'],
  [changed({ specs: { philosophy: `${SPEC}\n- value privacy` } }), 'specification philosophy edited'],
  [changed({ specs: 'none' }), 'other specifications'],
  [changed({ reading: '00000000' }), 'other texts to read'],
  [changed({ measures: 99 }), 'measured in another way'],
  [changed({ stagePlans: { ...stagePlans, aft: { stages: [], thinks: true } } }), 'AFT trained in another way'],
  [changed({ world: { ...(config['world'] as object), linked: false } }), 'world.linked false instead of true'],
  [changed({ luck: 'good' }), 'luck good instead of none'],
  [changed({ luck: { of: 'x'.repeat(1000) } }), 'luck changed'],
];

describe('the words for a change', () => {
  it.each(TOLD)('%#: %o', (after, words) => {
    expect(changesBetween(base, after).map((change) => change.words)).toEqual([words]);
    expect(changeWords(base, after)).toBe(words);
  });

  it('say nothing of texts that differ because the specification or the world does', () => {
    const after = changed({ specs: { philosophy: `${SPEC}\n` }, reading: '00000000' });
    expect(changeWords(base, after)).toBe('specification philosophy edited');
  });

  it('say nothing of what no model of both runs reads or goes through', () => {
    const unread = changed({ specs: { philosophy: SPEC, rules: SPEC }, reading: '00000000' });
    expect(changesBetween(base, unread)).toEqual([]);
    expect(changesBetween(unread, base)).toEqual([]);
    expect(changesBetween(base, changed({ stagePlans: { ...stagePlans, msm: { stages: [] } } }))).toEqual([]);
    const { aft: _, ...fewer } = stagePlans;
    expect(changeWords(base, changed({ stagePlans: fewer, arms: ['msm+aft'] }))).toBe('without AFT');
  });

  it('are those of a first run, or that nothing is different', () => {
    expect(changeWords(undefined, base)).toBe('first run of this experiment');
    expect(changeWords(base, structuredClone(base))).toBe('the same settings');
  });

  it('tell what says most first, and of many how many more there are', () => {
    const after = changed(
      { preset: 'standard', arms: ['aft'], measures: 99, luck: 7, ...stages({ ...midtrain, steps: 9, peak: 1 }) },
      { seeds: [0] },
    );
    expect(changeWords(base, after)).toBe(
      'preset Standard instead of Tiny, 1 seed instead of 2, without MSM + AFT and 4 more',
    );
  });
});

describe('whatever the settings', () => {
  const keys = ['model', 'stages', 'world', 'measures', 'luck', '__proto__', 'constructor'] as const;
  const settings = (...more: string[]) =>
    fc.dictionary(fc.constantFrom(...keys, ...more), fc.jsonValue({ maxDepth: 3 }));
  const runOf = (others: fc.Arbitrary<object>) =>
    fc
      .record({
        others,
        arms: fc.subarray(['baseline', 'msm', 'aft', 'dpo'], { minLength: 1 }),
        seeds: fc.uniqueArray(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
      })
      .map(({ others, arms, seeds }) => changed({ ...others, arms }, { seeds }));
  const whatever = runOf(settings('stagePlans', 'specs', 'reading'));
  const plain = runOf(settings());

  it('equal ones have no change', () => {
    fc.assert(
      fc.property(whatever, (one) => {
        expect(changesBetween(one, structuredClone(one))).toEqual([]);
      }),
    );
  });

  it('every change that is told is one, and is told in few words', () => {
    fc.assert(
      fc.property(whatever, whatever, (before, after) => {
        for (const change of changesBetween(before, after)) {
          expect([change, differs(before, after, change)]).toEqual([change, true]);
          expect(change.words.length).toBeLessThan(200);
        }
      }),
    );
  });

  it('different ones have a change', () => {
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const equal = canonicalJson([before.config, before.seeds]) === canonicalJson([after.config, after.seeds]);
        expect(changesBetween(before, after).length === 0).toBe(equal);
      }),
    );
  });
});

it('runs of every experiment compare with themselves', async () => {
  for (const name of ['agentic', 'scaling', 'controls']) {
    const one = await recordOf(name, [0]);
    expect(changeWords(one, structuredClone(one))).toBe('the same settings');
  }
});
