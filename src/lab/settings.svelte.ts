/** What the next run will be: the choices under “Settings”, filled in from the link where it gives them. */
import { type Experiment, firstArmsOf } from '../../workers/experiment';
import { firstSeeds, type Preset, presets } from '../../workers/presets';
import type { BaseSource, RunRequest } from '../../workers/protocol';
import { type Changes, realChanges, withChanges } from '../../workers/settings';
import { SHIPPED_SPECS } from './specs';
import { MAX_SEEDS, type LinkSettings } from './link';

export class Settings {
  #experiment = $state.raw() as Experiment;
  preset = $state('');
  /** What was chosen; a preset without shipped weights pretrains all the same. */
  wantedBase = $state<BaseSource>('shipped');
  seeds = $state.raw<number[]>([]);
  arms = $state.raw<string[]>([]);
  /** Numbers that are not the preset's, by path. */
  changes = $state.raw<Changes>({});
  /** Specifications that were changed here, by name. */
  #edited = $state.raw<Record<string, string>>({});

  #checked = $derived.by((): { recipe: Preset; trouble: string } => {
    const preset = presets[this.preset]!;
    try {
      return { recipe: withChanges(preset, this.changes), trouble: '' };
    } catch (error) {
      return { recipe: preset, trouble: (error as Error).message };
    }
  });
  /** Those of the changes that change the preset. */
  realChanges = $derived(realChanges(presets[this.preset]!, this.changes));
  /** The preset with the changes. */
  recipe = $derived(this.#checked.recipe);
  /** Why the changes do not go together, in a sentence; empty if they do. */
  trouble = $derived(this.#checked.trouble);
  /** Whether there are pretrained weights for the recipe. */
  shipped = $derived(this.recipe.base !== undefined);
  base = $derived<BaseSource>(this.shipped ? this.wantedBase : 'scratch');

  /** How many models train at once. */
  replicas = $derived(this.seeds.length * this.arms.length);

  /**
   * @param preset name of the preset to start from
   * @param link what the address sets; already validated
   */
  constructor(experiment: Experiment, preset: string, link: Omit<LinkSettings, 'experiment'>) {
    this.#experiment = experiment;
    this.preset = link.preset ?? preset;
    this.wantedBase = link.base ?? 'shipped';
    this.seeds = link.seeds ?? [...this.#usualSeeds];
    this.changes = link.changes ?? {};
    this.#setArms(link.arms ?? firstArmsOf(experiment));
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  /** Takes up another experiment: the arms of a first run, on the specifications as they came. The rest stays as it is. */
  chooseExperiment(experiment: Experiment): void {
    this.#experiment = experiment;
    this.#edited = {};
    this.#setArms(firstArmsOf(experiment));
  }

  /** Takes up the settings of a run of the chosen experiment, already checked. */
  takeUp({ preset, base, seeds, arms, specs, changes = {} }: RunRequest): void {
    this.#edited = {};
    this.preset = preset;
    this.wantedBase = base;
    this.seeds = [...seeds];
    this.changes = changes;
    this.#setArms(arms);
    for (const [name, text] of Object.entries(specs)) this.editSpec(name, text);
  }

  /** The first seeds of the preset instead of those chosen before. */
  useSeeds(count: number): void {
    if (!Number.isFinite(count)) return;
    this.seeds = firstSeeds(this.#usualSeeds, Math.min(MAX_SEEDS, Math.max(1, Math.round(count))));
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

  /** Specifications that were changed, by name. */
  get edits(): Readonly<Record<string, string>> {
    return this.#edited;
  }

  /** What these settings would be if nothing had been chosen but the experiment. */
  usual(preset: string): LinkSettings {
    const seeds = [...(presets[this.preset]?.seeds ?? [0])];
    return { preset, seeds, base: 'shipped', arms: [...firstArmsOf(this.experiment)] };
  }

  /** The run that these settings ask for. */
  request(): RunRequest {
    const { arms, seeds, preset, base } = this;
    const changes = this.realChanges;
    // All of them, as the command line does: then runs with the same settings have the same hash.
    const specs = Object.fromEntries(Object.keys(SHIPPED_SPECS).map((name) => [name, this.specText(name)]));
    const request = { experiment: this.experiment.name, arms: [...arms], seeds: [...seeds], preset, base, specs };
    return Object.keys(changes).length > 0 ? { ...request, changes: { ...changes } } : request;
  }

  get #usualSeeds(): readonly number[] {
    return presets[this.preset]?.seeds ?? [0];
  }

  /** Arms in the order of the experiment, whatever the order they were named in. */
  #setArms(arms: readonly string[]): void {
    this.arms = this.experiment.arms.map(({ id }) => id).filter((id) => arms.includes(id));
  }
}
