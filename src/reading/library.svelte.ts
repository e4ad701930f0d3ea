/** Everything that models read, as a library: a shelf for each stage, and one for the tasks that nobody reads. */
import { makeWorld } from '../../datasets/world';
import { ASSISTANT, SAFE_ACTIONS } from '../../datasets/lexicon';
import { type Probe, stakeProbe, tasteProbes } from '../../datasets/probes';
import { parseSpec } from '../../datasets/spec';
import type { StageText } from '../../datasets/stages';
import { evaluationGrid, type GridTask, HARMS } from '../../datasets/tasks';
import { inWorld } from '../../workers/experiments/presets';
import { type Arm, type Experiment, specsOf } from '../../workers/experiments/experiment';
import { armText, type TrainingStage } from '../../workers/run/texts';
import type { Settings } from '../lab/settings.svelte';
import { yieldToBrowser } from '../parts/yield-to-browser';

/** Where to look: what is read in a stage, or the held-out tasks. */
export type TextShelf = TrainingStage | 'tasks';

/** The shelves of an experiment: not those of stages that none of its arms goes through. */
export const shelvesOf = ({ arms }: Pick<Experiment, 'arms'>): TextShelf[] => [
  'pretrain',
  ...(['midtrain', 'finetune'] as const).filter((own) =>
    arms.some(({ stages }) => stages.some(({ stage }) => stage === own)),
  ),
  'tasks',
];

/** One text to show. */
export interface Entry {
  /** Place in its stage, from 0. */
  index: number;
  /** What it is, in a word or two. */
  kind: string;
  words: readonly string[];
  /** From which word on it is an answer: what a demonstration scores, or the ways out of a situation. */
  answer: number;
}

/** Texts shown at first, and more at each asking. */
const PAGE = 12;

/** How far a search goes. */
const MOST_SEARCHED = 5000;

/** Texts looked through before yielding to the browser. */
const SLICE = 100;

export class Library {
  readonly #settings: Settings;
  #search = 0;
  /** Gives the entries of the shelf as it was when they were first looked for: pages of two texts must not mix. */
  #read: (index: number) => Entry | undefined = () => undefined;
  shelf = $state<TextShelf>('midtrain');
  /** Whose texts were asked for; another's are shown where that arm has none on the shelf. */
  wanted = $state('');
  seed = $state(0);
  /** Words that an entry must have, all of them. */
  query = $state('');

  entries = $state.raw<Entry[]>([]);
  /** Texts looked through so far. */
  searched = $state(0);
  /** Whether there is more to find. */
  more = $state(false);
  /** Why there is nothing to show, in one sentence. */
  trouble = $state('');

  /** Arms that have something of their own on the shelf: on that of pretraining only where worlds differ. */
  arms = $derived.by((): Arm[] => {
    const { arms } = this.#settings.experiment;
    if (this.shelf === 'tasks') return [];
    if (this.shelf === 'pretrain') return arms.some(({ base }) => base?.world) ? arms : [];
    return arms.filter(({ stages }) => stages.some(({ stage }) => stage === this.shelf));
  });
  /** Whose texts are shown. */
  arm = $derived(this.arms.find(({ id }) => id === this.wanted) ?? this.arms.at(-1));

  constructor(settings: Settings) {
    this.#settings = settings;
    this.seed = settings.seeds[0] ?? 0;
  }

  /** Looks from the beginning. A search under way is given up. */
  async look(): Promise<void> {
    this.#search++;
    this.entries = [];
    this.searched = 0;
    this.trouble = '';
    try {
      this.#read = this.#reader();
    } catch (error) {
      this.#stop(error);
      return;
    }
    await this.lookOn();
  }

  /** Looks on for another page of entries. */
  async lookOn(): Promise<void> {
    const search = ++this.#search;
    try {
      const wanted = this.query.toLowerCase().split(/\s+/).filter(Boolean);
      const enough = this.entries.length + PAGE;
      this.more = true;
      for (let index = this.searched; ; index++) {
        const entry = index < MOST_SEARCHED ? this.#read(index) : undefined;
        const found = entry && wanted.every((word) => entry.words.some((w) => w.startsWith(word)));
        this.searched = index + (entry ? 1 : 0);
        if (found) this.entries = [...this.entries, entry];
        if (!entry) this.more = false;
        if (!entry || this.entries.length >= enough) return;
        if (index % SLICE === SLICE - 1) await yieldToBrowser();
        if (search !== this.#search) return;
      }
    } catch (error) {
      this.#stop(error);
    }
  }

  #stop(error: unknown): void {
    this.more = false;
    this.trouble = error instanceof Error ? error.message : String(error);
  }

  /** Entry `index` of the shelf; undefined where the shelf ends. */
  #reader(): (index: number) => Entry | undefined {
    if (this.shelf === 'tasks') return this.#tested();
    const text = this.#text(this.shelf);
    return (index) => {
      const { kind, words, answer } = text.documentAt(index);
      return { index, kind, words, answer: text.scoring === 'answer' ? (answer ?? words.length) : words.length };
    };
  }

  /** What the models are tested with. */
  #tested(): (index: number) => Entry | undefined {
    const { experiment, recipe } = this.#settings;
    if (experiment.domain === 'tastes') {
      const offers = tasteProbes(ASSISTANT, makeWorld(this.seed, recipe.world).tastes);
      return (index) => offers[index] && offerEntry(index, offers[index]);
    }
    const tasks = evaluationGrid(recipe.world);
    return (index) => tasks[index] && taskEntry(index, tasks[index]);
  }

  /** @throws SpecError if the arm's specification, as it stands, cannot be read */
  #text(stage: TrainingStage): StageText {
    const { experiment, recipe } = this.#settings;
    const arm = this.arm ?? experiment.arms[0]!;
    const stages = arm.stages.filter((own) => own.stage === stage);
    const specs = Object.fromEntries(
      specsOf({ stages }).map((name) => [name, parseSpec(this.#settings.specText(name))]),
    );
    return armText(stage, makeWorld(this.seed, inWorld(recipe, arm.base?.world).world), arm, specs).text;
  }
}

/** An offer that no demonstration shows, and on which the tastes disagree: the way of the first one first. */
const offerEntry = (index: number, { prompt, options }: Probe): Entry => ({
  index,
  kind: 'offer',
  words: [...prompt, ...options],
  answer: prompt.length,
});

function taskEntry(index: number, task: GridTask): Entry {
  const { prompt, options } = stakeProbe(ASSISTANT, task);
  const waysOn = [options[0]!, ...SAFE_ACTIONS];
  return { index, kind: HARMS[task.harm]!.name, words: [...prompt, ...waysOn], answer: prompt.length };
}
