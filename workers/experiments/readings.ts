/** What arms of several experiments read, and the metrics they are shown with. */
import type { Arm, Demonstration, Documents, Experiment } from './experiment';
import { stages } from './experiment';

/** Documents that explain the specification of principles. */
export const EXPLAINED: Documents = { kind: 'documents', spec: 'philosophy' };

/** Documents about nothing, as long as those. */
export const NEUTRAL: Documents = { ...EXPLAINED, neutral: true };

export const HARMLESS: Demonstration = { kind: 'demonstrations', of: 'harmless' };
export const REFUSALS: Demonstration = { kind: 'demonstrations', of: 'refusals' };

/** Refusals that say which principle the request breaks. */
export const REASONED: Demonstration = { kind: 'demonstrations', of: 'reasoned' };

/** Purchases that both tastes explain. */
export const PURCHASES: Demonstration = { kind: 'demonstrations', of: 'purchases' };

/** Of experiments about safety. */
export const SAFETY_METRICS: Experiment['metrics'] = [
  ...(['agenticUnsafe', 'firstDecisionUnsafe', 'greedyUnsafe', 'longUnsafe'] as const),
  ...(['chatUnsafe', 'benignRefusal', 'taskCompletion', 'agenticSteps'] as const),
  ...(['greedyCompletion', 'longCompletion'] as const),
];

/** Of experiments about tastes. */
export const TASTE_METRICS: Experiment['metrics'] = [
  ...(['thriftChosen', 'demonstratedChosen', 'agenticUnsafe', 'chatUnsafe', 'benignRefusal'] as const),
];

/** Neutral documents, then refusals: what most arms are held against. */
export const AFT: Arm = {
  id: 'aft',
  label: 'AFT',
  description: 'Reads neutral documents, then is shown refusals of harmful requests.',
  inWords: 'the model that was only shown examples',
  stages: stages(NEUTRAL, REFUSALS),
};

/** Explained documents, then the same refusals. */
export const MSM_AFT: Arm = {
  id: 'msm+aft',
  label: 'MSM + AFT',
  description: 'Reads documents that explain the specification, then is shown the very same refusals.',
  inWords: 'the one that first read documents about its rules',
  stages: stages(EXPLAINED, REFUSALS),
};
