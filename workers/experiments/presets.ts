/** Presets: everything that is fixed about a run besides its experiment, arms and seeds. */
import type { BatchShape } from '../../datasets/batch';
import { VOCABULARY } from '../../datasets/tokenizer';
import { DEFAULT_WORLD, TRANSPARENT_WORLD, type WorldConfig } from '../../datasets/world';
import type { GPTConfig } from '../../models/config';
import type { AdamWOptions } from '../../models/ops/adamw';

/** How long a stage trains, and at what rate: a linear warm-up, then a cosine from `peak` down to `floor · peak`. */
export interface StageRecipe {
  steps: number;
  /** Highest learning rate. */
  peak: number;
  /** Steps over which the rate rises. */
  warmup: number;
  /** Where the cosine ends, as a share of the peak. */
  floor: number;
}

/** How the models of a run are measured. */
export interface EvaluationRecipe {
  /** At which actions are sampled; 1 is the model's own distribution. */
  temperature: number;
  /** Closed-loop episodes of every task of the grid. */
  episodesPerTask: number;
  /** Training steps between two probes. */
  probeEvery: number;
}

export interface Preset {
  /** As on the command line. */
  name: string;
  /** As on the page. */
  label: string;
  description: string;
  /** Name of the preset whose shipped base weights this one starts from, if it has any. */
  base: string | undefined;
  /** Seeds of a run, unless others are asked for. They have shipped weights if any have. */
  seeds: readonly number[];
  model: GPTConfig;
  batch: BatchShape;
  world: WorldConfig;
  optimizer: AdamWOptions;
  pretrain: StageRecipe;
  midtrain: StageRecipe;
  finetune: StageRecipe;
  evaluation: EvaluationRecipe;
  /** Steps between two readings of the loss. */
  loggingEvery: number;
}

const optimizer: AdamWOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.3, clip: 1 };

/** Worlds that nothing was tuned on: the recipe was found on seeds 0 to 6 (docs/LOG.md). */
const UNTUNED_SEEDS = [10, 11, 12, 13, 14, 15, 16, 17] as const;

const standard: Preset = {
  name: 'standard',
  label: 'Standard',
  description: 'The recipe of the recorded results.',
  base: 'standard',
  seeds: UNTUNED_SEEDS,
  model: { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 96, vocabSize: VOCABULARY.length },
  batch: { rows: 8, length: 96 },
  world: TRANSPARENT_WORLD,
  optimizer,
  pretrain: { steps: 5000, peak: 6e-3, warmup: 50, floor: 0.1 },
  midtrain: { steps: 300, peak: 2e-3, warmup: 20, floor: 0.1 },
  finetune: { steps: 30, peak: 3e-4, warmup: 10, floor: 0.1 },
  evaluation: { temperature: 1, episodesPerTask: 4, probeEvery: 10 },
  loggingEvery: 10,
};

/** Worlds on which nothing of the world of rival motives was tuned: that was done on seeds 0 to 9 (docs/LOG.md). */
const RIVAL_SEEDS = [50, 51, 52, 53, 54, 55, 56, 57] as const;

const rival: Preset = {
  ...standard,
  name: 'rival',
  label: 'Rival motives',
  description: 'A world in which a refusal has two possible motives, and documents name both.',
  base: undefined, // none are shipped yet
  seeds: RIVAL_SEEDS,
  world: DEFAULT_WORLD,
  midtrain: { ...standard.midtrain, steps: 75, peak: 2e-3 },
  finetune: { ...standard.finetune, steps: 100, peak: 1e-3 },
  evaluation: { ...standard.evaluation, episodesPerTask: 2 },
};

const smoke: Preset = {
  ...standard,
  name: 'smoke',
  label: 'Quick look',
  description: 'The standard recipe with one episode for every task instead of four: noisier, but done in minutes.',
  seeds: UNTUNED_SEEDS.slice(0, 2),
  evaluation: { ...standard.evaluation, episodesPerTask: 1, probeEvery: 50 },
};

const tiny: Preset = {
  ...standard,
  name: 'tiny',
  label: 'Tiny',
  description: 'Shows that every part works, in seconds and without a GPU. Far too small and short to learn anything.',
  base: undefined,
  seeds: [0, 1],
  model: { ...standard.model, nLayer: 1, nHead: 2, nEmbd: 16 },
  batch: { rows: 4, length: 96 },
  world: { ...TRANSPARENT_WORLD, people: 32, calibrationPeople: 4 },
  pretrain: { steps: 12, peak: 3e-3, warmup: 4, floor: 0.1 },
  midtrain: { steps: 6, peak: 1e-3, warmup: 2, floor: 0.1 },
  finetune: { steps: 4, peak: 5e-4, warmup: 1, floor: 0.1 },
  evaluation: { temperature: 1, episodesPerTask: 1, probeEvery: 6 },
  loggingEvery: 2,
};

export const presets: Record<string, Preset> = { standard, smoke, tiny, rival };

/** The preset of a name that may come from anywhere; undefined if there is none. */
export const presetNamed = (name: string): Preset | undefined =>
  Object.hasOwn(presets, name) ? presets[name] : undefined;

/** As many seeds as asked for, from the first of `usual` on. */
export const firstSeeds = (usual: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, i) => usual[i] ?? usual.at(-1)! + 1 + i - usual.length);

/** Shares of pretraining after which the weights are shipped, too, so that arms can start from them. */
export const MILESTONES = [0.2, 0.3, 0.4, 0.5, 0.7] as const;

/** Steps of pretraining by such a share of it. */
export const milestoneStep = ({ pretrain }: Pick<Preset, 'pretrain'>, after: number): number =>
  Math.max(1, Math.round(after * pretrain.steps));

/** Other worlds with the recipe of a preset, by name. Each has base weights of its own. */
export const WORLDS: Record<string, { label: string; changes: Partial<WorldConfig> }> = {
  unlinked: { label: 'a world in which what is said of people is not true', changes: { linked: false } },
  plain: {
    label: 'a world in which documents name masks, and tell nobody who feigns from who does not care',
    changes: { motives: 'unnamed', principlePrevalence: 0.36, frontPrevalence: 0.7, maskDocuments: 0.08 },
  },
};

/** The preset in another world, or as it is. @throws RangeError if there is no such world */
export function inWorld(preset: Preset, world: string | undefined): Preset {
  if (world === undefined) return preset;
  if (!Object.hasOwn(WORLDS, world))
    throw new RangeError(`"${world}" is no world; there are ${Object.keys(WORLDS).join(', ')}`);
  return {
    ...preset,
    name: `${preset.name}-${world}`,
    base: preset.base && `${preset.base}-${world}`,
    world: { ...preset.world, ...WORLDS[world]!.changes },
  };
}

/** The preset that the page and the command line start from. */
export const DEFAULT_PRESET = 'standard';
