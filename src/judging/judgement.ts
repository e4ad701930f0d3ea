/** What follows from a record: the numbers of each arm and the verdict on every claim. A pure function, for any thread. */
import { experimentNamed } from '../../records/experiment';
import type { RunRecord } from '../../records/schema';
import { judge } from '../../analysis/judge';
import { type ArmSummary, summarize } from '../../analysis/summarize';
import type { Verdict } from '../../analysis/verdict';

export interface Judgement {
  /** With all intervals. */
  summaries: ArmSummary[];
  verdicts: Verdict[];
}

/** The part of a record that is judged. */
export type Judged = Pick<RunRecord, 'experiment' | 'results' | 'diverged'>;

/** @throws RangeError with one sentence if the results cannot be judged */
export function judgementOf({ experiment: name, results, diverged }: Judged): Judgement {
  const experiment = experimentNamed(name);
  return { summaries: summarize(experiment, results), verdicts: judge(experiment, results, diverged) };
}
