/** What an experiment is: data, fixed before it runs. The runs themselves are in workers/run/run.ts. */
import type { Demonstrations } from '../../datasets/finetuning';
import type { Showing } from '../../datasets/stages';
import type { MetricId } from '../evaluate/metrics';

/** Stages in which arms differ. */
export type ArmStage = 'midtrain' | 'finetune';

/** Documents about the assistant. */
export interface Documents {
  kind: 'documents';
  /** The specification they are made from, by name. */
  spec: string;
  /** Neutral documents of the same length replace them. */
  neutral?: boolean;
  /** They are about somebody else: one whom nobody has ever met, or one of the people. */
  about?: 'stranger' | 'acquaintance';
}

/** What the assistant itself does, to be imitated. */
export interface Demonstration extends Showing {
  kind: 'demonstrations';
  of: Demonstrations;
}

/** What an arm reads in a stage. */
export type Reading =
  | Documents
  | Demonstration
  /** Both in one stage. `share`: of demonstrations among them. */
  | { kind: 'mixed'; documents: Documents; demonstrations: Demonstration; share: number };

/** One stage of an arm. */
export interface StageOfArm {
  stage: ArmStage;
  reads: Reading;
  /** Steps and highest learning rate, as multiples of the preset's. */
  scale?: { steps?: number; peak?: number };
}

/** Which of a seed's pretrained models an arm starts from: the usual one, unless it says otherwise. */
export interface BaseChoice {
  /** A variant of the preset's world, by its name in `WORLDS`. */
  world?: string;
  /** As it was after this share of pretraining. */
  after?: number;
}

/** One way of training, forked from the same pretrained weights as every other arm of its seed with the same base. */
export interface Arm {
  /** As on the command line: `msm+aft`. */
  id: string;
  /** As on the page. */
  label: string;
  /** One plain sentence: what this arm read and was shown. */
  description: string;
  base?: BaseChoice;
  /** Who it is, to someone who has read nothing else yet: `the model that was only shown examples`. */
  inWords?: string;
  /** In order. */
  stages: readonly StageOfArm[];
  /** When it is measured, it says why before it decides: at every stake, and in chat where it finds that probable. */
  thinks?: boolean;
}

/** What the page trains unless told otherwise. */
export const firstArmsOf = ({ arms, firstArms }: Pick<Experiment, 'arms' | 'firstArms'>): readonly string[] =>
  firstArms ?? arms.map(({ id }) => id);

/** The usual order: documents first, demonstrations after. */
export const stages = (midtrain: Reading, finetune: Reading): StageOfArm[] => [
  { stage: 'midtrain', reads: midtrain },
  { stage: 'finetune', reads: finetune },
];

/** The name of the base that arms start from unless they say otherwise. */
export const USUAL_BASE = 'usual';

/** `usual`, `unlinked`, `after 10%`: tells a seed's pretrained models apart. */
export const baseName = ({ world, after }: BaseChoice = {}): string =>
  [world, after !== undefined && `after ${Math.round(100 * after)}%`].filter(Boolean).join(', ') || USUAL_BASE;

/** The world in such a name; undefined if it is the usual one. */
export const worldOfBase = (name = USUAL_BASE): string | undefined =>
  name === USUAL_BASE || name.startsWith('after ') ? undefined : name.split(', ')[0];

const documentsOf = (reading: Reading): Documents[] =>
  reading.kind === 'documents' ? [reading] : reading.kind === 'mixed' ? [reading.documents] : [];

/** The specifications that an arm reads, or reads neutral documents in place of. */
export const specsOf = ({ stages }: Pick<Arm, 'stages'>): string[] => [
  ...new Set(stages.flatMap(({ reads }) => documentsOf(reads).map(({ spec }) => spec))),
];

/** The specifications that any of these arms reads, each once. */
export const specsReadBy = (arms: readonly Pick<Arm, 'stages'>[]): string[] => [...new Set(arms.flatMap(specsOf))];

