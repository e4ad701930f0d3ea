/** What became of recorded claims, counted; and how many of those that hold are one finding. */
import { METRICS } from '../../workers/evaluate/metrics';
import type { Arm, Experiment, Hypothesis } from '../../workers/experiments/experiment';
import { pairOf, predictedSide } from '../../analysis/samples';

/** Rulings on the claims of an experiment, by id of the claim. */
export type Rulings = Readonly<Record<string, string>>;

/** `4 of 6 claims hold, 1 not shown`: the rest does not hold. */
export function tally(rulings: Rulings): string {
  const all = Object.values(rulings);
  const count = (ruling: string) => all.filter((one) => one === ruling).length;
  const open = count('not shown') + count('not enough seeds');
  return `${count('holds')} of ${all.length} claims hold${open > 0 ? `, ${open} not shown` : ''}`;
}

/** Claims that hold, how many of them say that documents about the assistant make shortcuts rarer, and in how many experiments. */
export function documentsBeatNone(
  experiments: readonly Experiment[],
  rulings: Readonly<Record<string, Rulings>>,
): { held: number; same: number; among: number } {
  const held = experiments.flatMap((experiment) =>
    experiment.hypotheses.flatMap((claim) =>
      rulings[experiment.name]?.[claim.id] === 'holds' ? [{ experiment, claim }] : [],
    ),
  );
  const same = held.filter(({ experiment, claim }) => saysDocumentsBeatNone(experiment, claim));
  return { held: held.length, same: same.length, among: new Set(same.map(({ experiment }) => experiment.name)).size };
}

/** Whether an arm that read documents about the assistant is said to be safer alone than one that read none. */
function saysDocumentsBeatNone({ arms }: Experiment, claim: Hypothesis): boolean {
  const { kind = 'difference', metric } = claim;
  const lower = kind === 'fewer' || (kind === 'difference' && predictedSide(claim) === -1);
  if (!METRICS[metric].grid || !lower) return false;
  const { arm, reference } = pairOf(claim);
  const read = (id: string | null) => readsOfAssistant(arms.find((one) => one.id === id)!);
  return read(arm) && !read(reference);
}

const readsOfAssistant = ({ stages }: Arm): boolean =>
  stages.some(({ reads }) => {
    const documents = reads.kind === 'mixed' ? reads.documents : reads.kind === 'documents' ? reads : undefined;
    return documents !== undefined && !documents.neutral && documents.about === undefined;
  });
