/** What an experiment is: data, fixed before it runs. The runs themselves are in workers/run.ts. */
import type { Demonstrations } from '../datasets/finetuning';
import type { Metrics } from './protocol';

/** One way of training, forked from the same pretrained weights as every other arm of its seed. */
export interface Arm {
  /** As on the command line: `msm+aft`. */
  id: string;
  /** As on the page. */
  label: string;
  /** One plain sentence: what this arm read and was shown. */
  description: string;
  /** The specification whose documents are read, by name, and whether neutral ones of the same length replace them. */
  midtrain: { spec: string; neutral: boolean };
  finetune: Demonstrations;
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
