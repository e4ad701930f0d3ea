/**
 * The numbers of a preset that a run may change. Requests, links and flags are checked against this list, and the page's
 * form is drawn from it.
 */
import { NAMES } from '../../datasets/names';
import { checkWorld, MAX_MASK_DOCUMENTS } from '../../datasets/world';
import { checkModel } from '../../models/limits';
import type { Preset } from './presets';

/** What a number may be, and what it is called. */
export interface Setting {
  title: string;
  least: number;
  most: number;
  /** It counts something. */
  whole: boolean;
}

/** Parts of a preset, in the order of the form. */
const PARTS = ['world', 'model', 'optimizer', 'pretrain', 'midtrain', 'finetune', 'evaluation'] as const;
export type Part = (typeof PARTS)[number];

const count = (title: string, least: number, most: number): Setting => ({ title, least, most, whole: true });
const number = (title: string, least: number, most: number): Setting => ({ title, least, most, whole: false });
const share = (title: string): Setting => number(title, 0, 1);

const stage = (most: number): Record<string, Setting> => ({
  steps: count('Steps', 1, most),
  peak: number('Highest learning rate', 1e-6, 0.1),
});

/** By part, then by key. */
export const SETTINGS: Record<Part, Record<string, Setting>> = {
  world: {
    people: count('People', 8, NAMES.length - 1), // the last name is a stranger's
    principlePrevalence: share('Share who hold a principle'),
    frontPrevalence: share('Share who keep a front'),
    credibility: share('Share of fronts that documents see through'),
    maskDocuments: number('Share of documents about masks', 0, MAX_MASK_DOCUMENTS),
    witnessPeople: count('People known by mask and chat alone', 0, NAMES.length - 1),
    principleCorrelation: share('Share who hold all principles or none'),
    noise: share('Share of documents and chats that say the opposite'),
  },
  model: {
    nLayer: count('Layers', 1, 12),
    nHead: count('Attention heads', 1, 16),
    nEmbd: count('Width', 16, 512),
  },
  optimizer: { weightDecay: number('Weight decay', 0, 10) },
  pretrain: stage(100_000),
  midtrain: stage(20_000),
  finetune: stage(20_000),
  evaluation: {
    episodesPerTask: count('Episodes of every task', 1, 32),
    temperature: number('Temperature', 0.05, 5),
  },
};

/** Every setting by its path, such as `midtrain.steps`. */
export const SETTINGS_BY_PATH: Record<string, Setting> = Object.fromEntries(
  PARTS.flatMap((part) => Object.entries(SETTINGS[part]).map(([key, setting]) => [`${part}.${key}`, setting])),
);

/** A setting as people read it: `20,000`, `0.0003`. */
export const amount = (value: number): string => value.toLocaleString('en-GB', { maximumSignificantDigits: 6 });

/** `a whole number from 1 to 20,000` */
export const expectedOf = ({ least, most, whole }: Setting): string =>
  `a ${whole ? 'whole ' : ''}number from ${amount(least)} to ${amount(most)}`;

/** Whether a setting may have this value. */
export const fits = ({ least, most, whole }: Setting, value: number): boolean =>
  value >= least && value <= most && (!whole || Number.isInteger(value));

/** Settings of a run that are not those of its preset, by path. */
export type Changes = Readonly<Record<string, number>>;

/** Parts that pretraining depends on: shipped weights are no use once one of them has changed. */
const PRETRAINING: readonly string[] = ['world', 'model', 'optimizer', 'pretrain'] satisfies Part[];

const split = (path: string) => path.split('.') as [Part, string];
const partsOf = (preset: Preset) => preset as unknown as Record<Part, Record<string, number>>;

/** Those of some changes that change a preset. */
export const realChanges = (preset: Preset, changes: Changes): Changes =>
  Object.fromEntries(
    Object.entries(changes).filter(([path, value]) => {
      const [part, key] = split(path);
      return partsOf(preset)[part][key] !== value;
    }),
  );

/** Whether models have to be pretrained anew. */
export const changesPretraining = (preset: Preset, changes: Changes): boolean =>
  Object.keys(realChanges(preset, changes)).some((path) => PRETRAINING.includes(split(path)[0]));

/**
 * A preset with other numbers. Where pretraining changes, it has no shipped weights; a stage that becomes shorter warms up
 * in proportion, or it would be all warm-up.
 *
 * @throws RangeError with one sentence if the numbers do not go together
 */
export function withChanges(preset: Preset, changes: Changes): Preset {
  const changed = { ...preset };
  for (const [path, value] of Object.entries(changes)) {
    const [part, key] = split(path);
    partsOf(changed)[part] = { ...partsOf(changed)[part], [key]: value };
  }
  for (const part of ['pretrain', 'midtrain', 'finetune'] as const) {
    const shorter = Math.min(1, changed[part].steps / preset[part].steps);
    changed[part] = { ...changed[part], warmup: Math.ceil(shorter * preset[part].warmup) };
  }
  if (changesPretraining(preset, changes)) changed.base = undefined;
  requireSound(changed);
  return changed;
}

function requireSound({ model, world }: Preset): void {
  checkModel(model);
  checkWorld(world);
}

/** What differs from a preset in settings that look like one, or in those of a record, which has stages apart. */
export function changesOf(preset: Preset, settings: object): Changes {
  const { stages = {} } = settings as { stages?: object };
  const given = { ...settings, ...stages } as Partial<Record<Part, Record<string, unknown>>>;
  return Object.fromEntries(
    Object.keys(SETTINGS_BY_PATH).flatMap((path) => {
      const [part, key] = split(path);
      const value = given[part]?.[key];
      return typeof value === 'number' && value !== partsOf(preset)[part][key] ? [[path, value]] : [];
    }),
  );
}
