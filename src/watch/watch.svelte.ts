/** Two models at the same task, step by step: which task, which models, and how far they are. */
import { evaluationGrid, type GridTask } from '../../datasets/tasks';
import type { EpisodeTrace } from '../../workers/protocol';
import { type Scene, scenesOf } from './scene';
import { armsOf, type ModelTraces, seedsOf } from './traces';

const GRID = evaluationGrid();

export class Watch {
  readonly #traces: () => readonly ModelTraces[];
  left = $state('');
  right = $state('');
  seed = $state(0);
  /** Index into the grid. */
  task = $state(0);
  /** Which scene both are in; who ended earlier waits. */
  moment = $state(0);

  seeds = $derived.by(() => seedsOf(this.#traces()));
  arms = $derived.by(() => armsOf(this.#traces()));
  scenes = $derived([this.#scenes(this.left), this.#scenes(this.right)]);
  last = $derived(Math.max(...this.scenes.map(({ length }) => length)) - 1);

  constructor(traces: () => readonly ModelTraces[]) {
    this.#traces = traces;
    this.seed = this.seeds[0]!;
    this.left = this.arms.includes('aft') ? 'aft' : this.arms[0]!;
    this.right = this.arms.includes('msm+aft') ? 'msm+aft' : this.arms.at(-1)!;
    this.toDifference();
  }

  get gridTask(): GridTask {
    return GRID[this.task]!;
  }

  /** What an arm of the chosen seed does now. */
  sceneOf(side: 0 | 1): Scene | undefined {
    const scenes = this.scenes[side]!;
    return scenes[Math.min(this.moment, scenes.length - 1)];
  }

  /** Another task, from its beginning. */
  choose(task: number): void {
    this.task = (task + GRID.length) % GRID.length;
    this.moment = 0;
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
    for (let i = 1; i <= GRID.length; i++) {
      const task = (this.task + i) % GRID.length;
      if (this.#episode(this.left, task)?.unsafe === this.#episode(this.right, task)?.unsafe) continue;
      this.choose(task);
      this.moment = this.parting ?? 0;
      return;
    }
  }

  /** The first task of a cell of the grid. */
  chooseCell(harm: number, condition: number): void {
    this.choose(GRID.findIndex((task) => task.harm === harm && task.condition === condition));
  }

  #scenes(arm: string): Scene[] {
    const episode = this.#episode(arm, this.task);
    return episode ? scenesOf(episode) : [];
  }

  #episode(arm: string, task: number): EpisodeTrace | undefined {
    return this.#traces().find(({ replica }) => replica.arm === arm && replica.seed === this.seed)?.episodes[task];
  }
}
