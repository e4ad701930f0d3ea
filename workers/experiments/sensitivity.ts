/** Variants of the standard recipe: one number changed, everything else as it is, to see what a finding depends on. */
import { agentic } from './agentic';
import { presets } from './presets';
import { type Changes, changesOf } from './settings';

/** A number of the recipe, and the values that it is given in its place. */
export interface Axis {
  /** As on the command line. */
  name: string;
  /** Which setting it is. */
  path: string;
  /** What the numbers count, as the label of an axis. */
  label: string;
  /** Why one may ask, in a sentence. */
  question: string;
  /** The setting where the axis says 1: shares are shown in per cent. */
  unit: number;
  /** Other values than the recipe's own, ascending, in units. */
  values: readonly number[];
  logarithmic: boolean;
}

type Words = Pick<Axis, 'path' | 'label' | 'question' | 'values'>;
const along = (name: string, words: Words): Axis => ({ name, ...words, unit: 1, logarithmic: true });
const percent = (name: string, words: Words): Axis => ({ name, ...words, unit: 0.01, logarithmic: false });

export const AXES: readonly Axis[] = [
  percent('fronts', {
    path: 'world.frontPrevalence',
    label: 'people who keep a front, per cent',
    question: 'Does it need a world in which most people look good while they are watched?',
    values: [30, 50, 90],
  }),
  percent('principles', {
    path: 'world.principlePrevalence',
    label: 'people who hold a principle, per cent',
    question: 'Does it need a world in which principles are rare?',
    values: [20, 50],
  }),
  percent('alike', {
    path: 'world.principleCorrelation',
    label: 'people who hold all principles or none, per cent',
    question: 'What if many people hold either all principles or none?',
    values: [30, 60],
  }),
  percent('noise', {
    path: 'world.noise',
    label: 'documents and chats that say the opposite of what is so, per cent',
    question: 'What if documents are often wrong?',
    values: [0, 10],
  }),
  {
    ...along('layers', {
      path: 'model.nLayer',
      label: 'layers',
      question: 'Does it depend on the depth of the model?',
      values: [1, 3, 4],
    }),
    logarithmic: false,
  },
  along('width', {
    path: 'model.nEmbd',
    label: 'numbers in an embedding',
    question: 'Does it depend on the width of the model?',
    values: [32, 128],
  }),
  along('decay', {
    path: 'optimizer.weightDecay',
    label: 'weight decay',
    question: 'Does it depend on how strongly weights decay?',
    values: [0.1, 1],
  }),
  along('midtraining', {
    path: 'midtrain.steps',
    label: 'steps of midtraining',
    question: 'How long must documents be read?',
    values: [75, 150, 600],
  }),
  along('midtraining-rate', {
    path: 'midtrain.peak',
    label: 'highest learning rate of midtraining',
    question: 'How hard must documents be learned?',
    values: [0.0005, 0.001, 0.004],
  }),
  along('finetuning', {
    path: 'finetune.steps',
    label: 'steps of fine-tuning',
    question: 'Does it survive longer fine-tuning?',
    values: [10, 90, 270],
  }),
  along('finetuning-rate', {
    path: 'finetune.peak',
    label: 'highest learning rate of fine-tuning',
    question: 'Does it survive stronger fine-tuning?',
    values: [0.0001, 0.001],
  }),
];

/** The experiment whose finding may depend on them. */
export const VARIED_EXPERIMENT = agentic;

/** Arms of it that are run on every variant: with and without documents, with and without refusals. */
export const SENSITIVITY_ARMS = ['baseline', 'msm', 'aft', 'msm+aft'] as const;

/** The preset that is varied. */
export const VARIED = presets['standard']!;

/** Without what binary fractions add to `0.3`. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** What a run changes to stand at a value of an axis. */
export const changesAt = ({ path, unit }: Axis, value: number): Changes => ({ [path]: rounded(value * unit) });

/** The recipe's own value on an axis, in its units. */
export function usualValue({ path, unit }: Axis): number {
  const [part, key] = path.split('.') as [keyof typeof VARIED, string];
  return rounded((VARIED[part] as unknown as Record<string, number>)[key]! / unit);
}

/** Whether settings are those of the recipe but for one value. */
export function standsAt(axis: Axis, value: number, settings: { preset: string }): boolean {
  const changes = Object.entries(changesOf(VARIED, settings));
  const [wanted] = Object.entries(changesAt(axis, value));
  return settings.preset === VARIED.name && changes.length === 1 && String(changes[0]) === String(wanted);
}

/** Whether settings are those of a variant. */
export const isVariant = (settings: { preset: string }): boolean =>
  AXES.some((axis) => axis.values.some((value) => standsAt(axis, value, settings)));

/** Whether settings are those of the recipe that is varied. */
export const isRecipe = (settings: { preset: string }): boolean =>
  settings.preset === VARIED.name && Object.keys(changesOf(VARIED, settings)).length === 0;
