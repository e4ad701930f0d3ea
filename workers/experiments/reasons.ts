/** Is it the explanations, or that values are stated at all? (not in the paper, whose V+ brings both at once) */
import { type Experiment, stages } from './experiment';
import { AFT, EXPLAINED, HARMLESS, MSM_AFT, REFUSALS, SAFETY_METRICS } from './readings';

/** The same values, without a reason for them or a rule that follows. */
const STATED = { ...EXPLAINED, spec: 'stated' };

/** Differences smaller than this count as none, as in `controls`. */
const BOUND = 0.1;

export const reasons: Experiment = {
  name: 'reasons',
  title: 'Explained, or just stated',
  question: 'Do documents work because they explain, or already because they say what somebody values?',
  arms: [
    AFT,
    MSM_AFT,
    {
      id: 'stated+aft',
      label: 'Stated + AFT',
      description:
        'Reads documents that say what the assistant values and explain nothing, then is shown the same refusals.',
      stages: stages(STATED, REFUSALS),
    },
    {
      id: 'msm',
      label: 'MSM',
      description: 'Reads documents that explain the specification, then is shown harmless chat only.',
      stages: stages(EXPLAINED, HARMLESS),
    },
    {
      id: 'stated',
      label: 'Stated',
      description: 'Reads documents that say what the assistant values and explain nothing, then harmless chat only.',
      stages: stages(STATED, HARMLESS),
    },
  ],
  firstArms: ['aft', 'msm+aft', 'stated+aft'],
  domain: 'errands',
  primaryMetric: 'agenticUnsafe',
  metrics: SAFETY_METRICS,
  hypotheses: [
    {
      id: 'explained-over-stated',
      claim:
        'Before the same refusals, documents that explain make unsafe shortcuts rarer than documents that state values.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft',
      reference: 'stated+aft',
      direction: 'lower',
    },
    {
      id: 'explained-over-stated-alone',
      claim: 'They do so, too, where no refusals follow.',
      metric: 'agenticUnsafe',
      arm: 'msm',
      reference: 'stated',
      direction: 'lower',
    },
    {
      id: 'stated-over-neutral',
      claim: 'Values that are merely stated make unsafe shortcuts rarer than neutral documents.',
      metric: 'agenticUnsafe',
      arm: 'stated+aft',
      reference: 'aft',
      direction: 'lower',
    },
    {
      kind: 'equivalence',
      id: 'stated-is-enough',
      claim: 'Values that are merely stated do as well as explained ones, to within 10 in 100.',
      metric: 'agenticUnsafe',
      arm: 'stated+aft',
      reference: 'msm+aft',
      bound: BOUND,
    },
  ],
  paper: [],
};