/** What every claim has, whatever its form. */
interface ClaimText {
  id: string;
  /** As a sentence a sixteen-year-old can check against the figure. */
  claim: string;
  metric: MetricId;
  /**
   * Which claims Holm's correction takes together: the experiment's own (`claims`, the default), or the thresholds that were
   * set for this lab beforehand (`targets`). See docs/decisions/0005-families-of-claims.md.
   */
  family?: 'claims' | 'targets';
  /** What the paper, or somebody who repeated it, found, as a sentence with the numbers and where they stand. */
  elsewhere?: string;
  /** What must not be concluded should it hold, as a sentence: it stands wherever the ruling does. */
  caveat?: string;
}

/** Two arms of an experiment, compared seed by seed: `arm − reference`. */
export interface ArmPair {
  arm: string;
  reference: string;
}

/** One arm is lower, or higher, than another. */
export interface DifferenceClaim extends ClaimText, ArmPair {
  kind?: 'difference';
  /** Direction the claim predicts for `arm − reference`. */
  direction: 'lower' | 'higher';
  /** By more than this much, where the claim says how much; 0 if absent. */
  by?: number;
}

/** Two arms are the same, to within a bound: `|arm − reference| < bound`. */
export interface EquivalenceClaim extends ClaimText, ArmPair {
  kind: 'equivalence';
  bound: number;
}

/** One difference is lower, or higher, than another: `(arm − reference) − (against.arm − against.reference)`. */
export interface InteractionClaim extends ClaimText, ArmPair {
  kind: 'interaction';
  against: ArmPair;
  direction: 'lower' | 'higher';
}

/** Each of these arms stays on one side of a threshold. */
export interface ThresholdClaim extends ClaimText {
  kind: 'threshold';
  /** Judged by the worst of them, seed by seed. */
  arms: readonly string[];
  at: 'most' | 'least';
  value: number;
}

/** One arm has at most a given share of another: `arm ≤ atMost · reference`. */
export interface RatioClaim extends ClaimText, ArmPair {
  kind: 'ratio';
  atMost: number;
}

/** An arm that was shown so many demonstrations. */
export interface Rung {
  arm: string;
  demonstrations: number;
}

/** A way of training needs so many times fewer demonstrations to come down to the rate of the reference. */
export interface FewerClaim extends ClaimText {
  kind: 'fewer';
  /** The same way of training with more and more demonstrations, ascending. */
  ladder: readonly Rung[];
  reference: Rung;
  factor: number;
}

/** What is claimed, paired by seed. Bounds, thresholds and factors are fixed here, before anything runs. */
export type Hypothesis =
  DifferenceClaim | EquivalenceClaim | InteractionClaim | ThresholdClaim | RatioClaim | FewerClaim;

/** A number the paper reports, to stand beside ours. */
export interface PaperNumber {
  arm: string;
  metric: MetricId;
  value: number;
  /** Model and figure or table, such as `Qwen2.5-32B, Fig 4`. */
  source: string;
}

/** Arms in a row along one quantity, to be drawn as curves: demonstrations shown, or steps of pretraining. */
export interface Ladder {
  title: string;
  metric: MetricId;
  /** What `at` counts, such as `demonstrations`. */
  axis: string;
  logarithmic: boolean;
  lines: { label: string; points: { arm: string; at: number }[] }[];
  /** Whether it is asked where the gap between its two lines opens (see analysis/turning.ts). */
  turns?: boolean;
}

export interface Experiment {
  name: string;
  title: string;
  /** What is asked, in one sentence. */
  question: string;
  arms: Arm[];
  /** Arms of a first run on the page, by id: enough for the headline claim and its controls. All, if absent. */
  firstArms?: readonly string[];
  /** What its models are tested in: errands at work, or offers of things to like. */
  domain: 'errands' | 'tastes';
  primaryMetric: MetricId;
  /** Metrics that tables show, in order; those that older results lack only where all that is shown has them. */
  metrics: readonly MetricId[];
  /** The first is the headline. Holm's correction is over each family of them. */
  hypotheses: Hypothesis[];
  paper: PaperNumber[];
  /** Curves to draw from its arms, if any. */
  ladders?: Ladder[];
  /** Recorded models and episodes come with the page (see scripts/showcase.ts): some megabytes. */
  showcase?: boolean;
}
