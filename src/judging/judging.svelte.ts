/** What follows from records, as the page sees it: each is judged once, and there when that is done. */
import { experimentNamed } from '../../records/experiment';
import type { RunRecord } from '../../records/schema';
import { caseOf } from './case';
import { judgeBeside } from './client';
import type { Judgement } from './judge';

export class Judging {
  /** Undefined until the record is judged. */
  answer = $state.raw<Judgement>();
  /** Why it cannot be judged, in one sentence; empty if it can. */
  trouble = $state('');

  #first: string | undefined;
  /** What came of the first claim; undefined until that is known, and where it was not tested. */
  headline = $derived(this.answer?.verdicts.find(({ hypothesis }) => hypothesis === this.#first));

  constructor({ experiment: name, results, diverged }: RunRecord) {
    const experiment = experimentNamed(name);
    this.#first = experiment.hypotheses[0]?.id;
    judgeBeside(caseOf(experiment, results, diverged)).then(
      (answer) => (this.answer = answer),
      (error: unknown) => (this.trouble = error instanceof Error ? error.message : String(error)),
    );
  }
}

const known = new WeakMap<RunRecord, Judging>();

/** @param record of an experiment that this version has */
export function judgingOf(record: RunRecord): Judging {
  const judging = known.get(record) ?? new Judging(record);
  known.set(record, judging);
  return judging;
}
