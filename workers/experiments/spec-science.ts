/** Which specification generalizes best: rules, rules with reasons, more rules, or good values? (Figures 7 and 8) */
import { type Arm, type Experiment, stages } from '../experiment';
import { AFT, REASONED, REFUSALS, SAFETY_METRICS } from './readings';

/** A specification, followed by bare refusals and by refusals that say why. */
const armsOf = (spec: string, label: string, told: string): Arm[] => {
  const documents = { kind: 'documents', spec } as const;
  return [
    {
      id: `${spec}+aft`,
      label,
      description: `Reads ${told}, then is shown refusals of harmful requests.`,
      stages: stages(documents, REFUSALS),
    },
    {
      id: `${spec}+reasons`,
      label: `${label} with reasons`,
      description: `Reads ${told}, then is shown refusals that say why; it says why before it acts.`,
      stages: stages(documents, REASONED),
      thinks: true,
    },
  ];
};

export const specScience: Experiment = {
  name: 'spec-science',
  title: 'Model spec science',
  question:
    'Rules, rules with their reasons, rules with subrules, or good values on the whole: what should a spec say?',
  arms: [
    AFT,
    ...armsOf('rules', 'Rules (R)', 'rules without reasons'),
    ...armsOf('value-augmented', 'Rules and values (V+)', 'the same rules, explained by values'),
    ...armsOf(
      'rule-augmented',
      'Rules and subrules (R+)',
      'the same rules with subrules, as long as those with values',
    ),
    ...armsOf('general', 'General', 'that the assistant is good, and why that matters'),
    ...armsOf('philosophy', 'Philosophy', 'what the assistant values, and why'),
  ],
  primaryMetric: 'agenticUnsafe',
  metrics: SAFETY_METRICS,
  hypotheses: [
    {
      id: 'values-over-rules',
      claim: 'Rules explained by values leave fewer unsafe shortcuts than the same rules alone.',
      metric: 'agenticUnsafe',
      arm: 'value-augmented+aft',
      reference: 'rules+aft',
      direction: 'lower',
    },
    {
      id: 'subrules-over-rules',
      claim: 'Rules with subrules leave fewer unsafe shortcuts than the rules alone.',
      metric: 'agenticUnsafe',
      arm: 'rule-augmented+aft',
      reference: 'rules+aft',
      direction: 'lower',
    },
    {
      id: 'specific-over-general',
      claim: 'What the assistant values, and why, does better than that it is good on the whole.',
      metric: 'agenticUnsafe',
      arm: 'philosophy+aft',
      reference: 'general+aft',
      direction: 'lower',
    },
    {
      id: 'rules-over-nothing',
      claim: 'Rules without reasons do better than neutral documents.',
      metric: 'agenticUnsafe',
      arm: 'rules+aft',
      reference: 'aft',
      direction: 'lower',
    },
    {
      id: 'values-over-rules-with-reasons',
      claim: 'Also where the refusals say why, rules explained by values do better than the rules alone.',
      metric: 'agenticUnsafe',
      arm: 'value-augmented+reasons',
      reference: 'rules+reasons',
      direction: 'lower',
    },
  ],
  paper: [
    { arm: 'rules+reasons', metric: 'agenticUnsafe', value: 0.4, source: 'Qwen2.5-32B, Fig 7' },
    { arm: 'value-augmented+reasons', metric: 'agenticUnsafe', value: 0.16, source: 'Qwen2.5-32B, Fig 7' },
    { arm: 'rule-augmented+reasons', metric: 'agenticUnsafe', value: 0.24, source: 'Qwen2.5-32B, Fig 7' },
    { arm: 'rules+reasons', metric: 'agenticUnsafe', value: 0.15, source: 'Qwen3-32B, Fig 7' },
    { arm: 'value-augmented+reasons', metric: 'agenticUnsafe', value: 0.09, source: 'Qwen3-32B, Fig 7' },
    { arm: 'rule-augmented+reasons', metric: 'agenticUnsafe', value: 0.06, source: 'Qwen3-32B, Fig 7' },
    { arm: 'general+reasons', metric: 'agenticUnsafe', value: 0.43, source: 'Qwen2.5-32B, Fig 8' },
    { arm: 'philosophy+reasons', metric: 'agenticUnsafe', value: 0.26, source: 'Qwen2.5-32B, Fig 8' },
    { arm: 'general+reasons', metric: 'agenticUnsafe', value: 0.25, source: 'Qwen3-32B, Fig 8' },
    { arm: 'philosophy+reasons', metric: 'agenticUnsafe', value: 0.09, source: 'Qwen3-32B, Fig 8' },
  ],
};
