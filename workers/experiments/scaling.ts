/** How many fewer demonstrations are needed after documents that explain? (Figure 5) */
import { type Arm, type Experiment, type Rung, stages } from './experiment';
import { AFT, EXPLAINED, MSM_AFT, NEUTRAL, REFUSALS, SAFETY_METRICS } from './readings';

/**
 * Demonstrations that an arm is shown in all, half of them refusals, in the standard recipe. Fewer come with replays in
 * the place of the others, so that arms differ in what they are shown and not in how long they train; but for the last
 * rung, which has more than the stage has places for and trains four times as long.
 */
const RUNGS = [8, 32, 128, 512, 1320, 5280] as const;
const STEPS = 30;
const LONGER = 4;

/** The two rungs that fill every place of every step. */
const FULL = RUNGS.length - 2;

/** One arm for each rung. */
const ladderOf = ({ id, label }: Arm, midtrain: typeof EXPLAINED, told: string): Arm[] =>
  RUNGS.map((count, rung) => ({
    id: `${id}-${count}`,
    label: `${label} (${count.toLocaleString('en')} shown)`,
    description: `Reads ${told}, then is shown ${count.toLocaleString('en')} demonstrations.`,
    stages: stages(midtrain, rung < FULL ? { ...REFUSALS, perStep: count / STEPS } : REFUSALS).map((one) =>
      one.stage === 'finetune' && rung > FULL ? { ...one, scale: { steps: LONGER } } : one,
    ),
  }));

const WITHOUT = ladderOf(AFT, NEUTRAL, 'neutral documents');
const WITH = ladderOf(MSM_AFT, EXPLAINED, 'documents that explain the specification');

const rungsOf = (arms: readonly Arm[]): Rung[] =>
  arms.map(({ id }, rung) => ({ arm: id, demonstrations: RUNGS[rung]! }));

/** The arms of a ladder as a curve. */
const lineOf = ({ label }: Arm, arms: readonly Arm[]) => ({
  label,
  points: rungsOf(arms).map(({ arm, demonstrations: at }) => ({ arm, at })),
});

/** Both arms of a rung. */
const pairAt = (rung: number) => ({ arm: WITH[rung]!.id, reference: WITHOUT[rung]!.id });

export const scaling: Experiment = {
  name: 'scaling',
  title: 'Fewer demonstrations',
  question: 'How many demonstrations does it take to be as safe as with documents and far fewer of them?',
  arms: [...WITHOUT, ...WITH],
  domain: 'errands',
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
      caveat:
        'It says nothing of demonstrations: with none at all, documents already do better than the most demonstrations ' +
        'without documents (MSM, in “How much of each”).',
      elsewhere:
        'In the paper (Figure 5) about 40 times fewer do for Qwen2.5-32B and, without reasons, 60 times fewer for Qwen3-32B.',
    },
    ...[0, 2, 4, 5].map((rung) => ({
      id: `at-${RUNGS[rung]!}`,
      claim: `With ${RUNGS[rung]!.toLocaleString('en')} demonstrations, the model that first read the documents is safer.`,
      metric: 'agenticUnsafe' as const,
      ...pairAt(rung),
      direction: 'lower' as const,
    })),
  ],
  paper: [],
  ladders: (['agenticUnsafe', 'chatUnsafe'] as const).map((metric) => ({
    title:
      metric === 'agenticUnsafe' ? 'Unsafe alone, by demonstrations shown' : 'Unsafe in chat, by demonstrations shown',
    metric,
    axis: 'demonstrations',
    logarithmic: true,
    lines: [lineOf(AFT, WITHOUT), lineOf(MSM_AFT, WITH)],
  })),
};
