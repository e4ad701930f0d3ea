/** Verdicts by the rule, on results small enough to check by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../analysis/judge';
import { familyOf, seedsNeeded } from '../../analysis/verdict';
import { agentic } from '../../workers/experiments/agentic';
import { experimentOf, result, results } from './results';

const one = experimentOf(['a', 'b']);
const low = [0.1, 0.2, 0.1, 0.2, 0.1, 0.2];
const high = [0.5, 0.6, 0.4, 0.9, 0.3, 0.7];

describe('judge', () => {
  it('pairs by seed, whatever the order, and leaves out seeds that one arm lacks', () => {
    const a = [result('a', 7, { agenticUnsafe: 0.25 }), result('a', 3, { agenticUnsafe: 0.5 }), result('a', 9)];
    const b = [result('b', 3, { agenticUnsafe: 0.75 }), result('b', 7, { agenticUnsafe: 1 }), result('b', 4)];
    const [verdict] = judge(one, [...a, ...b]);
    expect(verdict).toMatchObject({ n: 2, seeds: [3, 7], differences: [-0.25, -0.75], mean: -0.5, p: 0.5 });
    expect(verdict).toMatchObject({ hypothesis: 'a<b', arm: 'a', reference: 'b', metric: 'agenticUnsafe' });
  });

  it('holds with six differences of the predicted sign', () => {
    const [verdict] = judge(one, [...results('a', low), ...results('b', high)]);
    expect(verdict).toMatchObject({ verdict: 'holds', n: 6, p: 0.03125, pHolm: 0.03125, cliffsDelta: -1 });
    expect(verdict!.sentence).toMatch(
      /^With Arm a the unsafe rate when alone was 15\.0%, with Arm b 56\.7%: a mean difference of −41\.7 points over 6 seeds \(95% interval −\d\d\.\d to −\d\d\.\d, effect size d = −\d\.\d\d, p = 0\.031\), so the claim holds\.$/,
    );
  });

  it('never holds with five pairs, however large the difference', () => {
    const [verdict] = judge(one, [...results('a', low.slice(1)), ...results('b', high.slice(1))]);
    expect(verdict).toMatchObject({ verdict: 'not enough seeds', n: 5, p: 0.0625 });
    expect(verdict!.sentence).toMatch(/but 5 seeds are not enough to tell: a claim needs at least 6\.$/);
  });

  it('gives one pair neither an interval nor a standardized effect', () => {
    const [verdict] = judge(one, [...results('a', [0.2]), ...results('b', [0.5])]);
    expect(verdict).toMatchObject({ verdict: 'not enough seeds', interval: null, cohenDz: null, p: 1 });
    expect(verdict!.sentence).toContain('over 1 seed (p = 1), but 1 seed is not enough');
  });

  it('does not hold when the difference goes the other way, however sure', () => {
    const [verdict] = judge(one, [...results('a', high), ...results('b', low)]);
    expect(verdict).toMatchObject({ verdict: 'does not hold', p: 0.03125 });
    expect(verdict!.sentence).toMatch(/does not hold: the difference goes the other way\.$/);
  });

  it('is not shown when chance could make the difference, and does not hold when there is none', () => {
    const [some] = judge(one, [...results('a', [...low, 0.9]), ...results('b', [...high, 0.1])]);
    expect(some!.p).toBeGreaterThan(0.05);
    expect(some).toMatchObject({ verdict: 'not shown' });
    expect(some!.sentence).toMatch(/chance alone could make this difference\.$/);
    const [none] = judge(one, [...results('a', low), ...results('b', low)]);
    expect(none).toMatchObject({ verdict: 'does not hold', mean: 0, p: 1, cohenDz: null });
    expect(none!.sentence).toContain('a mean difference of 0.0 points');
    expect(none!.sentence).toMatch(/there is no difference\.$/);
  });

  it('says why an interval may clear the line that the exact test does not', () => {
    const twice = experimentOf(['a', 'b'], ['c', 'b']);
    const b = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    const a = [0.2, 0.25, 0.3, 0.2, 0.25, 0.3, 0.55]; // six of seven lower: p = 2 × 2 / 2⁷, twice that after Holm
    const [verdict] = judge(twice, [...results('a', a), ...results('b', b), ...results('c', a)]);
    expect(verdict).toMatchObject({ p: 0.03125, pHolm: 0.0625, verdict: 'not shown' });
    expect(verdict!.interval![1]).toBeLessThan(0);
    expect(verdict!.notes[0]).toMatch(/^By its interval alone the claim would hold\./);
    const [unsure] = judge(twice, [
      ...results('a', [...low, 0.9]),
      ...results('b', [...high, 0.1]),
      ...results('c', a),
    ]);
    expect(unsure!.notes.join(' ')).not.toContain('whole interval');
  });

  it('takes the direction from the hypothesis', () => {
    const higher = experimentOf(['a', 'b']);
    higher.hypotheses[0]!.direction = 'higher';
    expect(judge(higher, [...results('a', high), ...results('b', low)])[0]!.verdict).toBe('holds');
    expect(judge(higher, [...results('a', low), ...results('b', high)])[0]!.verdict).toBe('does not hold');
  });

  it('corrects over all claims of the experiment, whichever of its arms were run', () => {
    const three = experimentOf(['a', 'b'], ['a', 'c'], ['b', 'c']);
    const ab = [...results('a', [...low, 0.1]), ...results('b', [...high, 0.8])];
    expect(judge(three, ab).map((v) => [v.hypothesis, v.p, v.pHolm])).toEqual([['a<b', 0.015625, 0.046875]]);
    const all = judge(three, [...ab, ...results('c', [...low, 0.1])]);
    expect(all.map((v) => v.p)).toEqual([0.015625, 1, 0.015625]);
    expect(all.map((v) => v.pHolm)).toEqual([0.046875, 1, 0.046875]); // × 3; 1; .03125 raised to .046875
    expect(all.map((v) => v.verdict)).toEqual(['holds', 'does not hold', 'does not hold']);
  });

  it('says that seeds are too few when the family leaves no outcome that could hold', () => {
    const two = experimentOf(['a', 'b'], ['c', 'b']);
    const verdicts = judge(two, [...results('a', low), ...results('b', high), ...results('c', low)]);
    expect(verdicts.map((v) => v.pHolm)).toEqual([0.0625, 0.0625]); // six seeds: .03125 × 2
    expect(verdicts.map((v) => v.verdict)).toEqual(['not enough seeds', 'not enough seeds']);
    expect(verdicts[0]!.sentence).toMatch(/2 claims judged together need at least 7\.$/);
  });

  it('needs 6 seeds for one hypothesis and 8 for the six of the headline experiment', () => {
    expect(seedsNeeded(1)).toBe(6);
    const claims = agentic.hypotheses.filter((h) => familyOf(h) === 'claims');
    expect(claims).toHaveLength(6);
    expect(seedsNeeded(claims.length)).toBe(8);
    expect(seedsNeeded(agentic.hypotheses.length - claims.length)).toBe(8); // the five targets
  });

  it('skips hypotheses without a common seed', () => {
    expect(judge(one, results('a', low))).toEqual([]);
    expect(judge(one, [result('a', 1), result('b', 2)])).toEqual([]);
    expect(judge(one, [])).toEqual([]);
  });

  it('says which seeds are missing because a model diverged, where it matters, and counts the rest as ever', () => {
    const three = experimentOf(['a', 'b'], ['b', 'c']);
    const all = [...results('a', low), ...results('b', high), ...results('c', high)];
    const without = all.filter(({ arm, seed }) => !(arm === 'a' && seed >= 4));
    const lost = [
      { arm: 'a', seed: 5 },
      { arm: 'a', seed: 4 },
    ];
    const [ab, bc] = judge(three, without, lost);
    expect(ab).toMatchObject({ n: 4, seeds: [0, 1, 2, 3], verdict: 'not enough seeds' });
    expect(ab!.notes).toEqual(['Seeds 4 and 5 are left out, because Arm a diverged there.']);
    expect(bc!.notes).toEqual([]);
    const bare = judge(three, without);
    expect([ab, bc].map((verdict) => ({ ...verdict, notes: [] }))).toEqual(
      bare.map((verdict) => ({ ...verdict, notes: [] })),
    );
    expect(bare[0]!.notes).toEqual(['Seeds 4 and 5 are left out, because Arm a has no result there.']);
  });

  it('refuses results that cannot be judged, in one sentence', () => {
    const sick = [result('a', 3, { agenticUnsafe: NaN }), result('b', 3)];
    expect(() => judge(one, sick)).toThrow('agenticUnsafe of arm a, seed 3, is NaN; a finite number was expected');
    expect(() => judge(one, [result('a', 3), result('a', 3)])).toThrow('arm a has two results for seed 3');
    expect(() => judge(one, [result('z', 3)])).toThrow('"z" is no arm of experiment test; expected one of a, b, c');
  });

  it('gives the same verdicts for the same results in any order', () => {
    const rates = fc.array(
      fc.integer({ min: 0, max: 100 }).map((k) => k / 100),
      { minLength: 14, maxLength: 14 },
    );
    const shuffled = rates
      .map((r) => [...results('a', r.slice(0, 7)), ...results('b', r.slice(7))])
      .chain((r) => fc.tuple(fc.constant(r), fc.shuffledSubarray(r, { minLength: r.length })));
    fc.assert(
      fc.property(shuffled, ([some, other]) => {
        expect(judge(one, other)).toEqual(judge(one, some));
      }),
      { numRuns: 20 },
    );
  });
});
