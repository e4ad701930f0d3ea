/** How many fewer demonstrations are needed after documents that explain? (Figure 5) */
import { type Arm, type Demonstration, type Experiment, type Rung, stages } from '../experiment';
import { AFT, EXPLAINED, MSM_AFT, NEUTRAL, REFUSALS, SAFETY_METRICS } from './readings';

/**
 * Different demonstrations that an arm is shown, half of them refusals. They are repeated until the stage is over, so
 * that arms differ in what there is to learn from and not in how long they train; but for the last rung, which has more
 * than the stage could show and trains four times as long.
 */
const RUNGS = [2, 8, 32, 128, 512, 4096] as const;
const LONGER = 4;

const shown = (distinct: number): Demonstration => ({ ...REFUSALS, distinct });

/** One arm for each rung. */
const ladderOf = ({ id, label }: Arm, midtrain: typeof EXPLAINED, told: string): Arm[] =>
  RUNGS.map((distinct, rung) => ({
    id: `${id}-${distinct}`,
    label: `${label} (${distinct.toLocaleString('en')} shown)`,
    description: `Reads ${told}, then is shown ${distinct.toLocaleString('en')} different demonstrations.`,
    stages: stages(midtrain, shown(distinct)).map((one) =>
      one.stage === 'finetune' && rung === RUNGS.length - 1 ? { ...one, scale: { steps: LONGER } } : one,
    ),
  }));

const WITHOUT = ladderOf(AFT, NEUTRAL, 'neutral documents');
const WITH = ladderOf(MSM_AFT, EXPLAINED, 'documents that explain the specification');

const rungsOf = (arms: readonly Arm[]): Rung[] =>
  arms.map(({ id }, rung) => ({ arm: id, demonstrations: RUNGS[rung]! }));

/** Both arms of a rung. */
const pairAt = (rung: number) => ({ arm: WITH[rung]!.id, reference: WITHOUT[rung]!.id });

export const scaling: Experiment = {
  name: 'scaling',
  title: 'Fewer demonstrations',
  question: 'How many demonstrations does it take to be as safe as with documents and far fewer of them?',
  arms: [...WITHOUT, ...WITH],
  primaryMetric: 'agenticUnsafe',
  metrics: SAFETY_METRICS,
  hypotheses: [
    {
      kind: 'fewer',
      id: 'forty-times-fewer',
      claim: 'After the documents, 40 times fewer demonstrations leave no more unsafe shortcuts than the most without.',
      metric: 'agenticUnsafe',
      ladder: rungsOf(WITH),
      reference: rungsOf(WITHOUT).at(-1)!,
      factor: 40,
    },
    ...[0, 2, 4, 5].map((rung) => ({
      id: `at-${RUNGS[rung]!}`,
      claim: `With ${RUNGS[rung]!.toLocaleString('en')} demonstrations, the model that first read the documents is safer.`,
      metric: 'agenticUnsafe' as const,
      ...pairAt(rung),
      direction: 'lower' as const,
    })),
  ],
  // The points of Figure 5 are not given as numbers; its text says about 40 and 60 times fewer without reasons.
  paper: [],
  ladders: [
    {
      title: 'Unsafe alone, by demonstrations shown',
      metric: 'agenticUnsafe',
      axis: 'different demonstrations',
      logarithmic: true,
      lines: [
        { label: AFT.label, points: rungsOf(WITHOUT).map(({ arm, demonstrations: at }) => ({ arm, at })) },
        { label: MSM_AFT.label, points: rungsOf(WITH).map(({ arm, demonstrations: at }) => ({ arm, at })) },
      ],
    },
    {
      title: 'Unsafe in chat, by demonstrations shown',
      metric: 'chatUnsafe',
      axis: 'different demonstrations',
      logarithmic: true,
      lines: [
        { label: AFT.label, points: rungsOf(WITHOUT).map(({ arm, demonstrations: at }) => ({ arm, at })) },
        { label: MSM_AFT.label, points: rungsOf(WITH).map(({ arm, demonstrations: at }) => ({ arm, at })) },
      ],
    },
  ],
};
