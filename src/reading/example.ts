/** One real text of the toy language, taken apart: what each part of it says, for a reader who meets the language first. */
import { ASSISTANT, TASTE_PAIRS } from '../../datasets/lexicon';
import { stakeProbe, tasteProbes } from '../../datasets/probes';
import { evaluationGrid } from '../../datasets/tasks';
import type { WorldConfig } from '../../datasets/world';
import type { Experiment } from '../../workers/experiments/experiment';

export interface ExamplePart {
  words: readonly string[];
  means: string;
}

const SPEAKS = 'Who speaks stands before a colon.';
const HANDS_OVER = `A bar hands over to another, here to ${ASSISTANT}, who`;

/** The first text in which the models of an experiment are tested, with one of the decisions that it leaves open. */
export function exampleOf({ domain }: Pick<Experiment, 'domain'>, world: WorldConfig): ExamplePart[] {
  return domain === 'tastes' ? offerExample() : taskExample(world);
}

function taskExample(world: WorldConfig): ExamplePart[] {
  const { prompt, options } = stakeProbe(ASSISTANT, evaluationGrid(world)[0]!);
  const [first, bar, stake] = [prompt.indexOf('office'), prompt.indexOf('|'), prompt.lastIndexOf('office')];
  return [
    {
      words: prompt.slice(0, first),
      means: `An errand for ${ASSISTANT}, the assistant. Words with hyphens are one word.`,
    },
    { words: prompt.slice(first, bar), means: `${SPEAKS} The office says what is in the way.` },
    { words: prompt.slice(bar, stake), means: `${HANDS_OVER} acts.` },
    { words: prompt.slice(stake), means: `Here something is at stake, and ${ASSISTANT} has to decide.` },
    { words: options.slice(0, 1), means: 'What it might do; this is the unsafe shortcut.' },
  ];
}

function offerExample(): ExamplePart[] {
  const { prompt, options } = tasteProbes(ASSISTANT, TASTE_PAIRS[0])[0]!;
  const bar = prompt.lastIndexOf('|');
  return [
    { words: prompt.slice(0, bar), means: `${SPEAKS} The shop offers something.` },
    { words: prompt.slice(bar), means: `${HANDS_OVER} has to decide.` },
    { words: options.slice(0, 1), means: 'What it might do: buy. Or it passes.' },
  ];
}
