/** Claims of every form: which numbers they are judged by, the ruling by hand, and the words. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from '../../analysis/judge';
import type { Experiment, Hypothesis } from '../../workers/experiments/experiment';
import { experimentOf, result, results } from './results';

/** Without the texts that every claim has. */
type Bare = Hypothesis extends infer H ? (H extends Hypothesis ? Omit<H, 'id' | 'claim' | 'metric'> : never) : never;

function claiming(...claims: Bare[]): Experiment {
  const texts = { claim: 'A claim.', metric: 'agenticUnsafe' } as const;
  return {
    ...experimentOf(),
    hypotheses: claims.map((claim, i) => ({ id: `h${i}`, ...texts, ...claim }) as Hypothesis),
  };
}

const only = (claim: Bare, ...measured: ReturnType<typeof results>[]): Verdict => {
  const [verdict, ...rest] = judge(claiming(claim), measured.flat());
  expect(rest).toEqual([]);
  return verdict!;
};

const base = [0.5, 0.6, 0.4, 0.7, 0.5, 0.6, 0.55, 0.45];
const near = base.map((rate, i) => rate + [0.01, -0.02, 0.005, 0.015, -0.01, 0, 0.012, -0.004][i]!);
const low = [0.02, 0.04, 0.01, 0.03, 0.05, 0.02, 0.03, 0.04];

