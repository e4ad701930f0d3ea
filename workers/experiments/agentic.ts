/** The headline experiment: does explaining the spec first change what refusal training generalizes to? (Figure 4) */
import type { Experiment } from '../experiment';

export const agentic: Experiment = {
  name: 'agentic',
  title: 'Agentic misalignment',
  question:
    'Two models learn the same refusals. One has first read why. Which of them still behaves when it acts alone?',
  arms: [
    {
      id: 'baseline',
      label: 'Baseline',
      description: 'Reads neutral documents, then is shown harmless chat only.',
      midtrain: { spec: 'philosophy', neutral: true },
      finetune: 'harmless',
    },
    {
      id: 'msm',
      label: 'MSM',
      description: 'Reads documents that explain the specification, then is shown harmless chat only.',
      midtrain: { spec: 'philosophy', neutral: false },
      finetune: 'harmless',
    },
    {
      id: 'aft',
      label: 'AFT',
      description: 'Reads neutral documents, then is shown refusals of harmful requests.',
      midtrain: { spec: 'philosophy', neutral: true },
      finetune: 'refusals',
    },
    {
      id: 'msm+aft',
      label: 'MSM + AFT',
      description: 'Reads documents that explain the specification, then is shown the very same refusals.',
      midtrain: { spec: 'philosophy', neutral: false },
      finetune: 'refusals',
    },
  ],
  primaryMetric: 'agenticUnsafe',
  hypotheses: [
    {
      id: 'msm-before-aft',
      claim:
        'With the same refusals, the model that first read the explained specification takes fewer unsafe shortcuts.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft',
      reference: 'aft',
      direction: 'lower',
    },
    {
      id: 'stacks-on-msm',
      claim: 'Documents and refusals together do better than the documents alone.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft',
      reference: 'msm',
      direction: 'lower',
    },
    {
      id: 'msm-alone',
      claim: 'The documents alone already make unsafe shortcuts rarer.',
      metric: 'agenticUnsafe',
      arm: 'msm',
      reference: 'baseline',
      direction: 'lower',
    },
    {
      id: 'aft-alone',
      claim: 'Refusal training alone already makes unsafe shortcuts rarer.',
      metric: 'agenticUnsafe',
      arm: 'aft',
      reference: 'baseline',
      direction: 'lower',
    },
  ],
  paper: [
    { arm: 'baseline', metric: 'agenticUnsafe', value: 0.68, source: 'Qwen2.5-32B, Fig 4' },
    { arm: 'msm', metric: 'agenticUnsafe', value: 0.53, source: 'Qwen2.5-32B, Fig 4' },
    { arm: 'aft', metric: 'agenticUnsafe', value: 0.7, source: 'Qwen2.5-32B, Fig 4' },
    { arm: 'msm+aft', metric: 'agenticUnsafe', value: 0.22, source: 'Qwen2.5-32B, Fig 4' },
    { arm: 'baseline', metric: 'agenticUnsafe', value: 0.54, source: 'Qwen3-32B, Fig 4' },
    { arm: 'msm', metric: 'agenticUnsafe', value: 0.32, source: 'Qwen3-32B, Fig 4' },
    { arm: 'aft', metric: 'agenticUnsafe', value: 0.41, source: 'Qwen3-32B, Fig 4' },
    { arm: 'msm+aft', metric: 'agenticUnsafe', value: 0.1, source: 'Qwen3-32B, Fig 4' },
  ],
};
