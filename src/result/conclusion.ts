/** What follows from an experiment's first claim, in words: also where its documents do as much without the examples. */
import type { Arm, Experiment } from '../../workers/experiments/experiment';
import type { Ruling, Verdict } from '../../analysis/verdict';
import { isControl, RULING_TEXT } from '../words';

const RULED: Record<Ruling, string> = {
  holds: 'holds',
  'not shown': 'is not shown',
  'does not hold': 'does not hold',
  'not enough seeds': 'cannot be told from so few seeds',
};

/** What an arm goes through in one of its stages, to be compared. */
const reads = (arm: Arm, wanted: 'midtrain' | 'finetune') => arm.stages.filter(({ stage }) => stage === wanted);

/**
 * The claim on what examples add to documents, beside a headline on what documents add to examples: about the headline's
 * model and one that read the same documents and was shown harmless chat only.
 *
 * @returns undefined where there is no such claim, or this run did not test it
 */
export function addedByExamples(
  { arms }: Pick<Experiment, 'arms'>,
  headline: Verdict,
  verdicts: readonly Verdict[],
): Verdict | undefined {
  const byId = new Map(arms.map((arm) => [arm.id, arm]));
  const treated = byId.get(headline.arm);
  return verdicts.find(({ hypothesis, kind, arm, reference, metric }) => {
    if (hypothesis === headline.hypothesis) return false;
    const alone = reference === null ? undefined : byId.get(reference);
    if (kind !== 'difference' || arm !== headline.arm || metric !== headline.metric || !treated || !alone) return false;
    const same = JSON.stringify(reads(alone, 'midtrain')) === JSON.stringify(reads(treated, 'midtrain'));
    return same && reads(alone, 'finetune').every((stage) => isControl(stage.reads));
  });
}

/** The ruling on a headline about documents, and on what examples add to them, if that was claimed and tested. */
export function conclusion(headline: Verdict, added: Verdict | undefined): string {
  if (!added) return RULING_TEXT[headline.verdict];
  if (headline.verdict === 'holds' && added.verdict === 'does not hold')
    return 'Documents alone do it; examples add nothing.';
  return `That documents help ${RULED[headline.verdict]}; that examples add to them ${RULED[added.verdict]}.`;
}
