/** What an experiment is: data, fixed before it runs. The runs themselves are in workers/run.ts. */
import type { Metrics } from './protocol';

/** Documents read in midtraining: a specification of datasets/specs by name, or token-matched neutral ones. */
export type MidtrainSource = 'neutral' | (string & {});

/** What fine-tuning demonstrates: refusals of harmful requests among harmless chat, or harmless chat alone. */
export type FinetuneSource = 'refusals' | 'harmless';

/** One way of training, forked from the same pretrained weights as every other arm of its seed. */
export interface Arm {
  /** As on the command line: `msm+aft`. */
  id: string;
  /** As on the page. */
  label: string;
  /** One plain sentence: what this arm read and was shown. */
  description: string;
  midtrain: MidtrainSource;
  finetune: FinetuneSource;
}

/** A claim about one metric of two arms, paired by seed. */
export interface Hypothesis {
  id: string;
  /** As a sentence a sixteen-year-old can check against the figure. */
  claim: string;
  metric: keyof Metrics;
  /** The difference is `arm − reference`. */
  arm: string;
  reference: string;
  /** Direction the claim predicts for that difference. */
  direction: 'lower' | 'higher';
}

/** A number the paper reports, to stand beside ours. */
export interface PaperNumber {
  arm: string;
  metric: keyof Metrics;
  value: number;
  /** Model and figure or table, such as `Qwen2.5-32B, Fig 4`. */
  source: string;
}

export interface Experiment {
  name: string;
  title: string;
  /** What is asked, in one sentence. */
  question: string;
  arms: Arm[];
  primaryMetric: keyof Metrics;
  /** The first is the headline. Holm's correction is over this family. */
  hypotheses: Hypothesis[];
  paper: PaperNumber[];
}
