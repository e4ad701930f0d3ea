/** What every arm of an experiment goes through, as the cells of a table. */
import { type Arm, baseName, type Experiment, type StageOfArm } from '../../workers/experiments/experiment';
import { DEFAULT_PRESET, presets, WORLDS } from '../../workers/experiments/presets';
import { isControl, readingWords } from '../words';

export interface RecipeCell {
  text: string;
  /** What a control has in place of the real thing, or nothing. */
  control: boolean;
}

export interface RecipeRow {
  arm: Arm;
  /** What sets it apart beside what it reads: where it starts, and whether it thinks. */
  asides: string[];
  /** One for each place in the order of training. */
  cells: RecipeCell[];
}

export interface Recipe {
  headings: string[];
  rows: RecipeRow[];
  /** All arms start from the same weights and train for the same number of steps. */
  alike: boolean;
}

/** Documents first, demonstrations after: then headings say what is done with either, and cells need not. */
const isUsual = ({ stages }: Arm): boolean =>
  stages.map(({ reads }) => reads.kind).join() === 'documents,demonstrations';

const stepsOf = ({ stage, scale }: StageOfArm): number =>
  Math.round(presets[DEFAULT_PRESET]![stage].steps * (scale?.steps ?? 1));

const totalSteps = ({ stages }: Arm): number => stages.reduce((sum, stage) => sum + stepsOf(stage), 0);

/** The value that most have; of several the one that comes first. */
function usualOf(values: readonly number[]): number {
  const count = (value: number) => values.filter((other) => other === value).length;
  return values.toSorted((a, b) => count(b) - count(a))[0]!;
}

export function recipeOf({ arms }: Pick<Experiment, 'arms'>): Recipe {
  const usual = arms.every(isUsual);
  const places = Math.max(...arms.map(({ stages }) => stages.length));
  const total = usualOf(arms.map(totalSteps));
  const length = (arm: Arm, stage: StageOfArm) => {
    if (totalSteps(arm) === total) return '';
    const others = arms.flatMap(({ stages }) => stages.filter((other) => other.stage === stage.stage));
    const times = stepsOf(stage) / usualOf(others.map(stepsOf));
    if (times === 1) return '';
    return times < 1 ? `, ${Math.round(100 * times)}% as long` : `, ${Number(times.toFixed(1))} times as long`;
  };
  const cell = (arm: Arm, stage: StageOfArm | undefined): RecipeCell => {
    if (!stage) return { text: '–', control: true };
    const text = `${usual ? '' : VERBS[stage.reads.kind]}${readingWords(stage.reads)}${length(arm, stage)}`;
    return { text, control: isControl(stage.reads) };
  };
  return {
    headings: usual ? ['First reads', 'Then is shown'] : ['First', 'Then', 'At last'].slice(0, places),
    rows: arms.map((arm) => ({
      arm,
      asides: asidesOf(arm),
      cells: Array.from({ length: places }, (_, place) => cell(arm, arm.stages[place])),
    })),
    alike: new Set(arms.map(({ base }) => baseName(base))).size === 1 && arms.every((arm) => totalSteps(arm) === total),
  };
}

const VERBS = { documents: 'reads ', demonstrations: 'is shown ', mixed: 'reads ' };

const asidesOf = ({ base: { world, after } = {}, thinks }: Arm): string[] => [
  ...(world === undefined ? [] : [`in ${WORLDS[world]?.label ?? world}`]),
  ...(after === undefined ? [] : [`after ${Math.round(100 * after)}% of pretraining`]),
  ...(thinks ? ['says why before it acts'] : []),
];
