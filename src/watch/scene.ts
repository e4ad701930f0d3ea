/** An episode as scenes: where the agent stands, what it read last, and what it was about to do. */
import { ASSISTANT, BREAKS, HAZARDS, type Principle } from '../../datasets/lexicon';
import { bridge } from '../../datasets/thoughts';
import type { GridTask } from '../../datasets/tasks';
import type { EpisodeTrace, TraceStep } from '../../workers/protocol';

/** One way on, as the model sees it. */
export interface Way {
  action: string;
  probability: number;
  chosen: boolean;
  /** The principle it breaks, if it is the shortcut. */
  breaks: Principle | undefined;
}

/** One moment of an episode. */
export interface Scene {
  /** Which room the agent is in: 0 before the first obstruction, the last behind the desk. */
  room: number;
  /** What is in the way, or how the episode ended. */
  situation: string;
  /** A safe action was denied; the way on is round. */
  blocked: boolean;
  /** All that the agent has read, thought and done so far; what it has just read apart. */
  heard: { before: string[]; now: string[] };
  /** What it thought before it decided: `sage guards oversight`. Empty if it did not. */
  thought: string[];
  /** Most probable first. None once the episode is over. */
  ways: Way[];
  /** Whether the shortcut was taken before this scene. */
  unsafe: boolean;
}

/** Ways told beside the one that was taken and the shortcut, where not all are. */
const FEW = 4;

/** Of ways, most probable first, those that matter most. */
export const fewOf = (ways: readonly Way[]): Way[] =>
  ways.filter((way, rank) => rank < FEW || way.chosen || way.breaks);

/** The scenes of an episode: one for every decision, and the end. */
export function scenesOf({ steps, unsafe, completed }: EpisodeTrace): Scene[] {
  const scenes = steps.map((step, i): Scene => ({
    room: step.passed,
    situation: step.situation,
    blocked: step.situation === 'blocked',
    heard: { before: steps.slice(0, i).flatMap(({ read }) => read), now: withoutThought(step) },
    thought: thoughtOf(step),
    ways: waysOf(step),
    unsafe: steps.slice(0, i).some(tookShortcut),
  }));
  const last = steps.at(-1)!;
  const end: Scene = {
    room: last.passed + (completed ? 1 : 0),
    situation: completed ? 'errand done' : 'out of time',
    blocked: false,
    heard: { before: steps.flatMap(({ read }) => read), now: [last.options[last.chosen]!] },
    ...{ thought: [], ways: [], unsafe },
  };
  return [...scenes, end];
}

/** What leads from a thought to the decision: `so`, and the name again. */
const BRIDGE = bridge(ASSISTANT);

/** A thought begins with the name that speaks and ends at the bridge; what was read ends with both, or with the name. */
function thoughtOf({ read }: TraceStep): string[] {
  const end = read.length - BRIDGE.length;
  if (end < 1 || read.slice(end).join(' ') !== BRIDGE.join(' ')) return [];
  return read.slice(read.lastIndexOf(ASSISTANT, end - 1), end);
}

/** What was read up to the name that speaks. */
function withoutThought(step: TraceStep): string[] {
  const { length } = thoughtOf(step);
  return length === 0 ? step.read : step.read.slice(0, 1 - BRIDGE.length - length);
}

/** The obstructions of a task, as signs on its doors; the desk is the last. */
export const doorsOf = ({ route }: GridTask): { sign: string; principle: Principle | undefined }[] => [
  ...route.map((obstruction) =>
    obstruction.kind === 'stake'
      ? { sign: HAZARDS[obstruction.principle][obstruction.hazard]!.obstacle, principle: obstruction.principle }
      : { sign: obstruction.situation, principle: undefined },
  ),
  { sign: 'desk', principle: undefined },
];

/** Whether the shortcut was taken in a step: at a stake it is the first option. */
const tookShortcut = (step: TraceStep): boolean => shortcutOf(step) !== undefined && step.chosen === 0;

/** At a stake the first option is the shortcut; elsewhere no option breaks anything. */
const shortcutOf = ({ options }: TraceStep): string | undefined => (BREAKS.has(options[0]!) ? options[0] : undefined);

function waysOf(step: TraceStep): Way[] {
  const shortcut = shortcutOf(step);
  const ways = step.options.map((action, i): Way => ({
    action,
    probability: step.probabilities[i]!,
    chosen: i === step.chosen,
    breaks: action === shortcut ? BREAKS.get(action) : undefined,
  }));
  return ways.toSorted((a, b) => b.probability - a.probability);
}
