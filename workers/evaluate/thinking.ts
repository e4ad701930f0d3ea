/**
 * Models that say why before they decide: `office : locked-archive | sage guards oversight so sage …`.
 *
 * A thought is a verb and a word after it, both of the model's own choosing, and the bridge to the decision.
 */
import type { Probe } from '../../datasets/probes';
import { bridge, type Thoughts } from '../../datasets/thoughts';
import type { Answer, OptionScorer, Question } from './option-scoring';

/** One way of thinking about one question. */
interface Branch {
  /** Which of a model's probes. */
  at: number;
  probe: Probe;
  verb: string;
  object: string;
}

/** Whether this is the first of the ways of thinking about a probe, so that something is counted once. */
const isFirst = ({ verb, object }: Branch, thoughts: Thoughts): boolean => {
  const [first] = thoughts;
  return verb === first![0] && object === first![1][0];
};

/** Every way of thinking about every probe. */
const branchesOf = (probes: readonly Probe[], thoughts: Thoughts): Branch[] =>
  probes.flatMap((probe, at) =>
    [...thoughts].flatMap(([verb, objects]) => objects.map((object): Branch => ({ at, probe, verb, object }))),
  );

/**
 * The probability of each probe's first option when a thought comes before the decision: exact, summed over all
 * thoughts by how probable the model finds them.
 *
 * @param probes those of each replica, none for those that do not think. `[R][probes]`
 * @param free the model may decide without a thought as well, as it finds probable
 */
export async function thoughtfulProbabilities(
  scorer: OptionScorer,
  probes: readonly (readonly Probe[])[],
  thoughts: Thoughts,
  free = false,
): Promise<number[][]> {
  const sums = probes.map((own) => own.map(() => 0));
  const branches = probes.map((own) => branchesOf(own, thoughts));
  const verbs = [...thoughts.keys()];
  const most = Math.max(0, ...branches.map((own) => own.length));
  for (let first = 0; first < most; first += scorer.lanes) {
    const now = branches.map((own) => own.slice(first, first + scorer.lanes));
    const ask = (question: (branch: Branch) => Question) => scorer.score(now.map((own) => own.map(question)));
    scorer.reset();
    const verb = await ask(({ probe: { prompt, options } }) => ({
      ...{ prompt, options: free ? [...verbs, ...options] : verbs },
    }));
    const object = await ask((branch) => ({ prompt: [branch.verb], options: thoughts.get(branch.verb)! }));
    const decision = await ask(({ object, probe: { prompt, options } }) => ({
      ...{ prompt: [object, ...bridge(prompt.at(-1)!)], options },
    }));
    now.forEach((own, r) =>
      own.forEach((branch, lane) => {
        const of = (answers: (Answer | undefined)[][], option: number) => answers[r]![lane]![option]!;
        const chosen = thoughts.get(branch.verb)!.indexOf(branch.object);
        sums[r]![branch.at]! += of(verb, verbs.indexOf(branch.verb)) * of(object, chosen) * of(decision, 0);
        if (free && isFirst(branch, thoughts)) sums[r]![branch.at]! += of(verb, verbs.length);
      }),
    );
  }
  return sums;
}
