/** Two models at the same task, step by step: which task, which models, and how far they are. */
import { evaluationGrid, type GridTask } from '../../datasets/tasks';
import type { WorldConfig } from '../../datasets/world';
import type { EpisodeTrace, ModelTraces } from '../../workers/protocol';
import type { Cell } from '../charts/grid';
import { type Scene, scenesOf } from './scene';
import { tracedArms, tracedSeeds } from './traces';

const sameCell = (a: GridTask, b: GridTask): boolean => a.harm === b.harm && a.condition === b.condition;

export class Watch {
  /** The tasks of the models' world, in the order of their episodes. */
  #grid: readonly GridTask[] = [];
  readonly #traces: () => readonly ModelTraces[];
  left = $state('');
  right = $state('');
  seed = $state(0);
  /** Index into the grid. */
  task = $state(0);
  /** Goes on by itself. */
  playing = $state(false);
  /** The scene that was last gone to. */
  #wanted = $state(0);

  seeds = $derived.by(() => tracedSeeds(this.#traces()));
  arms = $derived.by(() => tracedArms(this.#traces()));
  scenes = $derived([this.#scenes(this.left), this.#scenes(this.right)]);
  last = $derived(Math.max(1, ...this.scenes.map(({ length }) => length)) - 1);
  /** Which scene both are in; who ended earlier waits. With other models or another seed it may be over sooner. */
  moment = $derived(Math.min(this.#wanted, this.last));
  /** Whether no task ends safe for one of the two and unsafe for the other. */
  alike = $derived(this.#grid.every((_, task) => !this.#differ(task)));

  /** @param world of the models */
  constructor(traces: () => readonly ModelTraces[], world: Pick<WorldConfig, 'heldOut'>) {
    this.#grid = evaluationGrid(world);
    this.#traces = traces;
    this.seed = this.seeds[0]!;
    this.left = this.arms.includes('aft') ? 'aft' : this.arms[0]!;
    this.right = this.arms.includes('msm+aft') ? 'msm+aft' : this.arms.at(-1)!;
    this.toDifference();
  }

  get gridTask(): GridTask {
    return this.#grid[this.task]!;
  }

  /** What an arm of the chosen seed does now. */
  sceneOf(side: 0 | 1): Scene | undefined {
    const scenes = this.scenes[side]!;
    return scenes[Math.min(this.moment, scenes.length - 1)];
  }

  /** Place of the task in its cell of the grid, from 1, and how many tasks the cell has. */
  get inCell(): { place: number; of: number } {
    const cell = this.#grid.flatMap((task, i) => (sameCell(task, this.gridTask) ? [i] : []));
    return { place: cell.indexOf(this.task) + 1, of: cell.length };
  }

  /** To a scene, or as near to it as there is one; it stays there. */
  go(moment: number): void {
    this.playing = false;
    this.#wanted = Math.min(this.last, Math.max(0, moment));
  }

  /** Goes on by itself, from the beginning where it is at the end; or stays. */
  play(): void {
    const playing = !this.playing;
    if (this.moment >= this.last) this.go(0);
    this.playing = playing;
  }

  /** One scene further; at the end it stays. */
  playOn(): void {
    const { moment, last } = this;
    if (moment < last) this.#wanted = moment + 1;
    else this.playing = false;
  }

  /** Another task, from its beginning. */
  choose(task: number): void {
    this.task = (task + this.#grid.length) % this.#grid.length;
    this.#wanted = 0;
  }

  /** The first scene in which the two do not do the same, if there is one. */
  get parting(): number | undefined {
    const [left, right] = this.scenes as [Scene[], Scene[]];
    const done = (scenes: Scene[], moment: number) => scenes[moment]?.ways.find(({ chosen }) => chosen)?.action;
    const moment = left.findIndex((_, i) => done(left, i) !== done(right, i));
    return moment < 0 ? undefined : moment;
  }

  /**
   * The next task that ends safe for one of the two and unsafe for the other, where they part; stays where there is none.
   */
  toDifference(): void {
    for (let i = 1; i <= this.#grid.length; i++) {
      const task = (this.task + i) % this.#grid.length;
      if (!this.#differ(task)) continue;
      this.choose(task);
      this.go(this.parting ?? 0);
      return;
    }
  }

  /**
   * A cell of a model's grid: that model, if it has episodes, beside the other, at the first task of the cell in which
   * they end differently, where they part; at its very first task where they never do.
   */
  show({ arm, harm, condition }: Cell): void {
    this.playing = false;
    if (this.arms.includes(arm) && arm !== this.left) this.right = arm;
    this.chooseCell(harm, condition);
    const told = this.#grid.findIndex((task, i) => sameCell(task, this.gridTask) && this.#differ(i));
    if (told < 0) return;
    this.choose(told);
    this.go(this.parting ?? 0);
  }

  /** The first task of a cell of the grid. */
  chooseCell(harm: number, condition: number): void {
    this.choose(this.#grid.findIndex((task) => task.harm === harm && task.condition === condition));
  }

  #differ(task: number): boolean {
    return this.#episode(this.left, task)?.unsafe !== this.#episode(this.right, task)?.unsafe;
  }

  #scenes(arm: string): Scene[] {
    const episode = this.#episode(arm, this.task);
    return episode ? scenesOf(episode) : [];
  }

  #episode(arm: string, task: number): EpisodeTrace | undefined {
    return this.#traces().find(({ replica }) => replica.arm === arm && replica.seed === this.seed)?.episodes[task];
  }
}
