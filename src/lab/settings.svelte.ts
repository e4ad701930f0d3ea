/** What the next run will be: the choices under “Settings”, filled in from the link where it gives them. */
import { type Experiment, firstArmsOf, specsReadBy } from '../../workers/experiments/experiment';
import { experiments } from '../../workers/experiments';
import { type Preset, presets } from '../../workers/experiments/presets';
import type { BaseSource, RunRequest } from '../../workers/protocol';
import { amount, type Changes, realChanges, withChanges } from '../../workers/experiments/settings';
import { type LinkSettings, readSeeds, SEEDS_EXPECTED, seedWords } from './link';
import { seedsWithout, shippedSeeds } from './shipped';
import { SHIPPED_SPECS } from './specs';

export class Settings {
  #experiment = $state.raw() as Experiment;
  preset = $state('');
  /** What was chosen; a preset without shipped weights pretrains all the same. */
  wantedBase = $state<BaseSource>('shipped');
  seeds = $state.raw<number[]>([]);
  arms = $state.raw<string[]>([]);
  /** Numbers that are not the preset's, by path. */
  changes = $state.raw<Changes>({});
  /** Specifications that were changed here, by name: kept whatever experiment is chosen meanwhile. */
  #edited = $state.raw<Record<string, string>>({});
  /** What was typed into a field and cannot be used, by field: a sentence each. The run would not be the one asked for. */
  refused = $state.raw<Readonly<Record<string, string>>>({});
  /** Goes up where all fields must show again what is set, whatever was typed into them. */
  fresh = $state(0);

