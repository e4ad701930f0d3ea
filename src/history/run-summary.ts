/** Summary of a run: what its row in the table says, from its record. */
import { mean } from 'simple-statistics';
import type { Experiment } from '../../workers/experiments/experiment';
import { experiments } from '../../workers/experiments';
import { formatValue } from '../../analysis/metrics';
import { METRICS } from '../../workers/evaluate/metrics';
import { pairOf } from '../../analysis/samples';
import { armLabel } from '../arms';
import { day } from '../format';
import type { RunRecord } from '../../records/schema';
import { deviceWords } from '../words';

/** An arm of the headline, and the mean of its metric over seeds. */
export interface HeadlineArm {
  label: string;
  /** Such as `5.9%`; a dash where the arm has no result. */
  value: string;
}

export interface RunSummary {
  /** Of the experiment. */
  title: string;
  models: number;
  seeds: number;
  /** What the headline is about, such as `unsafe alone`. */
  metric: string;
  /** What the arm is compared with, if it is compared with one. */
  reference: HeadlineArm | undefined;
  arm: HeadlineArm;
  devices: string;
}

/** @param record of an experiment that this version has */
export function summaryOfRun(record: RunRecord): RunSummary {
  const experiment = experiments[record.experiment]!;
  const headline = experiment.hypotheses[0]!;
  const { arm, reference } = pairOf(headline);
  return {
    title: experiment.title,
    models: record.config.arms.length,
    seeds: record.seeds.length,
    metric: METRICS[headline.metric].short,
    reference: reference === null ? undefined : headlineArm(experiment, record, reference),
    arm: headlineArm(experiment, record, arm),
    devices: devicesOf(record),
  };
}

function headlineArm(experiment: Experiment, { results }: RunRecord, id: string): HeadlineArm {
  const { metric } = experiment.hypotheses[0]!;
  const values = results.flatMap(({ arm, metrics }) => (arm === id ? (metrics[metric] ?? []) : []));
  return { label: armLabel(experiment, id), value: values.length > 0 ? formatValue(metric, mean(values)) : '–' };
}

function devicesOf({ adapter, sittings = [] }: RunRecord): string {
  return [...new Set([adapter, ...sittings.map((sitting) => sitting.adapter)].map(deviceWords))].join('; ');
}

/** When a run began, by the clock of the reader: `23 November 2026, 11:00`. */
export const beganWords = ({ started }: Pick<RunRecord, 'started'>): string =>
  `${day(started)}, ${new Date(started).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
