/** Variants of the standard recipe: one number changed, everything else as it is, to see what a finding depends on. */
import { type Preset, presets } from './presets';

/** A number of the recipe, and the values that it is given in its place. */
export interface Axis {
  /** Part of the names of its variants: `standard-fronts-90`. */
  name: string;
  /** What the numbers count, as the label of an axis. */
  label: string;
  /** Why one may ask, in a sentence. */
  question: string;
  /** The recipe's own value. */
  usual: number;
  /** The others, ascending. */
  values: readonly number[];
  logarithmic: boolean;
  /** The recipe with another value. */
  change: (value: number) => Partial<Preset>;
}

const usual = presets['standard']!;

/** Without what binary fractions add to `0.3`. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** An axis along a share of people, in per cent. */
const shareAxis = (
  key: 'frontPrevalence' | 'principlePrevalence' | 'principleCorrelation' | 'noise',
  axis: Pick<Axis, 'name' | 'label' | 'question' | 'values'>,
): Axis => ({
  ...axis,
  usual: rounded(100 * usual.world[key]),
  logarithmic: false,
  change: (percent) => ({ world: { ...usual.world, [key]: percent / 100 } }),
});

/** An axis along a setting of one of the later stages. */
const stageAxis = (
  stage: 'midtrain' | 'finetune',
  key: 'steps' | 'peak',
  unit: number,
  axis: Pick<Axis, 'name' | 'label' | 'question' | 'values'>,
): Axis => ({
  ...axis,
  usual: rounded(usual[stage][key] / unit),
  logarithmic: true,
  change: (value) => ({ [stage]: { ...usual[stage], [key]: value * unit } }),
});

export const AXES: readonly Axis[] = [
  shareAxis('frontPrevalence', {
    name: 'fronts',
    label: 'people who keep a front, per cent',
    question: 'Does it need a world in which most people look good while they are watched?',
    values: [30, 50, 90],
  }),
  shareAxis('principlePrevalence', {
    name: 'principles',
    label: 'people who hold a principle, per cent',
    question: 'Does it need a world in which principles are rare?',
    values: [20, 50],
  }),
  shareAxis('principleCorrelation', {
    name: 'alike',
    label: 'people who hold all principles or none, per cent',
    question: 'What if one principle tells of the others?',
    values: [30, 60],
  }),
  shareAxis('noise', {
    name: 'noise',
    label: 'documents and chats that say the opposite of what is so, per cent',
    question: 'What if documents are often wrong?',
    values: [0, 10],
  }),
  {
    name: 'layers',
    label: 'layers',
    question: 'Does it depend on the depth of the model?',
    usual: usual.model.nLayer,
    values: [1, 3, 4],
    logarithmic: false,
    change: (nLayer) => ({ model: { ...usual.model, nLayer } }),
  },
  {
    name: 'width',
    label: 'numbers in an embedding',
    question: 'Does it depend on the width of the model?',
    usual: usual.model.nEmbd,
    values: [32, 128],
    logarithmic: true,
    change: (nEmbd) => ({ model: { ...usual.model, nEmbd } }),
  },
  {
    name: 'decay',
    label: 'weight decay',
    question: 'Does it depend on how strongly weights decay?',
    usual: usual.optimizer.weightDecay,
    values: [0.1, 1],
    logarithmic: true,
    change: (weightDecay) => ({ optimizer: { ...usual.optimizer, weightDecay } }),
  },
  stageAxis('midtrain', 'steps', 1, {
    name: 'midtraining',
    label: 'steps of midtraining',
    question: 'How long must documents be read?',
    values: [75, 150, 600],
  }),
  stageAxis('midtrain', 'peak', 1e-3, {
    name: 'midtraining-rate',
    label: 'highest learning rate of midtraining, thousandths',
    question: 'How hard must documents be learned?',
    values: [0.5, 1, 4],
  }),
  stageAxis('finetune', 'steps', 1, {
    name: 'finetuning',
    label: 'steps of fine-tuning',
    question: 'Does it survive longer fine-tuning?',
    values: [10, 90, 270],
  }),
  stageAxis('finetune', 'peak', 1e-3, {
    name: 'finetuning-rate',
    label: 'highest learning rate of fine-tuning, thousandths',
    question: 'Does it survive stronger fine-tuning?',
    values: [0.1, 1],
  }),
];

/** Arms of `agentic` that are run on every variant: with and without documents, with and without refusals. */
export const SENSITIVITY_ARMS = ['baseline', 'msm', 'aft', 'msm+aft'] as const;

/** `standard-fronts-90` */
export const variantName = ({ name }: Pick<Axis, 'name'>, value: number): string => `standard-${name}-${value}`;

/** Whether pretraining differs, so that there are no shipped weights to start from. */
const isPretrainedAnew = (change: Partial<Preset>): boolean =>
  'world' in change || 'model' in change || 'optimizer' in change;

function variantOf(axis: Axis, value: number): Preset {
  const change = axis.change(value);
  return {
    ...usual,
    name: variantName(axis, value),
    label: `Standard, but ${axis.label}: ${value}`,
    description: `The standard recipe with one number changed. ${axis.question}`,
    ...(isPretrainedAnew(change) ? { base: undefined } : {}),
    ...change,
  };
}

/** The presets and all variants, by name. */
export const everyPreset: Record<string, Preset> = {
  ...presets,
  ...Object.fromEntries(
    AXES.flatMap((axis) => axis.values.map((value) => [variantName(axis, value), variantOf(axis, value)])),
  ),
};

/** Whether a preset of this name is a variant. */
export const isVariant = (name: string): boolean => Object.hasOwn(everyPreset, name) && !Object.hasOwn(presets, name);
