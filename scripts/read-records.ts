/** Run records from files named on a command line. */
import { readFileSync } from 'node:fs';
import { parseRunRecords } from '../src/records/parse';
import type { RunRecord } from '../src/records/schema';
import { UsageError } from './command-line';

/**
 * Says on the error stream which lines are left out, if any.
 * @throws UsageError that names the first file of which nothing can be read, and why
 */
export async function readRecords(files: readonly string[]): Promise<RunRecord[]> {
  const records = [];
  for (const file of files) {
    try {
      const read = await parseRunRecords(readFileSync(file, 'utf8'));
      for (const problem of read.problems) console.error(`${file}: ${problem}; that line is left out.`);
      records.push(...read.records);
    } catch (error) {
      throw new UsageError(`${file}: ${(error as Error).message}.`, { cause: error });
    }
  }
  return records;
}
