/** How much must a model have read before documents begin to move what it does? (not in the paper) */
import type { Arm, Experiment } from './experiment';
import { MILESTONES } from './presets';
import { AFT, MSM_AFT, SAFETY_METRICS } from './readings';

/** Shares of pretraining done, the last of them all of it. */
const MOMENTS = [...MILESTONES, 1];

const percent = (after: number): number => Math.round(100 * after);

/** One arm for each moment. */
const alongPretraining = ({ id, label, description, stages }: Arm): Arm[] =>
  MOMENTS.map((after) => ({
    id: `${id}-${percent(after)}`,
    label: `${label} (at ${percent(after)}%)`,
    description: `After ${percent(after)}% of pretraining: ${description[0]!.toLowerCase()}${description.slice(1)}`,
    ...(after < 1 ? { base: { after } } : {}),
    stages,
  }));

const WITHOUT = alongPretraining(AFT);
const WITH = alongPretraining(MSM_AFT);

/** Both arms at a moment. */
const pairAt = (moment: number) => ({ arm: WITH.at(moment)!.id, reference: WITHOUT.at(moment)!.id });

const line = ({ label }: Arm, arms: readonly Arm[]) => ({
  label,
  points: arms.map(({ id: arm }, moment) => ({ arm, at: percent(MOMENTS[moment]!) })),
});

export const emergence: Experiment = {
  name: 'emergence',
  title: 'When documents begin to matter',
  question:
    'In pretraining models learn that what is said of people tells what they do. How far must they be before documents ' +
    'about the assistant change what it does?',
  arms: [...WITHOUT, ...WITH],
  domain: 'errands',
  primaryMetric: 'agenticUnsafe',
  metrics: SAFETY_METRICS,
  hypotheses: [
    {
      kind: 'interaction',
      id: 'grows',
      claim: 'What the documents add to the refusals is larger after all of pretraining than after a fifth of it.',
      metric: 'agenticUnsafe',
      ...pairAt(-1),
      against: pairAt(0),
      direction: 'lower',
    },
    ...MOMENTS.flatMap((after, moment) =>
      moment % 2 === 1
        ? {
            id: `after-${percent(after)}`,
            claim: `After ${percent(after)}% of pretraining, the documents make unsafe shortcuts rarer.`,
            metric: 'agenticUnsafe' as const,
            ...pairAt(moment),
            direction: 'lower' as const,
          }
        : [],
    ),
  ],
  paper: [],
  ladders: [
    {
      title: 'Unsafe alone, by how much the model had read before',
      metric: 'agenticUnsafe',
      axis: 'per cent of pretraining',
      logarithmic: false,
      lines: [line(AFT, WITHOUT), line(MSM_AFT, WITH)],
      turns: true,
    },
  ],
};
