/** The numbers of recorded results, for what is said of them in words: means, seed by seed, and what became of claims. */
import { readFileSync } from 'node:fs';
import { mean } from 'simple-statistics';
import type { Verdict } from '../../analysis/verdict';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import type { MetricId } from '../../workers/evaluate/metrics';

/** Read from `public/recorded/`. */
export class Recorded {
  private constructor(readonly record: RunRecord) {}

  /** @param name of an experiment */
  static async of(name: string): Promise<Recorded> {
    return new Recorded(await parseRunRecord(readFileSync(`public/recorded/${name}.json`, 'utf8')));
  }

  /** A metric of an arm, seed by seed, ascending. */
  seeds(arm: string, metric: MetricId = 'agenticUnsafe'): number[] {
    const own = this.record.results.filter((result) => result.arm === arm).sort((a, b) => a.seed - b.seed);
    if (own.length === 0) throw new RangeError(`${this.record.experiment} has no arm ${arm}`);
    return own.map(({ metrics }) => metrics[metric] ?? NaN);
  }

  /** The linkage of the base model that an arm started from, seed by seed, ascending. */
  linkage(arm: string): number[] {
    const own = this.record.results.filter((result) => result.arm === arm).sort((a, b) => a.seed - b.seed);
    return own.map(({ base }) => base.linkage);
  }

  /** The mean over seeds. */
  mean(arm: string, metric: MetricId = 'agenticUnsafe'): number {
    return mean(this.seeds(arm, metric));
  }

  /** `arm − reference`, seed by seed. */
  differences(arm: string, reference: string, metric: MetricId = 'agenticUnsafe'): number[] {
    const others = this.seeds(reference, metric);
    return this.seeds(arm, metric).map((value, i) => value - others[i]!);
  }

  /** What became of a claim, by its id. */
  verdict(claim: string): Verdict {
    const found = this.record.verdicts.find(({ hypothesis }) => hypothesis === claim);
    if (!found) throw new RangeError(`${this.record.experiment} has no claim ${claim}`);
    return found;
  }
}
