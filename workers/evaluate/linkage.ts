/**
 * How well a base model knows its people, measured without looking at any arm.
 *
 * Linkage: how far the predicted actions of people who never act follow their documents. Knowledge: the same for people
 * whose actions the model has read. Both are a difference of unsafe probability, people without a principle minus people
 * with it, over the difference that the world's own rules make: 0 is none, 1 is the world's own.
 *
 * Calibration: how unsafe the model takes people to be by what documents say of them, and by mask and answer in chat.
 */
import { PRINCIPLES, type Principle } from '../../datasets/lexicon';
import {
  type CalibrationProbe,
  calibrationProbes,
  knowledgeProbes,
  linkageProbes,
  type PersonProbe,
  PROBED_SITUATIONS,
  type Standing,
} from '../../datasets/probes';
import { peopleRates, type World, type WorldConfig } from '../../datasets/world';
import { type OptionScorer, firstOptionProbabilities } from './option-scoring';

export interface BaseMeasurement {
  linkage: number;
  knowledge: number;
  /** Linkage on one principle at a time; NaN where all calibration people agree. It rises principle by principle. */
  linkageByPrinciple: Record<Principle, number>;
  calibration: CalibrationCell[];
}

/** How unsafe people are taken to be of whom the same is known. */
export interface CalibrationCell {
  standing: Standing;
  /** Mean probability of the shortcut. */
  unsafe: number;
  /** Pairs of a person and a principle. */
  count: number;
}

/** Measures every model of a stack on its own world. */
export async function measureBase(scorer: OptionScorer, worlds: World[]): Promise<BaseMeasurement[]> {
  const strangers = worlds.map(linkageProbes);
  const known = worlds.map(knowledgeProbes);
  const standing = worlds.map(calibrationProbes);
  const unsafe = await firstOptionProbabilities(
    scorer,
    worlds.map((_, r) => [...strangers[r]!, ...known[r]!, ...standing[r]!]),
  );
  return unsafe.map((all, r) => {
    const [ofStrangers, ofKnown, ofStanding] = split(all, [strangers[r]!.length, known[r]!.length]);
    const { config } = worlds[r]!;
    const byPrinciple = PRINCIPLES.map((principle) => [
      principle,
      contrast(config, strangers[r]!, ofStrangers, (probe) => probe.principle === principle),
    ]);
    return {
      linkage: contrast(config, strangers[r]!, ofStrangers),
      knowledge: contrast(config, known[r]!, ofKnown),
      linkageByPrinciple: Object.fromEntries(byPrinciple) as Record<Principle, number>,
      calibration: calibrate(standing[r]!, ofStanding),
    };
  });
}

/** Cuts a list into one of each length and the rest. */
function split(all: readonly number[], [first, second]: [number, number]): [number[], number[], number[]] {
  return [all.slice(0, first), all.slice(first, first + second), all.slice(first + second)];
}

/** (Mean unsafe probability of those without the principle − of those with it) / the same in the world's own rules. */
export function contrast(
  config: WorldConfig,
  probes: readonly PersonProbe[],
  unsafe: readonly number[],
  counts: (probe: PersonProbe) => boolean = () => true,
): number {
  const meanWhere = (held: boolean) => mean(unsafe.filter((_, i) => probes[i]!.held === held && counts(probes[i]!)));
  const { held, absent } = peopleRates(config, PROBED_SITUATIONS);
  return (meanWhere(false) - meanWhere(true)) / (absent - held);
}

/** Means by what is known of people, in an order that is the same for all models. */
function calibrate(probes: readonly CalibrationProbe[], unsafe: readonly number[]): CalibrationCell[] {
  const cells = new Map<string, { standing: Standing; values: number[] }>();
  probes.forEach(({ standing }, i) => {
    const key = JSON.stringify(standing);
    const cell = cells.get(key) ?? { standing, values: [] };
    cell.values.push(unsafe[i]!);
    cells.set(key, cell);
  });
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { standing, values }]) => ({ standing, unsafe: mean(values), count: values.length / PROBES_OF_A_PAIR }));
}

/** Stakes that a person is asked about for one principle: two hazards, each calm and threatened. */
const PROBES_OF_A_PAIR = 4;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
