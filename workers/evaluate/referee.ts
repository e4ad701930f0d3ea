/**
 * The engine held to TensorFlow.js: trained models decide once more, as models/gpt2.ts has it, in stock operations.
 *
 * Asked are first decisions at stake, whose probabilities are exact. Stock operations are some fifty times slower than the
 * engine, so a run asks a few of them.
 */
import { ASSISTANT } from '../../datasets/lexicon';
import { firstDecisionProbes, type Probe } from '../../datasets/probes';
import { evaluationGrid } from '../../datasets/tasks';
import { BOS, encode } from '../../datasets/tokenizer';
import type { WorldConfig } from '../../datasets/world';
import type { GPTConfig } from '../../models/config';
import { openGpu } from '../../models/device';
import type { OptionScorer } from './option-scoring';

/** First decisions that a run asks. */
export const SOME_DECISIONS = 8;

/** So many first decisions from all over a world's grid, or all of them. */
export function decisions(world: WorldConfig, count?: number): Probe[] {
  const all = firstDecisionProbes(ASSISTANT, evaluationGrid(world));
  const some = count ?? all.length;
  return Array.from({ length: some }, (_, i) => all[Math.floor((i * all.length) / some)]!);
}

/**
 * For each model of a stack, by how much the engine and TensorFlow.js differ at most in the probability of an action. 1
 * where either has no number.
 *
 * TensorFlow.js computes on the same adapter, through a device of its own: what it does wrong is not the run's.
 *
 * @param scorer with the models' weights, which answers as the engine has it
 * @param parameters the weights that the models are said to have. `R × [N]`
 * @throws Error if TensorFlow.js cannot compute here, or the engine's device is lost
 */
export async function differences(
  scorer: OptionScorer,
  config: GPTConfig,
  parameters: readonly Float32Array[],
  probes: readonly Probe[],
): Promise<number[]> {
  const found = await engineAnswers(scorer, probes);
  const [{ readTexts }, { computeOn }, { softmax }] = await Promise.all([
    import('../../models/gpt2'),
    import('../../models/tf'),
    import('../../models/softmax'),
  ]);
  const gpu = await openGpu();
  const withdraw = await computeOn(gpu.device, gpu.info);
  try {
    const texts = probes.map(({ prompt }) => [BOS, ...encode(prompt)]);
    const largest: number[] = [];
    for (const [r, own] of parameters.entries()) {
      const readings = await gpu.done(readTexts(config, own, texts));
      const apart = readings.flatMap(({ logits }, i) =>
        softmax(logits, encode(probes[i]!.options)).map((p, k) => Math.abs(p - found[r]![i]![k]!)),
      );
      largest.push(Math.max(...apart.map((difference) => (Number.isFinite(difference) ? difference : 1))));
    }
    return largest;
  } finally {
    withdraw();
    gpu.close();
  }
}

/** The probability of every option of every probe, as the engine has it. `[R][probes][options]` */
async function engineAnswers(scorer: OptionScorer, probes: readonly Probe[]): Promise<number[][][]> {
  const answers = Array.from({ length: scorer.replicas }, (): number[][] => []);
  for (let first = 0; first < probes.length; first += scorer.lanes) {
    scorer.reset();
    const some = probes.slice(first, first + scorer.lanes);
    const round = await scorer.score(answers.map(() => some));
    round.forEach((own, r) => answers[r]!.push(...own.flatMap((answer) => (answer ? [answer] : []))));
  }
  return answers;
}