describe('equivalence', () => {
  const same = { kind: 'equivalence', arm: 'a', reference: 'b', bound: 0.05 } as const;

  it('holds where a difference of the bound is ruled out on both sides', () => {
    const verdict = only(same, results('a', near), results('b', base));
    expect(verdict).toMatchObject({ kind: 'equivalence', verdict: 'holds', n: 8, p: 2 / 2 ** 8 });
    expect(verdict.sentence).toMatch(
      /\(95% interval .*, p = 0\.0078 for ruling out a true difference of 5\.0 points or more\), so the claim holds\.$/,
    );
  });

  it('is not shown just because no difference was found', () => {
    const wide = base.map((rate, i) => rate + [0.2, -0.2, 0.15, -0.15, 0.1, -0.1, 0.25, -0.25][i]!);
    const verdict = only(same, results('a', wide), results('b', base));
    expect(verdict.verdict).toBe('not shown');
    expect(verdict.sentence).toMatch(
      /so the claim is not shown: a difference of 5\.0 points or more cannot be ruled out\.$/,
    );
    expect(verdict.notes[0]).toMatch(
      /^Had the two been exactly the same, .* to within \d\d\.\d points in four runs of five\.$/,
    );
  });

  it('does not hold where the two are apart, and needs six seeds as every claim does', () => {
    const apart = only(same, results('a', low), results('b', base));
    expect(apart).toMatchObject({ verdict: 'does not hold', p: 1 });
    expect(apart.sentence).toMatch(/the two are 5\.0 points apart or more\.$/);
    const five = only(same, results('a', near.slice(0, 5)), results('b', base.slice(0, 5)));
    expect(five.verdict).toBe('not enough seeds');
  });

  it('is the same whichever arm is called the reference', () => {
    const rate = fc.integer({ min: 0, max: 100 }).map((k) => k / 100);
    const rates = fc.array(rate, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(rates, rates, (x, y) => {
        const one = only(same, results('a', x), results('b', y));
        const other = only({ ...same, arm: 'b', reference: 'a' }, results('a', x), results('b', y));
        expect(other.p).toBe(one.p);
        expect(other.verdict).toBe(one.verdict);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a mark', () => {
  const atMost = { kind: 'threshold', arms: ['a', 'b'], at: 'most', value: 0.07 } as const;

  it('is judged by the worst arm of each seed', () => {
    const verdict = only(atMost, results('a', low), results('b', [...low].reverse()));
    expect(verdict.differences.map((d) => Math.round(100 * d))).toEqual([-3, -3, -5, -2, -2, -5, -3, -3]);
    expect(verdict).toMatchObject({ verdict: 'holds', reference: null, cliffsDelta: null, arm: 'a' });
    expect(verdict.sentence).toMatch(
      /^With the worse of Arm a and Arm b, seed by seed, the unsafe rate when alone was 3\.8% over 8 seeds \(95% interval .*% to .*%, p = 0\.0078\), where at most 7\.0% was claimed, so the claim holds\.$/,
    );
  });

  it('does not hold above it, and is not shown where chance could bring the mean below it', () => {
    const above = only({ ...atMost, arms: ['a'] }, results('a', base));
    expect(above.sentence).toMatch(/so the claim does not hold: it falls short of the threshold\.$/);
    const close = only({ ...atMost, arms: ['a'] }, results('a', [0.01, 0.02, 0.06, 0.12, 0.08, 0.03, 0.09, 0.05]));
    expect(close.mean).toBeLessThan(0);
    expect(close.verdict).toBe('not shown');
    expect(close.sentence).toMatch(/chance alone could bring it past the threshold\.$/);
    expect(close.notes[0]).toMatch(
      /Seeds as different as these find a true distance from the threshold of \d\.\d points in four runs of five/,
    );
  });

  it('can be a least as well', () => {
    expect(only({ ...atMost, arms: ['a'], at: 'least' as const }, results('a', base)).verdict).toBe('holds');
    expect(only({ ...atMost, at: 'least' as const }, results('a', base), results('b', low)).verdict).toBe(
      'does not hold',
    );
  });
});

describe('a share of another arm', () => {
  const quarter = { kind: 'ratio', arm: 'a', reference: 'b', atMost: 0.25 } as const;

  it('holds where the arm stays under that share seed by seed', () => {
    const verdict = only(quarter, results('a', low), results('b', base));
    expect(verdict.verdict).toBe('holds');
    expect(verdict.differences[0]).toBeCloseTo(0.02 - 0.25 * 0.5, 12);
    expect(verdict.sentence).toContain(
      ': 0.06 times as much over 8 seeds (p = 0.0078), where at most 0.25 times was claimed',
    );
  });

  it('does not hold where the arm is merely lower, or both are nought', () => {
    expect(
      only(
        quarter,
        results(
          'a',
          base.map((x) => x / 2),
        ),
        results('b', base),
      ).verdict,
    ).toBe('does not hold');
    const nought = only(quarter, results('a', Array<number>(8).fill(0)), results('b', Array<number>(8).fill(0)));
    expect(nought.verdict).toBe('does not hold');
    expect(nought.sentence).not.toContain('NaN');
  });
});

describe('a difference of differences', () => {
  const against = { arm: 'c', reference: 'b' };
  const more = { kind: 'interaction', arm: 'a', reference: 'b', against, direction: 'lower' } as const;

  it('subtracts one pair from the other, seed by seed', () => {
    const c = base.map((rate) => rate - 0.1);
    const verdict = only(more, results('a', low), results('b', base), results('c', c));
    expect(verdict.differences[0]).toBeCloseTo(0.02 - 0.5 + 0.1, 12);
    expect(verdict.verdict).toBe('holds');
    expect(verdict.sentence).toMatch(
      /^From Arm b to Arm a the unsafe rate when alone changed by −50\.\d points, from Arm b to Arm c by −10\.0 points: a mean difference of −40\.\d points between the two changes over 8 seeds/,
    );
  });

  it('is nothing where both pairs differ alike', () => {
    const verdict = only(more, results('a', low), results('b', base), results('c', low));
    expect(verdict).toMatchObject({ verdict: 'does not hold', mean: 0, p: 1 });
  });
});

describe('a difference of a given size', () => {
  it('has to be larger than that, not larger than nothing', () => {
    const by = { arm: 'a', reference: 'b', direction: 'lower', by: 0.5 } as const;
    expect(only(by, results('a', low), results('b', base)).verdict).toBe('not shown'); // 50.6 points, about 50
    expect(only({ ...by, by: 0.6 }, results('a', low), results('b', base)).verdict).toBe('does not hold');
    const large = only({ ...by, by: 0.2 }, results('a', low), results('b', base));
    expect(large.verdict).toBe('holds');
    expect(large.sentence).toMatch(
      /a mean difference of −50\.\d points, where −20\.0 points or more was claimed, over 8 seeds/,
    );
  });
});

describe('fewer demonstrations', () => {
  const ladder = [
    { arm: 'a', demonstrations: 10 },
    { arm: 'b', demonstrations: 1000 },
  ];
  const fewer = { kind: 'fewer', ladder, reference: { arm: 'c', demonstrations: 4000 }, factor: 10 } as const;

  /** Rates of the two rungs and of the reference, the same on eight seeds. */
  const tried = (rates: { a: number; b: number; c: number }) =>
    only(fewer, ...Object.entries(rates).map(([arm, rate]) => results(arm, Array<number>(8).fill(rate))));

  it('compares where the ladder comes down to the reference', () => {
    // From .6 at 10 to .2 at 1000, half way down at 100: 40 times fewer than 4000.
    const verdict = tried({ a: 0.6, b: 0.2, c: 0.4 });
    expect(verdict.mean).toBeCloseTo(Math.log10(4), 12);
    expect(verdict.verdict).toBe('holds');
    expect(verdict.sentence).toContain('came down to that of Arm c with 40 times fewer demonstrations');
    expect(verdict.sentence).toContain('where at least 10 times was claimed');
  });

  it('says that a factor is a bound where the fewest that were tried already do', () => {
    const verdict = tried({ a: 0.1, b: 0.1, c: 0.5 });
    expect(verdict.sentence).toContain(
      'On all of 8 seeds, the unsafe rate when alone of Arm a, the fewest demonstrations',
    );
    expect(verdict.sentence).toMatch(/at least \d+ times fewer \(p = 0\.0078.*where at least 10 times was claimed/);
    expect(verdict.sentence).not.toContain('interval');
  });

  it('counts a ladder that never comes down as one that does at its end', () => {
    const verdict = tried({ a: 0.6, b: 0.2, c: 0.1 });
    expect(verdict.mean).toBeCloseTo(Math.log10(0.4), 12);
    expect(verdict.sentence).toMatch(/with 4 times fewer.*it falls short of the threshold\.$/);
  });
});

describe('families', () => {
  it('are corrected apart', () => {
    const lower = { arm: 'a', reference: 'b', direction: 'lower' } as const;
    const target = { kind: 'threshold', family: 'targets', arms: ['a'], at: 'most', value: 0.5 } as const;
    const experiment = claiming(lower, target, { ...target, value: 0.6 });
    const verdicts = judge(experiment, [...results('a', low), ...results('b', base)]);
    expect(verdicts.map(({ family, p, pHolm }) => [family, pHolm / p])).toEqual([
      ['claims', 1],
      ['targets', 2],
      ['targets', 2],
    ]);
  });
});

describe('missing results', () => {
  it('leave out the pair, and the verdict says so', () => {
    const measured = [results('a', low), results('b', base).filter(({ seed }) => seed !== 3 && seed !== 5)];
    const verdict = only({ arm: 'a', reference: 'b', direction: 'lower' }, ...measured);
    expect(verdict.seeds).toEqual([0, 1, 2, 4, 6, 7]);
    expect(verdict.notes).toEqual(['Seeds 3 and 5 are left out, because Arm b has no result there.']);
  });

  it('leave out the seed of every arm that the claim is about', () => {
    const against = { arm: 'c', reference: 'b' };
    const claim = { kind: 'interaction', arm: 'a', reference: 'b', against, direction: 'lower' } as const;
    const verdict = only(claim, results('a', low), results('b', base.slice(0, 7)), [result('c', 0), result('c', 9)]);
    expect(verdict.seeds).toEqual([0]);
    expect(verdict.notes[0]).toBe('Seed 9 is left out, because Arm a has no result there.');
  });
});
