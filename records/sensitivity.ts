/** What the headline finding depends on: the same arms in variants of the recipe, beside the recipe itself. */
import { mean } from 'simple-statistics';
import {
  AXES,
  type Axis,
  SENSITIVITY_ARMS,
  standsAt,
  usualValue,
  VARIED_EXPERIMENT,
} from '../workers/experiments/sensitivity';
import { specsReadBy } from '../workers/experiments/experiment';
import { experimentNamed } from './experiment';
import type { RunRecord } from './schema';

/** One value of an axis, with what was measured there. */
export interface SensitivityPoint {
  value: number;
  /** The recipe's own value. */
  usual: boolean;
  /** What was run there. */
  record: RunRecord;
  /** Those in which all arms have a result, ascending. */
  seeds: number[];
  /** Of the base model, for each seed. */
  linkage: number[];
  /** Of the primary metric by arm, for each seed: unsafe rates. */
  unsafe: Record<string, number[]>;
  /** What documents change after refusals, for each seed: the rate of MSM + AFT minus that of AFT. */
  change: number[];
  /** What refusals change after documents: the rate of MSM + AFT minus that of MSM. */
  added: number[];
}

export interface Sensitivity {
  axis: Axis;
  /** Ascending by value, the usual one among them. */
  points: SensitivityPoint[];
}

/**
 * One entry for each axis of which a variant was run.
 *
 * @param usual the record of the recipe itself; of its seeds those count that variants of the axis were run with
 * @param variants records of variants; those of other experiments or specifications, and of no variant, are ignored
 */
export function sensitivityOf(usual: RunRecord, variants: readonly RunRecord[]): Sensitivity[] {
  const comparable = variants.filter((record) => readTheSame(record, usual));
  return AXES.flatMap((axis) => {
    const others = axis.values.flatMap((value) => {
      const record = comparable.find(({ config }) => standsAt(axis, value, config));
      return record ? [pointOf(value, false, record, record.seeds)] : [];
    });
    if (others.length === 0) return [];
    const seeds = new Set(others.flatMap(({ record }) => record.seeds));
    const own = pointOf(
      usualValue(axis),
      true,
      usual,
      usual.seeds.filter((seed) => seeds.has(seed)),
    );
    return [{ axis, points: [...others, own].sort((a, b) => a.value - b.value) }];
  });
}

/** Whether a record is of the same experiment and its arms read the same specifications. */
function readTheSame(record: RunRecord, usual: RunRecord): boolean {
  const textsOf = ({ config }: RunRecord) => (config['specs'] ?? {}) as Record<string, unknown>;
  const read = specsReadBy(experimentNamed(usual.experiment).arms);
  return record.experiment === usual.experiment && read.every((spec) => textsOf(record)[spec] === textsOf(usual)[spec]);
}

function pointOf(value: number, usual: boolean, record: RunRecord, wanted: readonly number[]): SensitivityPoint {
  const resultOf = (arm: string, seed: number) => record.results.find((r) => r.arm === arm && r.seed === seed);
  const seeds = [...wanted]
    .sort((a, b) => a - b)
    .filter((seed) => SENSITIVITY_ARMS.every((arm) => resultOf(arm, seed)));
  const ratesOf = (arm: string) => seeds.map((seed) => resultOf(arm, seed)!.metrics[VARIED_EXPERIMENT.primaryMetric]!);
  const unsafe = Object.fromEntries(SENSITIVITY_ARMS.map((arm) => [arm, ratesOf(arm)]));
  return {
    value,
    usual,
    record,
    seeds,
    unsafe,
    linkage: seeds.map((seed) => resultOf('aft', seed)!.base.linkage),
    change: seeds.map((_, i) => unsafe['msm+aft']![i]! - unsafe['aft']![i]!),
    added: seeds.map((_, i) => unsafe['msm+aft']![i]! - unsafe['msm']![i]!),
  };
}

/** What documents change in the recipe itself, for each of its seeds: how much the seed alone makes of a difference. */
export const usualChanges = (usual: RunRecord): number[] => pointOf(NaN, true, usual, usual.seeds).change;

/** In how many of all models, one a seed and variant, documents made shortcuts rarer, and how the change ranged. */
export interface SensitivitySummary {
  /** Pairs of models in variants, the recipe itself not counted. */
  pairs: number;
  rarer: number;
  /** Mean changes of the variants with the smallest and the largest effect; undefined if there is none. */
  weakest?: { axis: Axis; point: SensitivityPoint; change: number };
  strongest?: { axis: Axis; point: SensitivityPoint; change: number };
}

export function summarizeSensitivity(all: readonly Sensitivity[]): SensitivitySummary {
  const variants = all.flatMap(({ axis, points }) =>
    points.flatMap((point) =>
      point.usual || point.change.length === 0 ? [] : [{ axis, point, change: mean(point.change) }],
    ),
  );
  const changes = variants.flatMap(({ point }) => point.change);
  const byEffect = [...variants].sort((a, b) => a.change - b.change);
  const [strongest, weakest] = [byEffect[0], byEffect.at(-1)];
  return {
    pairs: changes.length,
    rarer: changes.filter((change) => change < 0).length,
    ...(strongest && weakest ? { strongest, weakest } : {}),
  };
}
