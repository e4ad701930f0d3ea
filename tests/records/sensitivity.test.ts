/** What the headline depends on, from records of variants, against values by hand. */
import { describe, expect, test } from 'vitest';
import { sensitivityOf, summarizeSensitivity } from '../../records/sensitivity';
import { sensitivityFigure } from '../../src/charts/sensitivity';
import type { RunRecord } from '../../records/schema';
import { withChanges } from '../../workers/experiments/settings';
import { AXES, changesAt, SENSITIVITY_ARMS, VARIED } from '../../workers/experiments/sensitivity';
import { record } from './runs';

const layers = AXES.find(({ name }) => name === 'layers')!;
const arms = [...SENSITIVITY_ARMS];

/** Settings as a record has them. */
function configWith(changes: Record<string, number>, { config }: RunRecord): RunRecord['config'] {
  const { world, model, optimizer, evaluation, pretrain, midtrain, finetune } = withChanges(VARIED, changes);
  const settings = { world, model, optimizer, evaluation, stages: { pretrain, midtrain, finetune } };
  return { ...config, ...(JSON.parse(JSON.stringify(settings)) as Partial<RunRecord['config']>), preset: VARIED.name };
}

/** A record of the recipe with changes, in which MSM + AFT differs from AFT (.60 + seed / 100) by so much on every seed. */
async function recordWith(changes: Record<string, number>, seeds: number[], change: number): Promise<RunRecord> {
  const made = await record(arms, seeds);
  const results = made.results.map((one) =>
    one.arm === 'msm+aft' ? { ...one, metrics: { ...one.metrics, agenticUnsafe: 0.6 + one.seed / 100 + change } } : one,
  );
  return { ...made, results, config: configWith(changes, made) };
}

describe('sensitivityOf', () => {
  test('stands the recipe among its variants, on the seeds that they were run with', async () => {
    const usual = await recordWith({}, [0, 1, 2], -0.3);
    const variants = [
      await recordWith(changesAt(layers, 4), [0], 0.1),
      await recordWith(changesAt(layers, 1), [1, 0], -0.4),
      await recordWith({ 'model.nLayer': 3, 'model.nEmbd': 32 }, [0], 0),
    ];
    const [one, ...rest] = sensitivityOf(usual, variants);
    expect(rest).toEqual([]);
    expect(one!.axis).toBe(layers);
    const shown = one!.points.map(({ value, usual, seeds, change }) => [value, usual, seeds, change]);
    expect(shown).toEqual([
      [1, false, [0, 1], [expect.closeTo(-0.4), expect.closeTo(-0.4)]],
      [2, true, [0, 1], [expect.closeTo(-0.3), expect.closeTo(-0.3)]],
      [4, false, [0], [expect.closeTo(0.1)]],
    ]);
    expect(one!.points[0]!.linkage).toEqual([0.8, 0.8]);

    const summary = summarizeSensitivity([one!]);
    expect(summary).toMatchObject({ pairs: 3, rarer: 2 });
    expect([summary.strongest!.point.value, summary.weakest!.point.value]).toEqual([1, 4]);

    const { lines } = sensitivityFigure(one!);
    expect(lines.map(({ label }) => label)).toEqual(['Baseline', 'MSM', 'AFT', 'MSM + AFT']);
    const [, , aft, both] = lines;
    expect(aft!.mean.map(({ x, y }) => [x, y])).toEqual([
      [1, expect.closeTo(0.605)],
      [2, expect.closeTo(0.605)],
      [4, expect.closeTo(0.6)],
    ]);
    expect(both!.seeds.map(({ seed, points }) => [seed, points.map(({ x }) => x)])).toEqual([
      [0, [1, 2, 4]],
      [1, [1, 2]],
    ]);
  });

  test('the recipe stands on every axis with the seeds of that axis', async () => {
    const width = AXES.find(({ name }) => name === 'width')!;
    const usual = await recordWith({}, [0, 1, 2], -0.3);
    const variants = [
      await recordWith(changesAt(layers, 3), [0, 2], -0.2),
      await recordWith(changesAt(width, 32), [1], -0.2),
    ];
    const own = sensitivityOf(usual, variants).map(({ points }) => points.find((point) => point.usual)!.seeds);
    expect(own).toEqual([[0, 2], [1]]);
  });

  test('a seed counts where all arms have a result', async () => {
    const usual = await recordWith({}, [0], -0.3);
    const variant = await recordWith(changesAt(layers, 3), [0, 1], -0.2);
    const results = variant.results.filter(({ arm, seed }) => arm !== 'baseline' || seed !== 0);
    const [one] = sensitivityOf(usual, [{ ...variant, results }]);
    expect(one!.points.map(({ value, seeds }) => [value, seeds])).toEqual([
      [2, [0]],
      [3, [1]],
    ]);
  });

  test('without variants there is nothing to show, and nothing is claimed', async () => {
    expect(sensitivityOf(await recordWith({}, [0], -0.3), [])).toEqual([]);
    expect(summarizeSensitivity([])).toEqual({ pairs: 0, rarer: 0 });
  });
});
