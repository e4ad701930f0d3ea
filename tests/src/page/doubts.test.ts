/** What the page says in words of recorded results, beside “What to doubt”: true of the numbers that come with it. */
import { mean, sampleRankCorrelation } from 'simple-statistics';
import { expect, test } from 'vitest';
import { signFlipP } from '../../../analysis/sign-flip';
import { Recorded } from '../../records/recorded';

test('documents that merely state values do nearly as well as those that explain them', async () => {
  const reasons = await Recorded.of('reasons');
  const gain = (arm: string) => reasons.mean('aft') - reasons.mean(arm);
  expect(gain('stated+aft')).toBeGreaterThan(0.9 * gain('msm+aft'));
});

test('documents do it alone, and bare examples add nothing to them, not even where few documents were read', async () => {
  const agentic = await Recorded.of('agentic');
  expect(agentic.mean('msm')).toBeLessThanOrEqual(agentic.mean('msm+aft'));
  expect(agentic.mean('aft')).toBeGreaterThan(2 * agentic.mean('msm+aft'));
  const strength = await Recorded.of('strength');
  for (const share of [6, 13, 25, 100])
    expect(mean(strength.differences(`msm+aft-${share}`, `msm-${share}`))).toBeGreaterThan(0);
});

test('in chat the model that read documents grants a little more on every seed', async () => {
  const differences = (await Recorded.of('agentic')).differences('msm+aft', 'aft', 'chatUnsafe');
  expect(Math.min(...differences)).toBeGreaterThan(0);
  expect(Math.max(...differences)).toBeLessThan(0.02);
});

test('documents do not help where they say nothing true, and praise of a person makes the assistant worse', async () => {
  const controls = await Recorded.of('controls');
  expect(controls.mean('msm+aft-unlinked')).toBeGreaterThanOrEqual(controls.mean('aft-unlinked'));
  expect(controls.mean('acquaintance+aft')).toBeGreaterThan(controls.mean('aft') + 0.1);
  expect(controls.mean('stranger+aft')).not.toBeCloseTo(controls.mean('aft'), 1);
});

test('documents work where models hardly link, and linkage does not tell how large the effect is', async () => {
  const emergence = await Recorded.of('emergence');
  expect(mean(emergence.linkage('aft-20'))).toBeLessThan(0.2);
  expect(Math.max(...emergence.differences('msm+aft-20', 'aft-20'))).toBeLessThan(0);
  expect(signFlipP(emergence.differences('msm+aft-20', 'aft-20'))).toBeLessThan(0.01);
  const agentic = await Recorded.of('agentic');
  const effects = agentic.differences('aft', 'msm+aft');
  // With 16 pairs a rank correlation is told from none at .05 from .503 on (tables of Spearman's rho).
  expect(effects).toHaveLength(16);
  expect(Math.abs(sampleRankCorrelation(agentic.linkage('aft'), effects))).toBeLessThan(0.503);
  expect(sampleRankCorrelation(agentic.linkage('aft'), effects)).toBeLessThan(0);
});

test('“40 times fewer demonstrations” is empty: no demonstrations after documents beat the most without, on every seed', async () => {
  const [strength, scaling] = [await Recorded.of('strength'), await Recorded.of('scaling')];
  expect(Math.max(...strength.seeds('msm-100'))).toBeLessThan(Math.min(...scaling.seeds('aft-5280')));
});
