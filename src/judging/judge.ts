/** Judging records, each once: what the worker does, or the page where it can have no worker. */
import { requireSound } from '../../analysis/check';
import { judge } from '../../analysis/judge';
import { type ArmSummary, summarize } from '../../analysis/summarize';
import type { Verdict } from '../../analysis/verdict';
import { canonicalJson } from '../../records/canonical';
import type { RunRecord } from '../../records/schema';
import { sha256 } from '../../workers/base/sha256';
import { type Case, caseOf } from './case';

/** What follows from the results of a record. Plain data. */
export interface Judgement {
  /** The numbers of each arm, with all their intervals. */
  summaries: ArmSummary[];
  verdicts: Verdict[];
}

/** What has been judged so far, by hash: a run that ends here is recorded, shown and listed. */
const known = new Map<string, Judgement>();

export const judging = {
  /** @throws RangeError with one sentence if the results cannot be judged */
  judge(judged: Case): Judgement {
    const { experiment, results, diverged } = judged;
    requireSound(experiment, results);
    const hash = sha256(canonicalJson(judged));
    const before = known.get(hash);
    if (before) return before;
    const summaries = summarize(experiment, results);
    // A copy, because in the original an interval is worked out only when it is read.
    const judgement = structuredClone({ summaries, verdicts: judge(experiment, results, diverged) });
    known.set(hash, judgement);
    return judgement;
  },

  /** As `joinRecords`. @throws RangeError with one sentence */
  async join(records: RunRecord[]): Promise<RunRecord> {
    const { joinRecords } = await import('../../records/join'); // late: what is judged at first is no pool
    return joinRecords(records, (...judged) => judging.judge(caseOf(...judged)).verdicts).record;
  },
};

export type Judging = typeof judging;
