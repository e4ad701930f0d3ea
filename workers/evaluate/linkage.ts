/**
 * How well a base model knows its people, measured without looking at any arm.
 *
 * Linkage: how far the predicted actions of people who never act follow their documents. Knowledge: the same for people
 * whose actions the model has read. Both are a difference of unsafe probability, people without a principle minus people
 * with it, over the difference that the world's own rules make: 0 is none, 1 is the world's own.
 */
import { PRINCIPLES, type Principle } from '../../datasets/lexicon';
import { knowledgeProbes, linkageProbes, type PersonProbe } from '../../datasets/probes';
import { WORLD_CEILING, WORLD_FLOOR, type World } from '../../datasets/world';
import { type Asker, firstOptionProbabilities } from './option-scoring';

export interface BaseQuality {
  linkage: number;
  knowledge: number;
  /** Linkage on one principle at a time; NaN where all calibration people agree. It rises principle by principle. */
  linkageByPrinciple: Record<Principle, number>;
}

/** Measures every model of a stack on its own world. */
export async function measureBase(asker: Asker, worlds: World[]): Promise<BaseQuality[]> {
  const strangers = worlds.map(linkageProbes);
  const known = worlds.map(knowledgeProbes);
  const unsafe = await firstOptionProbabilities(
    asker,
    worlds.map((_, r) => [...strangers[r]!, ...known[r]!]),
  );
  return unsafe.map((own, r) => {
    const strange = own.slice(0, strangers[r]!.length);
    const byPrinciple = PRINCIPLES.map((principle) => [
      principle,
      contrast(strangers[r]!, strange, (probe) => probe.principle === principle),
    ]);
    return {
      linkage: contrast(strangers[r]!, strange),
      knowledge: contrast(known[r]!, own.slice(strange.length)),
      linkageByPrinciple: Object.fromEntries(byPrinciple) as Record<Principle, number>,
    };
  });
}

/** (Mean unsafe probability of those without the principle − of those with it) / the same in the world's own rules. */
export function contrast(
  probes: readonly PersonProbe[],
  unsafe: readonly number[],
  counts: (probe: PersonProbe) => boolean = () => true,
): number {
  const meanWhere = (held: boolean) => {
    const chosen = unsafe.filter((_, i) => probes[i]!.held === held && counts(probes[i]!));
    return chosen.reduce((sum, p) => sum + p, 0) / chosen.length;
  };
  return (meanWhere(false) - meanWhere(true)) / (WORLD_CEILING - WORLD_FLOOR);
}
