/** Which specification generalizes best: rules, rules with reasons, more rules, or good values? (Figures 7 and 8) */
import { type Arm, type Experiment, type PaperNumber, stages } from './experiment';
import { AFT, REASONED, REFUSALS, SAFETY_METRICS } from './readings';

/** A specification, followed by bare refusals and by refusals that say why. */
const refusalsAfter = (spec: string, label: string, told: string): Arm[] => {
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
    ...refusalsAfter('rules', 'Rules (R)', 'rules without reasons'),
    ...refusalsAfter('value-augmented', 'Rules and values (V+)', 'the same rules, explained by values'),
    ...refusalsAfter(
      'rule-augmented',
      'Rules and subrules (R+)',
      'the same rules with subrules, as long as those with values',
    ),
    ...refusalsAfter('general', 'General', 'that the assistant is good, and why that matters'),
    ...refusalsAfter('philosophy', 'Philosophy', 'what the assistant values, and why'),
  ],
  domain: 'errands',
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
      id: 'values-over-subrules',
      claim: 'Rules explained by values leave fewer unsafe shortcuts than rules with subrules of the same length.',
      metric: 'agenticUnsafe',
      arm: 'value-augmented+aft',
      reference: 'rule-augmented+aft',
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
  // In the paper R, V+ and R+ are each followed by demonstrations of their own; here all arms are shown the same. General
  // is followed by the demonstrations of the specific specification, as here (Figure 17).
  paper: [
    ...rates('Qwen2.5-32B, Fig 7, own demonstrations', { rules: 0.4, 'value-augmented': 0.16, 'rule-augmented': 0.24 }),
    ...rates('Qwen3-32B, Fig 7, own demonstrations', { rules: 0.15, 'value-augmented': 0.09, 'rule-augmented': 0.06 }),
    ...rates('Qwen2.5-32B, Fig 17', { general: 0.3, philosophy: 0.26 }),
    ...rates('Qwen3-32B, Fig 17', { general: 0.07, philosophy: 0.09 }),
  ],
};

/** Misaligned after demonstrations with reasons, by specification. */
function rates(source: string, bySpec: Record<string, number>): PaperNumber[] {
  return Object.entries(bySpec).map(([spec, value]) => ({
    arm: `${spec}+reasons`,
    metric: 'agenticUnsafe',
    value,
    source,
  }));
}
