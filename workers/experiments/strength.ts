/** When do refusals add to documents? The strength of each stage, as a sensitivity figure (not in the paper). */
import { type Arm, type Demonstration, type Experiment, stages } from './experiment';
import { AFT, EXPLAINED, HARMLESS, REASONED, REFUSALS, SAFETY_METRICS } from './readings';

/** Steps of midtraining and of fine-tuning, as shares of the preset's. */
const MIDTRAINING = [1 / 16, 1 / 8, 1 / 4, 1] as const;
const FINETUNING = [1 / 3, 3] as const;

const percent = (share: number): number => Math.round(100 * share);

/** Ways of fine-tuning, each after more and more documents. */
const WAYS: { id: string; label: string; shown: Demonstration; thinks?: boolean }[] = [
  { id: 'msm', label: 'MSM', shown: HARMLESS },
  { id: 'msm-thinks', label: 'MSM, thinking', shown: HARMLESS, thinks: true },
  { id: 'msm+aft', label: 'MSM + AFT', shown: REFUSALS },
  { id: 'msm+aft-reasons', label: 'MSM + AFT with reasons', shown: REASONED, thinks: true },
];

const alongMidtraining = ({ id, label, shown, thinks = false }: (typeof WAYS)[number]): Arm[] =>
  MIDTRAINING.map((share) => ({
    id: `${id}-${percent(share)}`,
    label: `${label} (${percent(share)}% read)`,
    description: `${label} with ${percent(share)}% of the usual midtraining.`,
    stages: stages(EXPLAINED, shown).map((one) =>
      one.stage === 'midtrain' ? { ...one, scale: { steps: share } } : one,
    ),
    thinks,
  }));

/** Refusals for a shorter and a longer time, with all of the documents and with none. */
const alongFinetuning = (id: string, label: string, before: Arm['stages']): Arm[] =>
  FINETUNING.map((factor) => ({
    id: `${id}-${factor < 1 ? 'short' : 'long'}`,
    label: `${label} (${factor < 1 ? 'a third' : 'three times'} fine-tuned)`,
    description: `${label} with ${factor < 1 ? 'a third' : 'three times'} of the usual steps of fine-tuning.`,
    stages: before.map((one) => (one.stage === 'finetune' ? { ...one, scale: { steps: factor } } : one)),
  }));

const LADDERS = WAYS.map((way) => ({ way, arms: alongMidtraining(way) }));

export const strength: Experiment = {
  name: 'strength',
  title: 'How much of each',
  question:
    'Do refusals add to what documents have done, or take from it? It may depend on how much there was of either.',
  arms: [
    AFT,
    ...LADDERS.flatMap(({ arms }) => arms),
    ...alongFinetuning('aft', AFT.label, AFT.stages),
    ...alongFinetuning('msm+aft', 'MSM + AFT', stages(EXPLAINED, REFUSALS)),
  ],
  domain: 'errands',
  primaryMetric: 'agenticUnsafe',
  metrics: SAFETY_METRICS,
  hypotheses: [
    {
      id: 'refusals-add-to-few-documents',
      claim: 'Where few documents were read (a sixteenth), refusals make unsafe shortcuts rarer.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft-6',
      reference: 'msm-6',
      direction: 'lower',
    },
    {
      id: 'refusals-add-to-all-documents',
      claim: 'Where all documents were read, refusals make unsafe shortcuts rarer still.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft-100',
      reference: 'msm-100',
      direction: 'lower',
    },
    {
      id: 'reasons-add-to-few-documents',
      claim: 'Where few documents were read, refusals that say why make unsafe shortcuts rarer.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft-reasons-6',
      reference: 'msm-thinks-6',
      direction: 'lower',
    },
    {
      id: 'reasons-add-to-all-documents',
      claim: 'Where all documents were read, refusals that say why make unsafe shortcuts rarer still.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft-reasons-100',
      reference: 'msm-thinks-100',
      direction: 'lower',
    },
    {
      id: 'also-fine-tuned-longer',
      claim: 'Fine-tuned three times as long, the model that first read the documents is still the safer one.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft-long',
      reference: 'aft-long',
      direction: 'lower',
    },
    {
      id: 'also-fine-tuned-shorter',
      claim: 'Fine-tuned a third as long, it is, too.',
      metric: 'agenticUnsafe',
      arm: 'msm+aft-short',
      reference: 'aft-short',
      direction: 'lower',
    },
  ],
  paper: [],
  ladders: (['agenticUnsafe', 'chatUnsafe'] as const).map((metric) => ({
    title: metric === 'agenticUnsafe' ? 'Unsafe alone, by documents read' : 'Unsafe in chat, by documents read',
    metric,
    axis: 'per cent of midtraining',
    logarithmic: true,
    lines: LADDERS.map(({ way, arms }) => ({
      label: way.label,
      points: arms.map(({ id: arm }, i) => ({ arm, at: percent(MIDTRAINING[i]!) })),
    })),
  })),
};
