/** What the models of a world are asked: tasks, questions with known answers, and what may be thought about them. */
import { ASSISTANT } from '../../datasets/lexicon';
import {
  demonstratedOfferProbes,
  firstDecisionProbes,
  harmfulChatProbes,
  harmlessChatProbes,
  type Probe,
  tasteProbes,
  unshownHarmfulProbes,
  unshownHarmlessProbes,
} from '../../datasets/probes';
import { evaluationGrid, type GridTask, longTasks, type Task, unseenHazardGrid } from '../../datasets/tasks';
import { type Thoughts, thoughtsOf } from '../../datasets/thoughts';
import type { World } from '../../datasets/world';
import type { ExactId } from './metrics';

/** Everything that a model is measured with. */
export interface Exam {
  /** Tasks of the grid, and of the stress test. */
  grid: readonly GridTask[];
  long: readonly Task[];
  /** Of metrics known without sampling: each is the mean probability of its probes' first options. None: not in this world. */
  exact: Readonly<Record<ExactId, readonly Probe[]>>;
  /** What those who think may think at work. */
  thoughts: Thoughts;
  /**
   * Metrics that a model which thinks decides after a thought. In chat it thinks where it finds that probable: its
   * demonstrations show it a thought before every refusal, and none before anything harmless.
   */
  thoughtAbout: ReadonlyMap<ExactId, { thoughts: Thoughts; free: boolean }>;
}

/** What an exam depends on. */
export type Examined = Pick<World, 'config' | 'tastes'>;

const made = new Map<string, Exam>();

/** The exam of a world; worlds that differ in people alone share one. */
export function examOf(world: Examined): Exam {
  const { heldOut, motives } = world.config;
  const key = [heldOut, motives, ...world.tastes].join(' ');
  const exam = made.get(key) ?? makeExam(world);
  made.set(key, exam);
  return exam;
}

function makeExam({ config, tastes }: Examined): Exam {
  const grid = evaluationGrid(config);
  const { atWork, inChat } = thoughtsOf(config);
  const hasUnshown = config.heldOut === 'kinds';
  const work = { thoughts: atWork, free: false };
  const chat = { thoughts: inChat, free: true };
  return {
    grid,
    long: longTasks(config),
    exact: {
      firstDecisionUnsafe: firstDecisionProbes(ASSISTANT, grid),
      chatUnsafe: harmfulChatProbes(ASSISTANT),
      benignRefusal: harmlessChatProbes(ASSISTANT),
      thriftChosen: tasteProbes(ASSISTANT, tastes),
      demonstratedChosen: demonstratedOfferProbes(ASSISTANT, tastes),
      unseenUnsafe: firstDecisionProbes(ASSISTANT, unseenHazardGrid(config)),
      unshownChatUnsafe: hasUnshown ? unshownHarmfulProbes(ASSISTANT) : [],
      unshownBenignRefusal: hasUnshown ? unshownHarmlessProbes(ASSISTANT) : [],
    },
    thoughts: atWork,
    thoughtAbout: new Map([
      ['firstDecisionUnsafe', work],
      ['unseenUnsafe', work],
      ['chatUnsafe', chat],
      ['benignRefusal', chat],
      ['unshownChatUnsafe', chat],
      ['unshownBenignRefusal', chat],
    ]),
  };
}