  #checked = $derived.by((): { recipe: Preset; discord: string } => {
    const preset = presets[this.preset]!;
    try {
      return { recipe: withChanges(preset, this.changes), discord: '' };
    } catch (error) {
      return { recipe: preset, discord: (error as Error).message };
    }
  });
  /** Those of the changes that change the preset. */
  realChanges = $derived(realChanges(presets[this.preset]!, this.changes));
  /** The preset with the changes. */
  recipe = $derived(this.#checked.recipe);
  /** Why the changes do not go together, without a full stop; empty if they do. */
  discord = $derived(this.#checked.discord);
  /** Why there is no run with these settings, in a sentence; empty if there is. */
  trouble = $derived(
    Object.values(this.refused)[0] ?? (this.discord && `These settings do not go together: ${this.discord}.`),
  );
  #chosen = $derived(this.experiment.arms.filter(({ id }) => this.arms.includes(id)));
  /** Whether pretrained weights of the recipe come with the page, for any seed. */
  hasBase = $derived(this.recipe.base !== undefined);
  /** Chosen seeds for which there are none of the recipe, though there are for others. */
  #unshipped = $derived(this.hasBase ? seedsWithout(this.recipe, this.#chosen, this.seeds) : []);
  /** Whether there are pretrained weights for this very run. */
  shipped = $derived(this.hasBase && this.#unshipped.length === 0);
  base = $derived<BaseSource>(this.shipped ? this.wantedBase : 'scratch');
  /** Why models that were to start from weights of this site are pretrained all the same; empty if they are not. */
  shortage = $derived.by(() => {
    if (this.wantedBase !== 'shipped' || this.#unshipped.length === 0) return '';
    const have = shippedSeeds(this.recipe, this.#chosen);
    const whose = have.length > 0 ? `seed${this.#unshipped.length > 1 ? 's' : ''} ${seedWords(this.#unshipped)}` : '';
    const price = `every model is pretrained first, ${amount(this.recipe.pretrain.steps)} steps of training more`;
    const instead = have.length > 0 ? ` Seeds ${seedWords(have)} have them.` : '';
    return `No pretrained weights come with this page for ${whose || 'these models'}: ${price}.${instead}`;
  });

  /** How many models train at once. */
  replicas = $derived(this.seeds.length * this.arms.length);

  /**
   * @param preset name of the preset to start from
   * @param link what the address sets; already validated
   */
  constructor(experiment: Experiment, preset: string, link: Omit<LinkSettings, 'experiment'>) {
    this.#experiment = experiment;
    this.follow(preset, link);
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  /** Takes up another experiment: the arms of a first run. The rest stays as it is. */
  chooseExperiment(experiment: Experiment): void {
    this.#experiment = experiment;
    this.#setArms(firstArmsOf(experiment));
  }

  /** Takes up another preset. */
  choosePreset(name: string): void {
    this.preset = name;
    this.#forgetRefused();
  }

  /** Takes up what a link to the chosen experiment sets, already validated, with the usual in place of the rest. */
  follow(preset: string, link: Omit<LinkSettings, 'experiment'>): void {
    this.preset = link.preset ?? preset;
    this.wantedBase = link.base ?? 'shipped';
    this.seeds = link.seeds ?? [...this.#usualSeeds];
    this.changes = link.changes ?? {};
    this.#setArms(link.arms ?? firstArmsOf(this.experiment));
    this.#forgetRefused();
  }

  /** Takes up the settings of a run of the chosen experiment, already checked, with the specifications it read. */
  takeUp(request: RunRequest): void {
    this.follow(request.preset, request);
    for (const name of readBy(this.experiment, request.arms)) this.editSpec(name, request.specs[name]!);
  }

  /** Takes seeds as they were typed, or says why not. */
  typeSeeds(text: string): void {
    const seeds = readSeeds(text);
    this.refuse('seeds', seeds ? '' : `Under Settings, “Seeds” takes ${SEEDS_EXPECTED}.`);
    if (seeds) this.seeds = seeds;
  }

  /** Notes that what was typed into a field cannot be used, in a sentence; an empty one says that it can. */
  refuse(field: string, sentence: string): void {
    const { [field]: _, ...others } = this.refused;
    this.refused = sentence === '' ? others : { ...others, [field]: sentence };
  }

  /** Gives back all numbers of the preset. */
  resetChanges(): void {
    this.changes = {};
    this.#forgetRefused();
  }

  /** Sets a number, or gives back the preset's. */
  change(path: string, value: number | undefined): void {
    const { [path]: _, ...others } = this.changes;
    this.changes = value === undefined ? others : { ...others, [path]: value };
  }

  /** Takes an arm in or out; the last one stays in. */
  toggleArm(id: string): void {
    const arms = this.arms.includes(id) ? this.arms.filter((arm) => arm !== id) : [...this.arms, id];
    if (arms.length > 0) this.#setArms(arms);
  }

  /** The specification of that name as it stands. */
  specText(name: string): string {
    return this.#edited[name] ?? SHIPPED_SPECS[name] ?? '';
  }

  /** Replaces the specification of that name, which the next run then reads. The text it came with restores it. */
  editSpec(name: string, text: string): void {
    const { [name]: _, ...others } = this.#edited;
    this.#edited = text === SHIPPED_SPECS[name] ? others : { ...others, [name]: text };
  }

  /** Whether a specification was changed. */
  edited(name: string): boolean {
    return Object.hasOwn(this.#edited, name);
  }

  /** Specifications that were changed, by name, whether the chosen models read them or not. */
  get edits(): Readonly<Record<string, string>> {
    return this.#edited;
  }

  /** Whether one of the chosen models reads the specification of that name. */
  reads(name: string): boolean {
    return readBy(this.experiment, this.arms).includes(name);
  }

  /** Names of the reader's own texts that the settings of another run would replace. */
  replacedBy({ experiment, arms, specs }: RunRequest): string[] {
    const read = readBy(experiments[experiment]!, arms);
    return read.filter((name) => this.edited(name) && this.specText(name) !== specs[name]);
  }

  /** What settings would be if nothing had been chosen but the experiment and `chosen`, a preset, in place of `preset`. */
  usual(preset: string, chosen: string): LinkSettings {
    const seeds = [...(presets[chosen]?.seeds ?? [0])];
    return { preset, seeds, base: 'shipped', arms: [...firstArmsOf(this.experiment)] };
  }

  /** As many seeds that were not chosen yet: those that follow the largest. */
  takeNewSeeds(): void {
    const from = Math.max(...this.seeds) + 1;
    this.seeds = this.seeds.map((_, i) => from + i);
    this.refuse('seeds', '');
    this.fresh++;
  }

  /** The run that these settings ask for. */
  request(): RunRequest {
    const { arms, seeds, preset, base } = this;
    const changes = this.realChanges;
    // Edited only where the chosen models read them: what nobody reads must not tell this run from others.
    const specs = Object.fromEntries(
      Object.entries(SHIPPED_SPECS).map(([name, text]) => [name, this.reads(name) ? this.specText(name) : text]),
    );
    const request = { experiment: this.experiment.name, arms: [...arms], seeds: [...seeds], preset, base, specs };
    return Object.keys(changes).length > 0 ? { ...request, changes: { ...changes } } : request;
  }

  get #usualSeeds(): readonly number[] {
    return presets[this.preset]?.seeds ?? [0];
  }

  #forgetRefused(): void {
    this.refused = {};
    this.fresh++;
  }

  /** Arms in the order of the experiment, whatever the order they were named in. */
  #setArms(arms: readonly string[]): void {
    this.arms = this.experiment.arms.map(({ id }) => id).filter((id) => arms.includes(id));
  }
}

/** Names of the specifications that some arms of an experiment read. */
const readBy = ({ arms }: Experiment, ids: readonly string[]): string[] =>
  specsReadBy(arms.filter(({ id }) => ids.includes(id)));
